using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Audio;
using ZetDard.Netease;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;
using ZetDard.Visualization;
using static System.FormattableString;

namespace Quickstart;

/// <summary>How songs sound, as numbers and as a picture.</summary>
/// <param name="Table">The features.</param>
/// <param name="Files">The files that they were computed from.</param>
internal sealed record Sound(FeatureTable<SongId> Table, WaveformFiles<SongId> Files)
{
    /// <summary>Of how many songs the sound is fetched at most.</summary>
    public const int MaxSongs = 40;

    private const int ExcerptSeconds = 10;

    /// <summary>Fetches the sound of songs from a stand-in and computes its features.</summary>
    /// <param name="music">The songs.</param>
    /// <param name="world">What the stand-in serves.</param>
    /// <param name="wanted">
    /// Songs that come first: a quarter of those that are compared, so that the others are of all taste groups.
    /// </param>
    /// <param name="notes">Is added what was done, or why there is no sound.</param>
    /// <param name="steps">Runs it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns><see langword="null"/> where nothing can be compared.</returns>
    public static Task<Sound?> ExtractAsync(
        Music music, MusicWorld world, IReadOnlyList<SongId> wanted, List<string> notes, Steps steps,
        CancellationToken cancellationToken) =>
        steps.RunAsync("Sound", async tell =>
        {
            var songs = wanted.Take(MaxSongs / 4).Concat(world.Songs.Select(song => song.Id)).Distinct()
                .Where(music.Catalog.Songs.ContainsKey).Take(MaxSongs).ToArray();
            var folder = Directory.CreateDirectory(Path.ChangeExtension(music.Database, ".sound"));
            try
            {
                var files = await FetchAsync(world, songs, folder, tell, cancellationToken);
                var source = new WaveformFiles<SongId>(files, new() { MaxDuration = TimeSpan.FromSeconds(ExcerptSeconds) });
                var options = new FeatureExtractionOptions { Cache = new FeatureFolderCache(Path.Combine(folder.FullName, "features")) };
                var progress = new Relay<FeatureExtractionProgress>(progress => tell(new(
                    .5 + (progress.Done / 2.0 / progress.Total),
                    progress.Remaining,
                    Invariant($"{progress.ItemsPerMinute:N0} songs a minute"))));
                var extractor = new AudioFeatureExtractor();
                var (table, failures, cachedCount) = await source.ExtractAsync(extractor, options, progress, cancellationToken);
                if (table.Keys.Count > 1)
                {
                    var what = Invariant($"{table.Dimension} features of {ExcerptSeconds} s of each of {table.Keys.Count} songs");
                    notes.Add(Invariant($"Sound: {what}, {cachedCount} of them computed by an earlier run."));
                    return new(table, source);
                }

                notes.Add($"Sound left out: {(failures.Count > 0 ? failures[0].Reason : "the service gave no file.")}");
            }
            catch (PlatformNotSupportedException absent)
            {
                notes.Add($"Sound left out: {absent.Message}");
            }

            return (Sound?)null;
        });

    /// <summary>Draws waveform and spectrogram of a song, as the thesis shows them in figure 3-5.</summary>
    /// <returns>The path of the picture.</returns>
    public async Task<string> DrawAsync(Music music, SongId song, CancellationToken cancellationToken)
    {
        var path = Path.ChangeExtension(music.Database, ".png");
        SoundPicture.Draw(await Files.ReadAsync(song, cancellationToken), new() { Title = music.Catalog.Describe(song) }).SavePng(path);
        return Path.GetRelativePath(".", path);
    }

    // A file that an earlier run has fetched stays. Throws where this machine cannot decode what is fetched, before all of it is.
    private static async Task<IEnumerable<KeyValuePair<SongId, string>>> FetchAsync(
        MusicWorld world, SongId[] songs, DirectoryInfo folder, Action<StepProgress> tell, CancellationToken cancellationToken)
    {
        await using var service = await NeteaseStandIn.StartAsync(new() { World = world }, cancellationToken);
        await using var services = new ServiceCollection().AddZetDardNetease(service.Configure).Services.BuildServiceProvider();
        var client = services.GetRequiredService<INeteaseClient>();
        var files = new ConcurrentDictionary<SongId, string>();
        var done = 0;
        var first = 0;
        while (first < songs.Length && files.IsEmpty)
        {
            await FetchOneAsync(songs[first++], cancellationToken);
        }

        foreach (var (_, path) in files)
        {
            AudioFile.Open(path).Dispose();
        }

        await Parallel.ForEachAsync(songs.Skip(first), cancellationToken, FetchOneAsync);
        return songs.Where(files.ContainsKey).Select(song => KeyValuePair.Create(song, files[song]));

        async ValueTask FetchOneAsync(SongId song, CancellationToken cancellationToken)
        {
            try
            {
                var there = folder.EnumerateFiles(Invariant($"{song.Value}.*")).FirstOrDefault();
                files[song] = (there ?? await client.DownloadSongAsync(song.Value, folder, cancellationToken: cancellationToken)).FullName;
            }
            catch (NeteaseApiException)
            {
                // Not every song may be had.
            }

            tell(new(Interlocked.Increment(ref done) / 2.0 / songs.Length, Note: Invariant($"{files.Count} files")));
        }
    }
}
