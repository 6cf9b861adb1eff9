using System.Text.Json.Nodes;

namespace ZetDard.Evaluation.Tests;

public sealed class SentimentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sentiment_measures_each_model_and_drops_equal_rows()
    {
        var test = Write(
            "songs.csv",
            "words,mood,artist\n\"我很快乐\n阳光\",Positive,a\n伤心流泪,Negative,b\n伤心流泪,Negative,b\n我很幸福,Positive,c\n孤单的夜,Negative,a\n"
        );
        var json = Path.Combine(_folder, "table.json");
        var run = await ProgramRun.OfAsync(json, "sentiment", "--test", test, "--text", "words", "--label", "mood", "--group", "artist");
        Assert.Equal(0, run.ExitCode);
        var table = JsonNode.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken))!;
        Assert.Equal((4, 1, 3), ((int)table["data"]!["texts"]!, (int)table["data"]!["dropped"]!, (int)table["data"]!["groups"]!));
        var rows = table["rows"]!.AsArray().ToDictionary(row => (string)row!["model"]!, row => (double)row!["metrics"]!["auc"]!);
        Assert.Equal(1, rows["lyrics/chinese"]);
        Assert.Equal(.5, rows["lyrics/english"]);
    }

    [Fact]
    public async Task Sentiment_says_in_its_row_when_there_are_too_few_lyrics_to_learn_from()
    {
        var test = Write("songs.csv", "words,mood\n我很快乐,Positive\n伤心流泪,Negative\n");
        var lyrics = Write("lyrics.jsonl", """{"id": 1, "lrc": "[00:01.00]我很快乐"}""" + "\n");
        var run = await ProgramRun.OfAsync(null, "sentiment", "--test", test, "--text", "words", "--label", "mood", "--lyrics", lyrics);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("lyrics/trained failed: Of 1 lyrics, 0 are distinct and Chinese", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sentiment --test CSV --text nothing --label mood", "no column 'nothing'")]
    [InlineData("sentiment --test CSV --text words --label mood --positive happy", "--positive")]
    [InlineData("sentiment --test nowhere.csv --text words --label mood", "nowhere.csv")]
    [InlineData("make-sentiment --sentences nowhere --out OUT", "pos.txt")]
    public async Task Unusable_arguments_end_with_2_and_a_message(string line, string message)
    {
        var files = new Dictionary<string, string>
        {
            ["CSV"] = Write("songs.csv", "words,mood\n我很快乐,Positive\n伤心流泪,Negative\n"),
            ["OUT"] = Path.Combine(_folder, "out.br"),
        };
        var run = await ProgramRun.OfAsync(null, [.. line.Split(' ').Select(word => files.GetValueOrDefault(word, word))]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    // Two runs over the same sentences: the same bytes.
    [Fact]
    public async Task Make_sentiment_gives_the_same_file_again()
    {
        Write("pos.txt", string.Join('\n', Enumerable.Range(0, 120).Select(i => $"我很快乐阳光真好{(char)('一' + i)}")));
        Write("neg.txt", string.Join('\n', Enumerable.Range(0, 120).Select(i => $"他很难过天气太差{(char)('一' + i)}")));
        var outFile = Path.Combine(_folder, "out.br");
        var first = await ProgramRun.OfAsync(null, "make-sentiment", "--sentences", _folder, "--out", outFile);
        Assert.True(first.ExitCode == 0, first.Error);
        var bytes = await File.ReadAllBytesAsync(outFile, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await ProgramRun.OfAsync(null, "make-sentiment", "--sentences", _folder, "--out", outFile)).ExitCode);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(outFile, TestContext.Current.CancellationToken));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
