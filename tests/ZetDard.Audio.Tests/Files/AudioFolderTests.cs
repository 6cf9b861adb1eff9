using System.Net.Sockets;
using System.Text;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

public sealed class AudioFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("music");

    [Fact]
    public async Task OpenAsync_lists_what_is_sound_by_name_or_content_and_nothing_else()
    {
        WavFile.Write(Temp("a.wav"), SoundOf.Noise(22_050, 2, 1000));
        Write("optimfrog", "OFR \0\0\0\0");
        Write("download", "CTENFDAM\x01p");
        Write("film", "\u001A\u0045\u00DF\u00A3\0");
        Write("a.mflac0", "\u00B1\0\u0099\u00E3");
        Write("b.qmc3", "\u00B1\0\u0099\u00E3");
        Write("page.mp3", "<html><body>404");
        Write("archive.flac", "PK\x03\x04");
        Write("program", "\x7F" + "ELF\x02\x01\x01\0\0\0\0");
        Write("notes", "Buy strings.");
        Write("list.m3u", "#EXTM3U\na.wav\n");
        Write("list.cue", "FILE \"a.wav\" WAVE\n");
        Write("score.mid", "MThd\0\0\0\x06");
        Write("cover.jpg", "\u00FF\u00D8\u00FF\u00E0\0\x10JFIF");
        Write("code.ts", "export const a = 1;\n");
        Write(".hidden.mp3", "");
        var folder = await AudioFolder.OpenAsync(_folder.FullName, null, TestContext.Current.CancellationToken);
        Assert.Equal(["a.mflac0", "a.wav", "archive.flac", "b.qmc3", "download", "film", "optimfrog", "page.mp3"], folder.Items);
        Assert.Empty(folder.Failures);

        var extraction = await folder.ExtractAsync(new Level(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["a.wav"], extraction.Table.Keys);
        Assert.Contains("encrypted file of QQ Music", Reason("a.mflac0"), StringComparison.Ordinal);
        Assert.Contains("encrypted file of QQ Music", Reason("b.qmc3"), StringComparison.Ordinal);
        Assert.Contains("is a ZIP archive", Reason("archive.flac"), StringComparison.Ordinal);
        Assert.Contains("a file of NetEase Cloud Music, which is encrypted", Reason("download"), StringComparison.Ordinal);
        Assert.Contains("is OptimFROG, which none of the given decoders can read", Reason("optimfrog"), StringComparison.Ordinal);
        Assert.Contains("is a page of HTML", Reason("page.mp3"), StringComparison.Ordinal);
        Assert.NotEmpty(Reason("film"));

        string Reason(string file) => extraction.Failures.Single(failure => failure.Item == file).Reason;
    }

    // What no decoder of this machine can read is not passed over in silence.
    [Fact]
    public async Task OpenAsync_lists_sound_that_none_of_the_decoders_can_read()
    {
        Write("no ending", "fLaC\0\0\0\x22");
        var folder = await AudioFolder.OpenAsync(
            _folder.FullName,
            new() { Decoders = [new WavDecoder()] },
            TestContext.Current.CancellationToken
        );
        var extraction = await folder.ExtractAsync(new Level(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("is FLAC, which none of the given", Assert.Single(extraction.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_does_not_wait_for_a_socket()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sockets are no files there.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Temp("a.mp3")));
        var folder = await AudioFolder.OpenAsync(_folder.FullName, null, TestContext.Current.CancellationToken);
        var extraction = await folder.ExtractAsync(new Level(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("or is not a regular file", Assert.Single(extraction.Failures).Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, string content) => File.WriteAllBytes(Temp(name), Encoding.Latin1.GetBytes(content));

    private string Temp(string name) => Path.Combine(_folder.FullName, name);

    private sealed class Level : IFeatureExtractor<Waveform>
    {
        public IReadOnlyList<string> Names => ["level.rms"];

        public void Extract(Waveform source, Span<float> features) => features[0] = (float)source.RootMeanSquare();
    }
}
