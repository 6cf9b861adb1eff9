using System.Globalization;

namespace ZetDard.Lyrics.Tests.Lrc;

public sealed class CreditRuleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("A")]
    [InlineData("B")]
    public void Kinds_equal_those_of_hand_labelled_lines(string sample)
    {
        var songs = NeteaseLyrics.ReadOrSkip().Where(song => song.Id != 0).ToDictionary(song => song.Id, song => song.Text);
        using var stream = typeof(CreditRuleTests).Assembly.GetManifestResourceStream("credit-labels.tsv")!;
        using var reader = new StreamReader(stream);
        var rows = reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(row => row[0] != '#')
            .Select(row => row.Split('\t'))
            .Where(row => row[0] == sample)
            .ToArray();
        var (wrong, credits, creditsMissed) = (0, 0, 0);
        foreach (var row in rows)
        {
            var text = songs[long.Parse(row[1], CultureInfo.InvariantCulture)];
            var line = ParsedLyric.Parse(text.Split('\n')[int.Parse(row[2], CultureInfo.InvariantCulture)]).AllLines.Single();
            var kind = ParsedLyric
                .Parse(text)
                .AllLines.First(other =>
                    other.Time == line.Time && (other.Text == line.Text || line.Text.EndsWith(other.Text, StringComparison.Ordinal))
                )
                .Kind;
            credits += row[3] != "sung" ? 1 : 0;
            creditsMissed += row[3] != "sung" && kind == LyricLineKind.Sung ? 1 : 0;
            if ((kind == LyricLineKind.Sung) != (row[3] == "sung"))
            {
                wrong++;
                output.WriteLine($"{row[1]} {row[2]} {row[3]} {kind}: {line.Text}");
            }
        }

        Assert.Equal(200, rows.Length);
        Assert.InRange(wrong, 0, 4); // right on at least 98 %
        Assert.True(
            credits == 0 || creditsMissed <= credits / 10,
            $"{creditsMissed} of {credits} lines that are not sung were taken for sung ones."
        );
    }

    [Fact]
    public void Kinds_equal_those_of_the_forms_of_real_files()
    {
        // Each line is put between two sung lines, so that its position gives no hint; except for the forms that are recognised
        // only by their position.
        using var stream = typeof(CreditRuleTests).Assembly.GetManifestResourceStream("credit-forms.tsv")!;
        using var reader = new StreamReader(stream);
        var rows = reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(row => row[0] != '#')
            .Select(row => row.Split('\t'))
            .ToArray();
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            var line = ParsedLyric.Parse($"多少年以后\n{row[1]}\n风还在吹着").AllLines[1];
            var kind = line.Kind.ToString().ToLowerInvariant();
            if (kind != row[0])
            {
                wrong.Add($"{row[1]}: {kind}, not {row[0]}");
            }
        }

        // A rule that takes every line as sung would fail here, because most of the forms are credits.
        Assert.InRange(rows.Count(row => row[0] == "credit"), 80, rows.Length);
        output.WriteLine($"{rows.Length} lines, {wrong.Count} wrong");
        Assert.Empty(wrong);
    }
}
