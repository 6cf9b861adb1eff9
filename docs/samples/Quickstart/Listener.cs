using ZetDard.Catalog;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace Quickstart;

/// <summary>For whom to recommend.</summary>
/// <param name="Profile">What a recommender is asked with.</param>
/// <param name="Name">What to call him.</param>
/// <param name="Note">How he came to be asked for, where that needs saying.</param>
/// <param name="Songs">His songs, those he plays most or that most others have first.</param>
internal sealed record Listener(Profile Profile, string Name, string Note, IReadOnlyList<SongId> Songs)
{
    /// <summary>The user asked for, the history asked for, or a user of middling size.</summary>
    public static Listener Choose(Music music, string? user, string? history) =>
        history is not null ? OfHistory(music, history)
        : user is not null ? OfUser(music, Find(music, user), "")
        : OfUser(music, Middling(music), "picked because his number of songs is the median; --user names another");

    private static Listener OfUser(Music music, UserId user, string note)
    {
        var interactions = music.Catalog.TrainingData.Interactions;
        var row = interactions.Users.IndexOf(user);
        var weights = interactions.Matrix.RowValues(row);
        var songs = new List<(SongId Song, float Weight, int Listeners)>();
        for (var i = 0; i < interactions.Matrix.Degree(row); i++)
        {
            var song = interactions.Matrix.Row(row)[i];
            songs.Add((interactions.Items[song], weights.IsEmpty ? 1 : weights[i], music.Model.Graph.SongUsers.Degree(song)));
        }

        return new(Profile.Of(user), music.NameOf(user), note, [.. songs.OrderByDescending(entry => entry.Weight).ThenByDescending(entry => entry.Listeners).Select(entry => entry.Song)]);
    }

    private static UserId Middling(Music music)
    {
        var interactions = music.Catalog.TrainingData.Interactions;
        int[] rows = [.. Enumerable.Range(0, interactions.Users.Count).OrderBy(interactions.Matrix.Degree)];
        return interactions.Users[rows[rows.Length / 2]];
    }

    private static UserId Find(Music music, string name)
    {
        var users = music.Catalog.TrainingData.Interactions.Users;
        if (music.Catalog.FindUser(name) is { } user)
        {
            return users.Contains(user) ? user : throw new UsageException($"'{Printable.Of(name)}' has no songs, so there is nothing to go by. Try --history \"title; title\".");
        }

        var named = users.Select(user => (Id: user, Name: music.NameOf(user))).OrderBy(user => user.Name, StringComparer.Ordinal).ToList();
        var alike = named.Where(known => known.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).DefaultIfEmpty(named[0]).Take(5)
            .Select(known => Printable.IsPlain(known.Name) ? known.Name : Invariant($"{known.Id.Value} ({Printable.Of(known.Name)})"));
        throw new UsageException(Invariant($"No listener is called '{Printable.Of(name)}'. Try one of the {named.Count:N0}: {string.Join(", ", alike)}."));
    }

    private static Listener OfHistory(Music music, string history)
    {
        var songs = new List<SongId>();
        var problems = new List<string>();
        foreach (var title in history.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Find(music.Catalog, title) is { } song)
            {
                songs.Add(music.Catalog.Representative(song));
            }
            else
            {
                var nearest = music.Catalog.Matcher.Nearest(title).Select(match => Printable.Of(music.Catalog.Describe(match.Song))).ToList();
                problems.Add($"No song is called '{Printable.Of(title)}'.{(nearest.Count > 0 ? $" Did you mean: {string.Join("; ", nearest)}?" : "")}");
            }
        }

        if (problems.Count > 0)
        {
            throw new UsageException(string.Join('\n', problems));
        }

        return songs.Exists(music.Model.Graph.Songs.Contains)
            ? new(Profile.FromHistory(songs), "you", "", [.. songs.Distinct()])
            : throw new UsageException(songs.Count == 0 ? "--history names no title. Write it as \"title; title\"." : "Nobody has any of these songs in a list, so there is nothing to go by. Name others.");
    }

    // A title may hold ' - ' itself; people write the artist after it or before it.
    private static SongId? Find(CatalogSnapshot catalog, string text)
    {
        const string Separator = " - ";
        if (catalog.Matcher.Find(text) is { } song || text.LastIndexOf(Separator, StringComparison.Ordinal) is not (> 0 and var place))
        {
            return catalog.Matcher.Find(text);
        }

        var (before, after) = (text[..place], text[(place + Separator.Length)..]);
        return catalog.Matcher.Find(before, after) ?? catalog.Matcher.Find(after, before);
    }
}
