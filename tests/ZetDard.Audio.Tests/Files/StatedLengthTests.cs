using ZetDard.Audio.Tests.Samples;

namespace ZetDard.Audio.Tests.Files;

/// <summary>Files that libsndfile and ffmpeg would read in part without a word.</summary>
public sealed class StatedLengthTests : IDisposable
{
    private static readonly AudioReadOptions AsItIs = new() { SampleRateHz = null, MaxDuration = null };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stated");

    [Theory]
    [InlineData("a.au")]
    [InlineData("alaw.au", "-c:a", "pcm_alaw")]
    [InlineData("a.w64")]
    [InlineData("a.caf")]
    [InlineData("ms.wav", "-c:a", "adpcm_ms")]
    [InlineData("ima.wav", "-c:a", "adpcm_ima_wav")]
    [InlineData("a.wav")]
    [InlineData("a.aiff")]
    public void A_file_that_is_cut_off_is_an_error_unless_that_is_allowed(string name, params string[] options)
    {
        WavFile.Write(Temp("source.wav"), SoundOf.Sines(44_100, 100_000, 440, 1000));
        var whole = File.ReadAllBytes(Ffmpeg.Convert(Temp("source.wav"), Temp(name), options));
        Assert.InRange(Read(whole, false).Length, 100_000, 102_000); // blocks of ADPCM are filled up
        foreach (var part in new[] { 0.3, 0.5, 0.9 })
        {
            var cut = whole[..(int)(whole.Length * part)];
            var message = Assert.Throws<InvalidDataException>(() => Read(cut, false)).Message;
            Assert.Contains("is cut off: its header states", message, StringComparison.Ordinal);
            Assert.Contains("AllowIncomplete", message, StringComparison.Ordinal);
            Assert.InRange(Read(cut, true).Length, (100_000 * part) - 3000, (100_000 * part) + 3000);
        }
    }

    // ffmpeg cannot return to the header of a pipe.
    [Theory]
    [InlineData("au")]
    [InlineData("caf")]
    [InlineData("wav")]
    [InlineData("aiff")]
    public void A_file_that_was_never_finished_is_read_to_its_end(string format)
    {
        WavFile.Write(Temp("source.wav"), SoundOf.Sines(44_100, 100_000, 440, 1000));
        var path = Ffmpeg.Convert(Temp("source.wav"), Temp("a." + format), "-f", format, "-seekable", "0");
        Assert.Equal(100_000, AudioFile.Read(path, AsItIs, TestContext.Current.CancellationToken).Length);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Temp(string name) => Path.Combine(_folder.FullName, name);

    private ZetDard.Recommenders.Waveform Read(byte[] bytes, bool allowIncomplete)
    {
        File.WriteAllBytes(Temp("given"), bytes);
        return AudioFile.Read(Temp("given"), AsItIs with { AllowIncomplete = allowIncomplete }, TestContext.Current.CancellationToken);
    }
}
