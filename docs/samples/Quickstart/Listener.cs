using ZetDard.Catalog;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace Quickstart;

/// <summary>For whom to recommend.</summary>
/// <param name="Profile">What a recommender is asked with.</param>
/// <param name="Name">What to call them.</param>
/// <param name="Songs">Their songs: those that they play most first, then those that most others have.</param>
/// <param name="Notes">What is to be said about the choice of the listener and of the songs.</param>
internal sealed record Listener(Profile Profile, string Name, IReadOnlyList<SongId> Songs, IReadOnlyList<string> Notes)
{
    /// <summary>What was read of a history of plays; <see langword="null"/> for other listeners.</summary>
    public OwnPlays? Plays { get; private init; }

    /// <summary>Somebody with a history of plays.</summary>
    public static Listener Of(Music music, OwnPlays plays, SongFeatures? features) =>
        OfSongs(music, plays.Songs).WithNoteOf(features) with { Plays = plays };

    /// <summary>
    /// Chooses the history or the user asked for, else the listener of an imported file, else a user whose number of songs is the median:
    /// of songs with features where those rank.
    /// </summary>
    /// <exception cref="UsageException">There is no such listener, or a title is unknown.</exception>
    public static Listener Choose(Music music, string? user, string? history, SongFeatures? features)
    {
        var listener = history is not null ? OfHistory(music, history)
            : user is not null ? OfUser(music, Find(music, user))
            : music.Import?.Listener is { } importer ? OfUser(music, Find(music, importer))
            : OfUser(
                music, Median(music, features),
                $"Chosen because their number of songs{(features is null ? "" : " with features")} is the median; --user NAME chooses another.");
        return listener.WithNoteOf(features);
    }

    // Says how many of the songs say something, where features rank.
    private Listener WithNoteOf(SongFeatures? features)
    {
        var described = Songs.Count(song => features?.Table.Keys.Contains(song) != false);
        return described == Songs.Count
            ? this
            : this with
            {
                Notes = [.. Notes, Invariant($"Features are known of {described:N0} of the {Songs.Count:N0} songs; the others lead nowhere.")],
            };
    }

    private static Listener OfUser(Music music, UserId user, params IEnumerable<string> notes)
    {
        var interactions = music.Catalog.TrainingData.Interactions;
        var row = interactions.Users.IndexOf(user);
        var weights = interactions.Matrix.RowValues(row);
        var songs = new List<(SongId Song, float Weight, int ListenerCount)>();
        for (var i = 0; i < interactions.Matrix.Degree(row); i++)
        {
            var song = interactions.Items[interactions.Matrix.Row(row)[i]];
            songs.Add((song, weights.IsEmpty ? 1 : weights[i], music.ListenerCountOf(song)));
        }

        if (interactions.Users.Count > 1 && songs.Count(song => song.ListenerCount == 1) is > 0 and var alone)
        {
            var ofAll = Invariant($"{alone:N0} of the {songs.Count:N0} songs");
            notes = notes.Append($"Nobody else has {ofAll}; only their artists lead to other songs.");
        }

        return new(
            Profile.Of(user),
            music.Names.NameOf(user),
            [.. songs.OrderByDescending(entry => entry.Weight).ThenByDescending(entry => entry.ListenerCount).Select(entry => entry.Song)],
            [.. notes]);
    }

    private static UserId Median(Music music, SongFeatures? features)
    {
        var interactions = music.Catalog.TrainingData.Interactions;
        (int Row, int Songs)[] rows = [.. Enumerable.Range(0, interactions.Users.Count).Select(row => (row, SongCountOf(row)))];
        rows = rows.Any(row => row.Songs > 0) ? [.. rows.Where(row => row.Songs > 0).OrderBy(row => row.Songs)] : rows;
        return interactions.Users[rows[rows.Length / 2].Row];

        int SongCountOf(int row) => features is null
            ? interactions.Matrix.Degree(row)
            : interactions.Matrix.Row(row).ToArray().Count(song => features.Table.Keys.Contains(interactions.Items[song]));
    }

    private static UserId Find(Music music, string name)
    {
        var users = music.Catalog.TrainingData.Interactions.Users;
        if (music.Catalog.FindUser(name) is { } user)
        {
            return users.Contains(user)
                ? user
                : throw new UsageException(
                    $"'{Printable.Of(name)}' has no songs, so nothing leads to others. Name songs instead: --history \"title; title\".");
        }

        var named = users.Select(known => (Id: known, Name: music.Names.NameOf(known)))
            .OrderBy(known => known.Name, StringComparer.Ordinal).ToList();
        var alike = named.Where(known => known.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).DefaultIfEmpty(named[0]).Take(5)
            .Select(known => Printable.IsPlain(known.Name) ? known.Name : Invariant($"{known.Id.Value} ({Printable.Of(known.Name)})"));
        throw new UsageException(
            Invariant($"No listener is called '{Printable.Of(name)}'. Try one of the {named.Count:N0}: {string.Join(", ", alike)}."));
    }

    private static Listener OfHistory(Music music, string history)
    {
        var search = new TitleSearch(music.Catalog);
        var found = history.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(search.Find).ToList();
        if (found.Count == 0)
        {
            throw new UsageException("--history names no title. Write it as \"title; title\".");
        }

        if (found.Exists(title => title.Song is null))
        {
            throw new UsageException(string.Join('\n', found.Where(title => title.Song is null).Select(title => title.Remark)));
        }

        SongId[] songs = [.. found.Select(title => title.Song!.Value).Distinct()];
        if (Array.TrueForAll(songs, song => music.ListenerCountOf(song) == 0))
        {
            throw new UsageException("Nobody has any of these songs in a list, so nothing leads to others. Name other songs.");
        }

        return OfSongs(music, songs, found.Select(title => title.Remark).OfType<string>());
    }

    private static Listener OfSongs(Music music, IReadOnlyList<SongId> songs, params IEnumerable<string> notes)
    {
        const int MaxNamed = 5;
        SongId[] unlisted = [.. songs.Where(song => music.ListenerCountOf(song) == 0)];
        notes = unlisted.Length <= MaxNamed
            ? notes.Concat(unlisted.Select(song => $"Nobody has {Printable.Of(music.Catalog.Describe(song))} in a list, so it leads nowhere."))
            : notes.Append(Invariant($"Nobody has {unlisted.Length:N0} of these songs in a list, so they lead nowhere."));
        return new(Profile.FromHistory(songs), "you", songs, [.. notes]);
    }
}
