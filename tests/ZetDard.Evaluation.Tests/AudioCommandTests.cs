using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Tests;

public sealed class AudioCommandTests : IDisposable
{
    private const string FewFamilies = "mfcc,shape,sidemel";
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Audio_tells_tones_from_noise_in_folders()
    {
        WriteClips(In("train"), 4, seed: 1);
        WriteClips(In("test"), 2, seed: 2);
        await File.WriteAllTextAsync(In("train/tone/broken.mp3"), "no sound", TestContext.Current.CancellationToken);
        var run = await ProgramRun.OfAsync(
            In("t.json"), "audio", "--train", In("train"), "--test", In("test"), "--label", "folder", "--families", FewFamilies, "--models", "ridge/families,svm/rbf");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal((8, 4, 1), ((int)run.Data["clips"]!, (int)run.Data["test"]!, (int)run.Data["failures"]!));
        Assert.Equal((1, 1), (run.Metric("ridge/families", "accuracy"), run.Metric("svm/rbf", "accuracy")));
        Assert.Contains("broken.mp3", run.Error, StringComparison.Ordinal);
    }

    // A song has two clips of the same kind; a third kind of clip is on its own side of the others only by its copies' mean.
    [Fact]
    public async Task Audio_cross_validates_clips_by_group_from_an_archive_with_altered_copies()
    {
        WriteClips(In("wav"), 6, seed: 1);
        await using (var file = File.Create(In("wav.tar.gz")))
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        {
            await TarFile.CreateFromDirectoryAsync(In("wav"), gzip, includeBaseDirectory: true, TestContext.Current.CancellationToken);
        }

        Directory.Delete(In("wav"), recursive: true);
        var clips = new StringBuilder("file,kind,song\n");
        foreach (var kind in (string[])["noise", "tone"])
        {
            for (var i = 0; i < 6; i++)
            {
                clips.Append(CultureInfo.InvariantCulture, $"{kind}/{i}.wav,{kind},{kind}{i / 2}\n");
            }
        }

        await File.WriteAllTextAsync(In("clips.csv"), clips.ToString(), TestContext.Current.CancellationToken);
        string[] line =
        [
            "audio", "--clips", In("clips.csv"), "--label", "kind", "--group", "song", "--families", FewFamilies, "--models", "ridge/families", "--folds", "3",
            "--copies", "2", "--cache", In("cache"),
        ];
        var first = await ProgramRun.OfAsync(In("t.json"), line);
        Assert.Equal(0, first.ExitCode);
        Assert.Equal((12, 2, 6), ((int)first.Data["clips"]!, (int)first.Data["copies"]!, (int)first.Data["groups"]!));
        Assert.Equal((1, 1), (first.Metric("ridge/families", "groupAccuracy"), first.Metric("ridge/families", "accuracy")));
        var again = await ProgramRun.OfAsync(In("t.json"), line);
        Assert.Equal(first.Row("ridge/families")["metrics"]!.ToJsonString(), again.Row("ridge/families")["metrics"]!.ToJsonString());
    }

    [Theory]
    [InlineData("audio", "audio needs --train DIR")]
    [InlineData("audio --train nowhere", "There is no folder nowhere")]
    [InlineData("audio --train EMPTY", "holds nothing that is sound")]
    [InlineData("audio --train FLAT", "is in no folder below it that names its label")]
    [InlineData("audio --train EMPTY --label mood", "--label must be folder")]
    [InlineData("audio --clips CLIPS --label mood", "has no column 'mood'")]
    [InlineData("audio --clips CLIPS --label kind", "names 'there.wav', which is not there")]
    [InlineData("audio --train FLAT --families mel,color", "There is no family 'color'")]
    public async Task Unusable_arguments_end_with_2_and_a_message(string line, string message)
    {
        Directory.CreateDirectory(In("empty"));
        WriteClips(In("flat/below"), 1, seed: 1);
        Directory.CreateDirectory(In("listed"));
        File.Copy(In("flat/below/tone/0.wav"), In("listed/here.wav"));
        await File.WriteAllTextAsync(In("listed/clips.csv"), "file,kind\nthere.wav,tone\n", TestContext.Current.CancellationToken);
        var files = new Dictionary<string, string> { ["EMPTY"] = In("empty"), ["FLAT"] = In("listed"), ["CLIPS"] = In("listed/clips.csv") };
        var run = await ProgramRun.OfAsync(null, [.. line.Split(' ').Select(word => files.GetValueOrDefault(word, word))]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static void WriteClips(string folder, int count, int seed)
    {
        var random = new Random(seed);
        foreach (var kind in (string[])["noise", "tone"])
        {
            Directory.CreateDirectory(Path.Combine(folder, kind));
            for (var i = 0; i < count; i++)
            {
                var step = .1 + (.1 * random.NextDouble());
                float[] samples =
                [
                    .. Enumerable.Range(0, 8_000).Select(n => (float)(.2 * (kind == "tone" ? Math.Sin(n * step) : (2 * random.NextDouble()) - 1))),
                ];
                WavFile.Write(Path.Combine(folder, kind, $"{i}.wav"), new Waveform(16_000, 1, samples));
            }
        }
    }

    private string In(string path) => Path.Combine(_folder, path);
}
