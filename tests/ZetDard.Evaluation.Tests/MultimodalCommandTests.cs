using System.Globalization;
using System.Text;

namespace ZetDard.Evaluation.Tests;

public sealed class MultimodalCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Half of the songs show their mood in the words only, half in the energy only: who reads both knows all.
    [Fact]
    public async Task Multimodal_gains_where_words_and_numbers_know_different_songs()
    {
        var run = await RunAsync("--models", "ridge/text,ridge/numbers,fused/ridge");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal((64, 1, 16), ((int)run.Data["train"]!, (int)run.Data["dropped"]!, (int)run.Data["groups"]!));
        Assert.InRange(run.Metric("ridge/text", "auc"), .6, .95);
        Assert.InRange(run.Metric("ridge/numbers", "auc"), .6, .95);
        Assert.True(run.Metric("fused/ridge", "aucGain") > 0);
        Assert.Equal(2, run.Row("fused/ridge")["intervals"]!["aucGain"]!.AsArray().Count);
        Assert.Null(run.Row("ridge/text")["metrics"]!["aucGain"]);
    }

    [Theory]
    [InlineData("--numbers", "energy", "--label", "artist", "tells two labels apart")]
    [InlineData("--numbers", "energy,loudness", "--label", "mood", "has no column 'loudness'")]
    [InlineData("--numbers", "words", "--label", "mood", "is no number")]
    public async Task Unusable_arguments_end_with_2_and_a_message(string numbers, string columns, string label, string column, string message)
    {
        var run = await ProgramRun.OfAsync(null, "multimodal", "--train", Write(), "--text", "words", numbers, columns, label, column);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private Task<ProgramRun> RunAsync(params string[] more) =>
        ProgramRun.OfAsync(
            Path.Combine(_folder, "t.json"),
            ["multimodal", "--train", Write(), "--text", "words", "--numbers", "energy", "--label", "mood", "--group", "artist", "--folds", "4", .. more]);

    private string Write()
    {
        var lines = new StringBuilder("words,energy,mood,artist\n");
        for (var i = 0; i < 64; i++)
        {
            var (isHappy, inWords) = (i % 2 == 0, i % 4 < 2);
            var words = !inWords ? "今天走在路上" : isHappy ? "我很快乐阳光真好" : "伤心流泪孤单的夜";
            var energy = inWords ? .5 : isHappy ? .9 : .1;
            lines.Append(CultureInfo.InvariantCulture, $"\"{words}\n第{i / 4}首\",{energy},{(isHappy ? "up" : "down")},a{i / 4}\n");
        }

        lines.Append("\"今天走在路上\n第15首\",0.1,down,a15\n");      // as the last one
        var path = Path.Combine(_folder, "songs.csv");
        File.WriteAllText(path, lines.ToString());
        return path;
    }
}
