using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

public sealed class WaveformFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("files");

    [Fact]
    public async Task AudioFolder_finds_sound_by_content_and_by_ending_and_lists_what_is_broken()
    {
        Write("夜曲.wav");
        Write("album/b.wav");
        Write("album/no ending");
        Write(".hidden/c.wav");
        Write(".d.wav");
        File.WriteAllText(Temp("notes.txt"), "notes");
        File.WriteAllText(Temp("album/broken.mp3"), "no music");
        var folder = await OpenAsync();
        Assert.Equal(["album/b.wav", "album/broken.mp3", "album/no ending", "夜曲.wav"], folder.Items);

        var extraction = await folder.ExtractAsync(new Level(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["album/b.wav", "album/no ending", "夜曲.wav"], extraction.Table.Keys);
        var failure = Assert.Single(extraction.Failures);
        Assert.Equal("album/broken.mp3", failure.Item);
        Assert.Contains("is not a sound file", failure.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            folder.ReadAsync("../secret.wav", TestContext.Current.CancellationToken).AsTask()
        );
        Assert.Empty(folder.Failures);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() =>
            AudioFolder.OpenAsync(Temp("none"), null, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task WaveformFiles_reads_the_file_of_an_item_and_fails_for_that_one_alone()
    {
        Write("a.wav");
        var source = new WaveformFiles<SongId>([new(new(1), Temp("a.wav")), new(new(2), Temp("missing.wav"))], new() { Mono = true });
        Assert.Equal(16_000, (await source.ReadAsync(new(1), TestContext.Current.CancellationToken)).SampleRateHz);
        var extraction = await source.ExtractAsync(new Level(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([new SongId(1)], extraction.Table.Keys);
        Assert.Contains("missing.wav", Assert.Single(extraction.Failures).Reason, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new WaveformFiles<SongId>([new(new(1), "a"), new(new(1), "b")]));
        await Assert.ThrowsAsync<ArgumentException>(() => source.ReadAsync(new(3), TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task ContentKeyAsync_is_equal_for_equal_content_read_equally_only()
    {
        Write("a.wav");
        File.Copy(Temp("a.wav"), Temp("copy.mp3"));
        Write("other.wav", seed: 2);
        var a = await Key("a.wav", new());
        Assert.Equal(a, await Key("copy.mp3", new()));
        Assert.NotEqual(a, await Key("other.wav", new()));
        Assert.NotEqual(a, await Key("a.wav", new() { Mono = true }));
        Assert.NotEqual(a, await Key("a.wav", new() { SampleRateHz = null }));
        Assert.NotEqual(a, await Key("a.wav", new() { MaxDuration = null }));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Key("none.wav", new()));
    }

    // A program or library that is not installed is a failure of one file only.
    [Fact]
    public async Task ReadAsync_turns_an_absent_decoder_into_a_failure_of_the_file()
    {
        File.WriteAllBytes(Temp("a.flac"), [.. "fLaC"u8, .. new byte[100]]);
        var folder = await OpenAsync(new SndfileDecoder("libnothing.so.1"));
        var extraction = await folder.ExtractAsync(new Level(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("apt-get install libsndfile1", Assert.Single(extraction.Failures).Reason, StringComparison.Ordinal);
    }

    // A decoder of the application that breaks its contract is a failure of one file only, too.
    [Fact]
    public async Task ReadAsync_turns_a_decoder_s_wrong_count_into_a_failure_of_the_file()
    {
        Write("a.wav");
        var folder = await OpenAsync(new Boasting());
        var extraction = await folder.ExtractAsync(new Level(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("given room for", Assert.Single(extraction.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AudioFolder_does_not_follow_links_to_folders_and_lists_links_to_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        Write("album/a.wav");
        Directory.CreateSymbolicLink(Temp("album/back"), _folder.FullName);
        File.CreateSymbolicLink(Temp("link.wav"), Temp("album/a.wav"));
        File.CreateSymbolicLink(Temp("album/nothing"), Temp("none"));
        var folder = await OpenAsync();
        Assert.Equal(["album/a.wav", "link.wav"], folder.Items);
        Assert.Equal("album/nothing", Assert.Single(folder.Failures).Item);
    }

    [Fact]
    public async Task OpenAsync_stops_when_it_is_cancelled_between_two_files()
    {
        File.WriteAllText(Temp("a.bin"), "of no known format");
        File.WriteAllText(Temp("b.bin"), "of no known format");
        using var stop = new CancellationTokenSource();
        var cancelling = new Boasting { Asked = stop.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            AudioFolder.OpenAsync(_folder.FullName, new() { Decoders = [cancelling] }, stop.Token)
        );
        Assert.Equal(1, cancelling.AskedCount);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<AudioFolder> OpenAsync(params IAudioDecoder[] decoders) =>
        AudioFolder.OpenAsync(
            _folder.FullName,
            decoders is [] ? null : new() { Decoders = decoders },
            TestContext.Current.CancellationToken
        );

    private async Task<string?> Key(string name, AudioReadOptions options) =>
        await new WaveformFiles<SongId>([new(new(1), Temp(name))], options).ContentKeyAsync(new(1), TestContext.Current.CancellationToken);

    private void Write(string name, int seed = 1)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Temp(name))!);
        WavFile.Write(Temp(name), SoundOf.Noise(22_050, 2, 1000, seed));
    }

    private string Temp(string name) => Path.Combine(_folder.FullName, name);

    private sealed class Level : IFeatureExtractor<Waveform>
    {
        public IReadOnlyList<string> Names => ["level.rms"];

        public void Extract(Waveform source, Span<float> features) => features[0] = (float)source.RootMeanSquare();
    }

    private sealed class Boasting : IAudioDecoder
    {
        public Action? Asked { get; init; }

        public int AskedCount { get; private set; }

        public string Name => "boasting";

        public bool CanDecode(ReadOnlySpan<byte> start)
        {
            AskedCount++;
            Asked?.Invoke();
            return true;
        }

        public SampleSource Open(string path, bool allowIncomplete) => SampleSource.From(8000, 1, (Span<float> buffer) => buffer.Length + 1);
    }
}
