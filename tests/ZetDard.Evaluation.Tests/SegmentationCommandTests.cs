using System.IO.Compression;
using System.Text;
using ZetDard.Tests;

namespace ZetDard.Evaluation.Tests;

public sealed class SegmentationCommandTests : IDisposable
{
    private const string Model = "segmentation/jieba";

    // Three lines: right in both forms; one boundary missing with the model; one word too many without it.
    private const string Lines = """
        # made by hand
        {"text": "我们走吧", "tokens": ["我们", "走", "吧"], "tokensNoHmm": ["我们", "走", "吧"]}

        {"text": "有幸能在此", "tokens": ["有幸", "能在", "此"], "tokensNoHmm": ["有幸", "能", "在", "此"]}
        {"text": "遇见 你", "tokens": ["遇见", " ", "你"], "tokensNoHmm": ["遇", "见", " ", "你"]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    private string JsonFile => Path.Combine(_folder, "table.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Segmentation_counts_equal_lines_and_boundaries(bool isCompressed)
    {
        var run = await ProgramRun.OfAsync(
            JsonFile,
            "segmentation",
            "--test",
            Write(Lines, isCompressed),
            "--csv",
            Path.Combine(_folder, "table.csv")
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, (int)run.Data["test"]!);
        Assert.Equal(2.0 / 3, run.Metric(Model, "accuracy"), 9);
        Assert.Equal(2.0 / 3, run.Metric(Model, "accuracyNoHmm"), 9);

        // Boundaries: 2 of 2, 3 found where 2 are, both right, 2 of 2.
        Assert.Equal(2.0 * 6 / (7 + 6), run.Metric(Model, "f1"), 9);
        Assert.True(run.Metric(Model, "megabytesPerSecond") > 0);
        Assert.Contains("有幸|能|在|此, not 有幸|能在|此", run.Error, StringComparison.Ordinal);
        Assert.Contains(
            "accuracyNoHmm",
            await File.ReadAllTextAsync(Path.Combine(_folder, "table.csv"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Segmentation_agrees_with_the_golden_lines()
    {
        // Oracle: jieba 0.42.1.
        var run = await ProgramRun.OfAsync(
            JsonFile,
            "segmentation",
            "--test",
            SharedFolder.PathOrSkip("oracles", "segmentation", "jieba_tokens.jsonl.gz")
        );
        Assert.Equal(0, run.ExitCode);
        Assert.InRange(run.Metric(Model, "accuracy"), .999, 1);
        Assert.InRange(run.Metric(Model, "accuracyNoHmm"), .999, 1);
        Assert.InRange(run.Metric(Model, "f1"), .999, 1);
    }

    [Theory]
    [InlineData("# nothing", "no line with tokens")]
    [InlineData("{\"text\": \"x\"}", "no line with tokens")]
    [InlineData("{\"tokens\": []}", "line 1: expected a JSON object with text")]
    [InlineData("nonsense", "line 1: expected a JSON object with text")]
    [InlineData("[1]", "line 1: expected a JSON object with text")]
    public async Task Segmentation_of_an_unusable_file_ends_with_2(string content, string message)
    {
        var run = await ProgramRun.OfAsync(null, "segmentation", "--test", Write(content, isCompressed: false));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segmentation_without_a_file_ends_with_2() =>
        Assert.Equal(2, (await ProgramRun.OfAsync(null, "segmentation", "--test", Path.Combine(_folder, "absent"))).ExitCode);

    [Fact]
    public async Task Make_dictionary_writes_a_compressed_trie()
    {
        var dict = Path.Combine(_folder, "dict.txt");
        var hmm = Path.Combine(_folder, "hmm.json");
        var made = Path.Combine(_folder, "words.bin");
        await File.WriteAllTextAsync(dict, "我 10 r\n我们 20 r\n走 5 v\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            hmm,
            """
            {"start": {"B": -1, "M": -3e100, "E": -3e100, "S": -2},
             "transition": {"B": {"E": -1, "M": -2}, "E": {"B": -1, "S": -1}, "M": {"E": -1, "M": -1}, "S": {"B": -1, "S": -1}},
             "emission": {"B": {"我": -1}, "M": {}, "E": {"们": -2}, "S": {"走": -1}}}
            """,
            TestContext.Current.CancellationToken
        );
        var run = await ProgramRun.OfAsync(JsonFile, "make-dictionary", "--dict", dict, "--hmm", hmm, "--out", made);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, (int)run.Data["words"]!);
        Assert.Equal(4, (int)run.Data["nodes"]!);
        await using var file = File.OpenRead(made);
        var size = new byte[4];
        await file.ReadExactlyAsync(size, TestContext.Current.CancellationToken);
        using var content = new MemoryStream();
        await new BrotliStream(file, CompressionMode.Decompress).CopyToAsync(content, TestContext.Current.CancellationToken);
        Assert.Equal(BitConverter.ToInt32(size), content.Length);
    }

    private string Write(string content, bool isCompressed)
    {
        var path = Path.Combine(_folder, isCompressed ? "lines.jsonl.gz" : "lines.jsonl");
        using Stream stream = isCompressed ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        stream.Write(Encoding.UTF8.GetBytes(content));
        return path;
    }
}
