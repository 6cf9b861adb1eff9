using System.Diagnostics;
using ZetDard.Graph;
using ZetDard.Recommenders;

namespace Quickstart;

/// <summary>What one listener is recommended, and how long it takes to ask once more.</summary>
internal sealed record Lists(
    IReadOnlyList<Line<SongId>> Songs, IReadOnlyList<Line<ArtistId>> Artists, IReadOnlyList<Line<UserId>> Friends,
    TimeSpan SongTime, TimeSpan ArtistTime, TimeSpan FriendTime)
{
    private const int ReasonCount = 2;

    public static Lists Recommend(Music music, Listener listener, int n)
    {
        var profile = listener.Profile;
        var songs = music.Model.Songs.WithNames(music.Names);
        var artists = music.Model.Artists.WithNames(music.Names);
        var friends = music.Model.Friends.WithNames(music.Names);
        var songRequest = new RecommendationRequest<SongId>(profile, n) { ReasonCount = ReasonCount, Deny = music.Untitled };
        var inCommon = new InCommon(music.Graph, listener);
        return new(
            [.. songs.RecommendNamed(songRequest).Select(song => OfSong(song with { Artists = music.ArtistsOf(song.Id) }))],
            [.. artists.RecommendNamed(profile, n, ReasonCount).Select(artist => new Line<ArtistId>(artist, BestKnownSong(music, artist.Id), artist.Because))],
            [.. friends.RecommendNamed(profile, n, ReasonCount).Select(friend => new Line<UserId>(friend, inCommon.With(friend.Id), inCommon.Why(friend)))],
            MedianTime(() => songs.Recommend(songRequest with { ReasonCount = 0 })),
            MedianTime(() => artists.Recommend(profile, n)),
            MedianTime(() => friends.Recommend(profile, n)));
    }

    private static Line<SongId> OfSong(NamedRecommendation<SongId> song) => new(song, string.Join(", ", song.Artists), song.Because);

    private static string BestKnownSong(Music music, ArtistId artist)
    {
        var graph = music.Graph;
        var songs = graph.ArtistSongs.Row(graph.Artists.IndexOf(artist)).ToArray();
        return songs.Length == 0 ? "" : music.Names.NameOf(graph.Songs[songs.MaxBy(graph.SongUsers.Degree)]);
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

    /// <summary>What a listener has in common with another.</summary>
    private sealed class InCommon(MusicGraph graph, Listener listener)
    {
        private readonly int[] _songs = [.. listener.Songs.Select(graph.Songs.IndexOf).Where(song => song >= 0)];

        public string With(UserId user)
        {
            var (songs, artists) = Count(user);
            return $"{songs} {(songs == 1 ? "song" : "songs")}, {artists} {(artists == 1 ? "artist" : "artists")}";
        }

        public string Why(NamedRecommendation<UserId> friend) => Count(friend.Id) is (0, 0)
            ? $"nothing in common yet, but {friend.Because} point to the same taste"
            : $"both of you like {friend.Because}";

        private (int Songs, int Artists) Count(UserId user)
        {
            var row = graph.Users.IndexOf(user);
            var artists = _songs.SelectMany(song => graph.SongArtists.Row(song).ToArray()).Distinct();
            return (_songs.Count(song => graph.UserSongs.Contains(row, song)), artists.Count(artist => graph.UserArtists.Contains(row, artist)));
        }
    }
}

/// <summary>One line of a list.</summary>
/// <param name="Named">The recommendation with title, artists and named reasons.</param>
/// <param name="Detail">Of a song its artists, of an artist their best known song, of a friend what both have in common.</param>
/// <param name="Why">The reason in words, for the screen.</param>
internal sealed record Line<TItem>(NamedRecommendation<TItem> Named, string Detail, string Why)
    where TItem : struct, IId<TItem>;
