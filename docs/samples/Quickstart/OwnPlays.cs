using ZetDard.Catalog;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace Quickstart;

/// <summary>A history of plays that somebody has of their own, and which of its songs the catalogue has.</summary>
/// <param name="Format">The form of the history.</param>
/// <param name="PlayCount">How many plays the history has; of a list of songs, how many songs.</param>
/// <param name="FoundPlayCount">How many of the plays are of songs that the catalogue has.</param>
/// <param name="SongCount">How many different songs the history has.</param>
/// <param name="FoundSongCount">How many of these the catalogue has.</param>
/// <param name="Missing">The songs that the catalogue does not have, most played first; at most ten.</param>
/// <param name="Notes">What was passed over in the history, and how it was read.</param>
/// <param name="Problems">What could not be read, the first problems first.</param>
internal sealed record OwnPlays(
    InteractionFileFormat Format, long PlayCount, long FoundPlayCount, int SongCount, int FoundSongCount,
    IReadOnlyList<MissingSong> Missing, IReadOnlyList<string> Notes, IReadOnlyList<string> Problems)
{
    private const int ShownMissing = 10;

    /// <summary>The songs of the catalogue that were played, most played first.</summary>
    internal IReadOnlyList<SongId> Songs { get; private init; } = [];

    /// <summary>The counts in words.</summary>
    public string Summary => PlayCount > SongCount
        ? Invariant($"{FoundPlayCount:N0} of the {PlayCount:N0} plays are of songs in this catalogue: ")
            + Invariant($"{FoundSongCount:N0} of the {SongCount:N0} songs.")
        : Invariant($"{FoundSongCount:N0} of the {SongCount:N0} songs are in this catalogue.");

    /// <summary>Reads a history, before there is a catalogue: an unusable one is refused at once.</summary>
    /// <exception cref="UsageException">It is a folder without a history, or has several listeners.</exception>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static async Task<InteractionFile<SongId>> ReadAsync(
        PlaysFile plays, Func<string, bool>? isArtist, CancellationToken cancellationToken)
    {
        try
        {
            var options = new InteractionFileOptions { MinPlayTime = plays.MinPlayTime, IsArtist = isArtist };
            var file = await InteractionFile.ReadAsync<SongId>(plays.Path, options, cancellationToken: cancellationToken);
            var users = file.TrainingData.Interactions.Users.Select(file.Users.NameOf).ToList();
            if (users.Count == 2 && users.Remove(options.Listener))
            {
                // Spotify's older files name the user, the newer ones do not.
                options = options with { Listener = users[0] };
                file = await InteractionFile.ReadAsync<SongId>(plays.Path, options, cancellationToken: cancellationToken);
            }

            var names = string.Join(", ", users.Count > 5 ? users.Take(5).Append("…") : users);
            return users.Count == 1
                ? file
                : throw new UsageException(
                    Invariant($"'{plays.Path}' has {users.Count:N0} listeners ({names}), and --plays takes one. ")
                    + "Import it into a catalogue with --data FILE --into FILE, and choose one with --user NAME.");
        }
        catch (FileNotFoundException none)
        {
            throw new UsageException(none.Message);
        }
    }

    /// <summary>Finds the songs of a history in the catalogue.</summary>
    /// <exception cref="UsageException">The catalogue has none of them.</exception>
    public static async Task<OwnPlays> FindAsync(
        PlaysFile plays, InteractionFile<SongId> file, Music music, CancellationToken cancellationToken)
    {
        if (file.Format == InteractionFileFormat.Titles)
        {
            // Which side of a line is the artist, the catalogue knows.
            file = await ReadAsync(plays, music.Catalog.Matcher.IsArtist, cancellationToken);
        }

        if (file.Items.KeepsIntegers)
        {
            await Import.RefuseIdsInStandInAsync(music.Database, cancellationToken);
        }

        var found = new Dictionary<SongId, double>();
        var missing = new List<(SongId Song, double PlayCount)>();
        var search = new TitleSearch(music.Catalog);
        var rows = file.TrainingData.Interactions.ToInteractions().ToList();
        foreach (var row in rows)
        {
            var song = file.Items.KeepsIntegers
                ? music.Catalog.Songs.ContainsKey(row.Item) ? music.Catalog.Representative(row.Item) : (SongId?)null
                : search.FindSong(TitleOf(file, row.Item), ArtistsOf(file, row.Item));
            if (song is { } known)
            {
                found[known] = found.GetValueOrDefault(known) + row.Weight;
            }
            else
            {
                missing.Add((row.Item, row.Weight));
            }
        }

        var playCount = rows.Sum(row => (double)row.Weight);
        var result = new OwnPlays(
            file.Format, (long)playCount, (long)(playCount - missing.Sum(song => song.PlayCount)), rows.Count, rows.Count - missing.Count,
            [.. missing.OrderByDescending(song => song.PlayCount).Take(ShownMissing).Select(song => Describe(song.Song, song.PlayCount))],
            file.Notes, [.. file.Problems.Select(problem => problem.ToString())])
        {
            Songs = [.. found.Keys.OrderByDescending(song => found[song]).ThenByDescending(search.ListenerCountOf)],
        };
        return found.Keys.Any(song => music.ListenerCountOf(song) > 0)
            ? result
            : throw new UsageException(result.NothingFound(plays, music));

        MissingSong Describe(SongId song, double count)
        {
            var (title, artists) = (TitleOf(file, song), ArtistsOf(file, song));
            return new(title, artists, (long)count, file.Items.KeepsIntegers ? null : search.Find(title, artists).Remark);
        }
    }

    private string NothingFound(PlaysFile plays, Music music)
    {
        var what = FoundSongCount > 0
            ? Invariant($"Nobody in the catalogue has any of the {FoundSongCount:N0} songs of '{plays.Path}' that it knows")
            : Invariant($"The catalogue has none of the {SongCount:N0} songs of '{plays.Path}'");
        var examples = Missing.Take(1).Select(song => $"For example {Printable.Of(song.ToString())}: {song.Remark}");
        var advice = music.World is not null
            ? "The catalogue is a made-up world. Name one of real music with --database FILE, after a crawl (--server URL) or an import (--data PATH)."
            : "Crawl or import more music into it, or name another catalogue: --database FILE.";
        return string.Join('\n', [$"{what}, so nothing leads to others.", .. Notes, .. examples, advice]);
    }

    private static string TitleOf(InteractionFile<SongId> file, SongId song) =>
        file.TrainingData.Names?.NameOf(song) ?? file.Items.NameOf(song);

    private static string[] ArtistsOf(InteractionFile<SongId> file, SongId song) =>
        [.. (file.TrainingData.Artists?.Of(song) ?? []).Select(file.Artists.NameOf)];
}

/// <summary>A song of a history that the catalogue does not have.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Artists">Its artists.</param>
/// <param name="PlayCount">How many plays it has.</param>
/// <param name="Remark">Which songs have the same title or a similar one; <see langword="null"/> if nothing is to be said.</param>
internal sealed record MissingSong(string Title, IReadOnlyList<string> Artists, long PlayCount, string? Remark)
{
    /// <inheritdoc/>
    public override string ToString() => Artists.Count == 0 ? Title : $"{Title} ({string.Join(", ", Artists)})";
}

/// <summary>Where a history of plays is, and which plays count.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="MinPlayTime">How long a song must have been played.</param>
internal sealed record PlaysFile(string Path, TimeSpan MinPlayTime);
