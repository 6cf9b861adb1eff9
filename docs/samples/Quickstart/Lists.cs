using System.Diagnostics;
using ZetDard.Graph;
using ZetDard.Recommenders;

namespace Quickstart;

/// <summary>One line of a list, in words.</summary>
/// <param name="Id">The number of its id.</param>
/// <param name="Name">Title or name.</param>
/// <param name="Detail">Of a song its artists, of an artist a song, of a friend what both have.</param>
/// <param name="Score">Comparable within one list only.</param>
/// <param name="Why">The reason in words.</param>
/// <param name="Reason">The same for a program.</param>
internal sealed record Line(long Id, string Name, string Detail, float Score, string Why, Reason Reason);

/// <summary>What one listener is recommended, and how long it takes to ask once more.</summary>
internal sealed record Lists(IReadOnlyList<Line> Songs, IReadOnlyList<Line> Artists, IReadOnlyList<Line> Friends, TimeSpan SongTime, TimeSpan ArtistTime, TimeSpan FriendTime)
{
    private const int ReasonCount = 2;

    public static Lists Recommend(Music music, Listener listener, int n)
    {
        var (catalog, model) = music;
        var friends = new FriendWords(music, listener);
        return new(
            [.. model.Songs.Recommend(listener.Profile, n, ReasonCount).Select(r => new Line(r.Item.Value, catalog.TitleOf(r.Item), ArtistsOf(music, r.Item), r.Score, catalog.Explain(r.Reason), r.Reason))],
            [.. model.Artists.Recommend(listener.Profile, n, ReasonCount).Select(r => new Line(r.Item.Value, catalog.NameOf(r.Item), BestKnownSong(music, r.Item), r.Score, catalog.Explain(r.Reason), r.Reason))],
            [.. model.Friends.Recommend(listener.Profile, n, ReasonCount).Select(r => new Line(r.Item.Value, music.NameOf(r.Item), friends.InCommon(r.Item), r.Score, friends.Explain(r.Item, r.Reason), r.Reason))],
            MedianTime(() => model.Songs.Recommend(listener.Profile, n)),
            MedianTime(() => model.Artists.Recommend(listener.Profile, n)),
            MedianTime(() => model.Friends.Recommend(listener.Profile, n)));
    }

    public static string ArtistsOf(Music music, SongId song) =>
        music.Catalog.Songs.TryGetValue(song, out var known) ? string.Join(", ", known.Artists.Select(music.Catalog.NameOf)) : "";

    private static string BestKnownSong(Music music, ArtistId artist)
    {
        var graph = music.Model.Graph;
        var songs = graph.ArtistSongs.Row(graph.Artists.IndexOf(artist)).ToArray();
        return songs.Length == 0 ? "" : music.Catalog.TitleOf(graph.Songs[songs.MaxBy(graph.SongUsers.Degree)]);
    }

    // The first calls are slow, because the runtime compiles while it runs.
    private static TimeSpan MedianTime(Action ask)
    {
        var times = new List<TimeSpan>();
        var start = Stopwatch.GetTimestamp();
        while (times.Count < 20 || Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(100))
        {
            var before = Stopwatch.GetTimestamp();
            ask();
            times.Add(Stopwatch.GetElapsedTime(before));
        }

        return times[(times.Count / 2)..].Order().ElementAt(times.Count / 4);
    }

    /// <summary>What a listener and another have in common.</summary>
    private sealed class FriendWords(Music music, Listener listener)
    {
        private readonly MusicGraph _graph = music.Model.Graph;
        private readonly int[] _songs = [.. listener.Songs.Select(music.Model.Graph.Songs.IndexOf).Where(song => song >= 0)];

        public string InCommon(UserId user)
        {
            var (songs, artists) = Count(user);
            return $"{songs} {(songs == 1 ? "song" : "songs")}, {artists} {(artists == 1 ? "artist" : "artists")}";
        }

        public string Explain(UserId user, Reason reason)
        {
            var names = reason.InWords(music.Catalog.NameOf);
            return Count(user) is (0, 0) ? $"nothing in common yet, but {names} point to the same taste" : $"both of you like {names}";
        }

        private (int Songs, int Artists) Count(UserId user)
        {
            var row = _graph.Users.IndexOf(user);
            var artists = _songs.SelectMany(song => _graph.SongArtists.Row(song).ToArray()).Distinct();
            return (_songs.Count(song => _graph.UserSongs.Contains(row, song)), artists.Count(artist => _graph.UserArtists.Contains(row, artist)));
        }
    }
}
