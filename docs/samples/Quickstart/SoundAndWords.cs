using Microsoft.Extensions.DependencyInjection;
using ZetDard.Audio;
using ZetDard.Catalog;
using ZetDard.Lyrics;
using ZetDard.Netease;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;
using ZetDard.Visualization;
using static System.FormattableString;

namespace Quickstart;

/// <summary>What is like one song, by what listeners do, by how it sounds, and by what it says.</summary>
/// <param name="Song">The song.</param>
/// <param name="Columns">A list of songs for each way to look, most alike first; a way that had nothing to look at is left out.</param>
internal sealed record SoundAndWords(SongId Song, IReadOnlyList<(string By, IReadOnlyList<SongId> Songs)> Columns)
{
    private const int MostSongs = 60;       // whose sound is fetched
    private const int ExcerptSeconds = 10;
    private const int FewestLyrics = 50;        // below, words are not met often enough to learn from
    private const int Shown = 5;

    /// <summary>The picture of the song's sound; <see langword="null"/> where there is no sound.</summary>
    public string? Picture { get; private init; }

    /// <summary>What was looked at, or why something was not.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Looks at the lyrics of the catalogue, and at the sound where a stand-in serves it.</summary>
    /// <returns><see langword="null"/> where there is neither.</returns>
    public static async Task<SoundAndWords?> OfAsync(Music music, Listener listener, Lists lists, Steps steps, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var words = await steps.RunAsync("Words", tell => WordsAsync(music, tell, cancellationToken));
        var sound = music.World is { } world ? await steps.RunAsync("Sound", tell => SoundAsync(music, world, listener, lists, notes, tell, cancellationToken)) : null;
        if (words is null && sound is null)
        {
            return null;
        }

        var known = lists.Songs.Select(line => new SongId(line.Id)).Concat(listener.Songs).FirstOrDefault(id => (sound?.Table ?? words)!.Keys.Contains(id) && (words ?? sound!.Table).Keys.Contains(id));
        var song = known != default ? known : (sound?.Table ?? words)!.Keys[0];
        if (words is not null)
        {
            notes.Add(Invariant($"words: {words.Dimension} features of the lyrics of {words.Keys.Count:N0} songs"));
        }

        var columns = new List<(string, IReadOnlyList<SongId>)> { ("who listens", [.. (music.Model.Songs.Find<ISimilarItems<SongId>>()?.Similar(song, Shown) ?? []).Select(r => r.Item)]) };
        if (sound?.Table.Keys.Contains(song) == true)
        {
            columns.Add(("sound", Nearest(sound.Table, song)));
        }

        if (words?.Keys.Contains(song) == true)
        {
            columns.Add(("words", Nearest(words, song)));
        }

        return new(song, columns) { Notes = notes, Picture = sound is null ? null : await DrawAsync(music, song, sound.Source, cancellationToken) };
    }

    private static async Task<FeatureTable<SongId>?> WordsAsync(Music music, Action<StepProgress> tell, CancellationToken cancellationToken)
    {
        using var store = new SqliteCatalogStore(music.Database);
        var lyrics = new Dictionary<SongId, ParsedLyric>();
        await foreach (var lyric in store.ReadLyricsAsync(cancellationToken))
        {
            if (music.Catalog.Songs.ContainsKey(lyric.Song) && ParsedLyric.Parse(lyric.Text) is { Lines.Count: > 0 } parsed)
            {
                lyrics[lyric.Song] = parsed;
            }
        }

        if (lyrics.Count < FewestLyrics)
        {
            return null;
        }

        // What kind of text it is, and which words it uses.
        var source = ItemSource.From(lyrics);
        var kind = await source.ExtractAsync(new LyricFeatureExtractor(), progress: Relay(tell), cancellationToken: cancellationToken);
        var vectors = WordVectors.Learn(lyrics.Values.Select(lyric => lyric.Text), new() { EmbeddingSize = 50 }, cancellationToken: cancellationToken);
        var words = await source.ExtractAsync(new WordVectorFeatureExtractor(vectors).OfLyrics(), progress: Relay(tell), cancellationToken: cancellationToken);
        return FeatureTable.Join(kind.Table, words.Table);
    }

    private static async Task<Sound?> SoundAsync(Music music, MusicWorld world, Listener listener, Lists lists, List<string> notes, Action<StepProgress> tell, CancellationToken cancellationToken)
    {
        var wanted = lists.Songs.Select(line => new SongId(line.Id)).Concat(listener.Songs).Concat(world.Songs.Select(song => song.Id)).Distinct().Where(music.Catalog.Songs.ContainsKey).Take(MostSongs).ToArray();
        var folder = Directory.CreateDirectory(Path.ChangeExtension(music.Database, ".sound"));
        await using var service = await NeteaseStandIn.StartAsync(new() { World = world }, cancellationToken);
        await using var services = new ServiceCollection().AddZetDardNetease(service.Configure).Services.BuildServiceProvider();
        var client = services.GetRequiredService<INeteaseClient>();
        var files = new Dictionary<SongId, string>();
        foreach (var (place, song) in wanted.Index())
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

            tell(new((place + 1) / 2.0 / wanted.Length, Note: Invariant($"{files.Count} files")));
        }

        var source = new WaveformFiles<SongId>(files, new() { MaxDuration = TimeSpan.FromSeconds(ExcerptSeconds) });
        var cache = new FeatureFolderCache(Path.Combine(folder.FullName, "features"));
        var result = await source.ExtractAsync(new AudioFeatureExtractor(), new() { Cache = cache }, new Relay<TrainingProgress>(p => tell(new(.5 + (p.Completed / 2.0 / p.Total)))), cancellationToken);
        if (result.Table.Keys.Count < 2)
        {
            notes.Add($"sound left out: {(result.Failures.Count > 0 ? result.Failures[0].Reason : "the service gave no file")}");
            return null;
        }

        notes.Add(Invariant($"sound: {result.Table.Dimension} features of {ExcerptSeconds} s of each of {result.Table.Keys.Count} songs, {result.CachedCount} of them from the last run"));
        return new(result.Table, source);
    }

    // Waveform and spectrogram, as the thesis shows them in figure 3-5.
    private static async Task<string> DrawAsync(Music music, SongId song, WaveformFiles<SongId> source, CancellationToken cancellationToken)
    {
        var path = Path.ChangeExtension(music.Database, ".png");
        SoundPicture.Draw(await source.ReadAsync(song, cancellationToken), new() { Title = music.Catalog.Describe(song) }).SavePng(path);
        return Path.GetRelativePath(".", path);
    }

    /// <summary>The songs with the nearest features: cosine, after each feature is brought to mean 0 and deviation 1.</summary>
    private static SongId[] Nearest(FeatureTable<SongId> table, SongId song) =>
        [.. Standardizer.Fit(table).Apply(table).Nearest(song, Shown).Select(neighbour => neighbour.Key)];

    private static Relay<TrainingProgress> Relay(Action<StepProgress> tell) => new(progress => tell(new((double)progress.Completed / progress.Total)));

    private sealed record Sound(FeatureTable<SongId> Table, WaveformFiles<SongId> Source);
}
