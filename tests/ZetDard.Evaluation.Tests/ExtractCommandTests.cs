using ZetDard.Audio;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Evaluation.Tests;

public sealed class ExtractCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Extract_of_sound_saves_the_table_and_lists_what_it_cannot_read()
    {
        Directory.CreateDirectory(In("music/below"));
        for (var i = 1; i <= 3; i++)
        {
            var step = .05f * i;
            WavFile.Write(
                In($"music/below/{i}.wav"),
                new Waveform(22_050, 1, [.. Enumerable.Range(0, 11_025).Select(n => .3f * MathF.Sin(n * step))])
            );
        }

        await File.WriteAllTextAsync(In("music/broken.mp3"), "no sound", TestContext.Current.CancellationToken);
        for (var run = 0; run < 2; run++)
        {
            var extract = await ProgramRun.OfAsync(
                In("t.json"),
                "extract",
                "--audio",
                In("music"),
                "--out",
                In("t.csv"),
                "--cache",
                In("cache")
            );
            Assert.Equal(0, extract.ExitCode);
            Assert.Equal(
                (3, 1, run == 0 ? 0 : 3),
                (
                    extract.Metric("audio/features", "count"),
                    extract.Metric("audio/features", "failures"),
                    extract.Metric("audio/features", "cached")
                )
            );
            Assert.Contains("broken.mp3: ", extract.Error, StringComparison.Ordinal);
            Assert.Contains("below/1.wav", extract.Output, StringComparison.Ordinal);
        }

        var table = FeatureFile
            .Read(In("t.csv"), ["id"], static (IReadOnlyList<string> fields, out string key) => (key = fields[0]) is not null)
            .Table;
        Assert.Equal(["below/1.wav", "below/2.wav", "below/3.wav"], table.Keys);
        Assert.Contains("mfcc", table.Families);
    }

    [Fact]
    public async Task Extract_of_lyrics_reads_a_folder_and_a_file_alike()
    {
        Directory.CreateDirectory(In("lyrics"));
        await File.WriteAllTextAsync(In("lyrics/1"), "not a lyric by its name", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            In("lyrics/a.lrc"),
            "[00:01.00]I am so happy\n[00:05.00]I am so happy\n",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            In("lines.jsonl"),
            "{\"ncm_id\": 7, \"lrc\": \"[00:01.00]I am so happy\\n[00:05.00]I am so happy\\n\"}\n{\"ncm_id\": 7, \"lrc\": \"again\"}\n",
            TestContext.Current.CancellationToken
        );
        var folder = await ProgramRun.OfAsync(In("a.json"), "extract", "--lyrics", In("lyrics"), "--out", In("a.csv"));
        var file = await ProgramRun.OfAsync(In("b.json"), "extract", "--lyrics", In("lines.jsonl"), "--out", In("b.csv"));
        Assert.Equal((0, 0), (folder.ExitCode, file.ExitCode));
        Assert.Equal((1, 1), (folder.Metric("lyrics/features", "count"), file.Metric("lyrics/features", "count")));
        Assert.Contains("1 lines have an id that was there already", file.Error, StringComparison.Ordinal);
        var (fromFolder, fromFile) = (
            await File.ReadAllLinesAsync(In("a.csv"), TestContext.Current.CancellationToken),
            await File.ReadAllLinesAsync(In("b.csv"), TestContext.Current.CancellationToken)
        );
        Assert.Equal(fromFolder[0], fromFile[0]);
        Assert.Equal(fromFolder[1]["a.lrc".Length..], fromFile[1]["7".Length..]);
    }

    // All real lyrics are read.
    [Fact]
    public async Task Extract_reads_every_real_lyric()
    {
        var file = SharedFolder.PathOrSkip("data", "netease_lyrics", "lyrics.jsonl.gz");
        var run = await ProgramRun.OfAsync(In("t.json"), "extract", "--lyrics", file, "--out", In("t.csv"));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal((2840, 0), (run.Metric("lyrics/features", "count"), run.Metric("lyrics/features", "failures")));
    }

    [Theory]
    [InlineData("extract needs --audio DIR or --lyrics DIR|FILE", "extract", "--out", "t.csv")]
    [InlineData("extract needs --audio DIR or --lyrics DIR|FILE", "extract", "--audio", "a", "--lyrics", "b", "--out", "t.csv")]
    [InlineData("There is no folder nowhere", "extract", "--audio", "nowhere", "--out", "t.csv")]
    [InlineData("There is no file nowhere", "extract", "--lyrics", "nowhere", "--out", "t.csv")]
    [InlineData("--out: the folder of", "extract", "--lyrics", "nowhere", "--out", "no/such/folder/t.csv")]
    public async Task Extract_says_what_cannot_be_used(string problem, params string[] arguments)
    {
        var run = await ProgramRun.OfAsync(null, arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_fails_where_nothing_can_be_read()
    {
        Directory.CreateDirectory(In("music"));
        await File.WriteAllTextAsync(In("music/broken.mp3"), "no sound", TestContext.Current.CancellationToken);
        var run = await ProgramRun.OfAsync(null, "extract", "--audio", In("music"), "--out", In("t.csv"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("none of 1 could be read", run.Output, StringComparison.Ordinal);
    }

    private string In(string path) => Path.Combine(_folder, path);
}
