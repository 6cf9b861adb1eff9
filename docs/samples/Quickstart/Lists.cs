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

    public static Lists Recommend(Music music, SongModel model, Listener listener, int n)
    {
        var profile = listener.Profile;
        var songs = model.Recommender.WithNames(music.Names);
        var artists = music.Model.Artists.WithNames(music.Names);
        var friends = music.Model.Friends.WithNames(music.Names);
        var songRequest = new RecommendationRequest<SongId>(profile, n) { ReasonCount = ReasonCount, Deny = music.Untitled };
        var inCommon = new InCommon(music.Graph, listener);
        return new(
            [.. songs.RecommendNamed(songRequest).Select(song => OfSong(song with { Artists = music.ArtistsOf(song.Id) }))],
            [.. artists.RecommendNamed(profile, n, ReasonCount).Select(artist => OfArtist(music, artist))],
            [.. friends.RecommendNamed(profile, n, ReasonCount).Select(inCommon.OfFriend)],
            MedianTime(() => songs.Recommend(songRequest with { ReasonCount = 0 })),
            MedianTime(() => artists.Recommend(profile, n)),
            MedianTime(() => friends.Recommend(profile, n)));
    }

    private static Line<SongId> OfSong(NamedRecommendation<SongId> song) => new(
        song, string.Join(", ", song.Artists), song.Reasons is [{ Kind: "feature" }, ..] reasons
            ? string.Join(" and ", reasons.Select(reason => SongFeatures.NameOf(reason.Name)))
            : song.Because);

    private static Line<ArtistId> OfArtist(Music music, NamedRecommendation<ArtistId> artist)
    {
        var graph = music.Graph;
        var songs = graph.ArtistSongs.Row(graph.Artists.IndexOf(artist.Id)).ToArray();
        var bestKnown = songs.Length == 0 ? "" : music.Names.NameOf(graph.Songs[songs.MaxBy(graph.SongUsers.Degree)]);
        return new(artist, bestKnown, artist.Because);
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
    private sealed class InCommon
    {
        private readonly MusicGraph _graph;
        private readonly int[] _songs;
        private readonly int[] _artists;

        public InCommon(MusicGraph graph, Listener listener)
        {
            _graph = graph;
            _songs = [.. listener.Songs.Select(graph.Songs.IndexOf).Where(song => song >= 0)];
            _artists = [.. _songs.SelectMany(song => graph.SongArtists.Row(song).ToArray()).Distinct()];
        }

        public Line<UserId> OfFriend(NamedRecommendation<UserId> friend)
        {
            var row = _graph.Users.IndexOf(friend.Id);
            var songs = _songs.Count(song => _graph.UserSongs.Contains(row, song));
            var artists = _artists.Count(artist => _graph.UserArtists.Contains(row, artist));
            return new(friend, $"{Printable.Count(songs, "song")}, {Printable.Count(artists, "artist")}", songs + artists > 0
                ? $"both of you like {friend.Because}"
                : $"nothing in common yet, but {friend.Because} point to the same taste");
        }
    }
}

/// <summary>One line of a list.</summary>
/// <param name="Named">The recommendation with title, artists and named reasons.</param>
/// <param name="Detail">Of a song its artists, of an artist their best known song, of a friend what both have in common.</param>
/// <param name="Why">The reason in words, for the screen.</param>
internal sealed record Line<TItem>(NamedRecommendation<TItem> Named, string Detail, string Why)
    where TItem : struct, IId<TItem>;
