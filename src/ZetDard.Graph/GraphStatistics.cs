namespace ZetDard.Graph;

/// <summary>What a graph looks like, in numbers.</summary>
/// <param name="UserCount">Users.</param>
/// <param name="SongCount">Songs.</param>
/// <param name="ArtistCount">Artists.</param>
/// <param name="UserSongEdgeCount">Edges between users and songs.</param>
/// <param name="SongArtistEdgeCount">Edges between songs and artists.</param>
/// <param name="SongSongEdgeCount">Weighted edges from song to song, as far as they are kept.</param>
/// <param name="FollowEdgeCount">Pairs of users of whom one follows the other.</param>
/// <param name="MeanSongsPerUser">Mean number of songs of a user.</param>
/// <param name="MaxSongsPerUser">Largest number of songs of a user.</param>
/// <param name="MeanUsersPerSong">Mean number of users of a song.</param>
/// <param name="MaxUsersPerSong">Largest number of users of a song.</param>
/// <param name="SongsOfOneUser">Songs that one user only has: nothing but their artists connects them.</param>
/// <param name="ComponentCount">Connected components.</param>
/// <param name="LargestComponentSize">Nodes of the largest.</param>
public sealed record GraphStatistics(
    int UserCount,
    int SongCount,
    int ArtistCount,
    int UserSongEdgeCount,
    int SongArtistEdgeCount,
    int SongSongEdgeCount,
    int FollowEdgeCount,
    double MeanSongsPerUser,
    int MaxSongsPerUser,
    double MeanUsersPerSong,
    int MaxUsersPerSong,
    int SongsOfOneUser,
    int ComponentCount,
    int LargestComponentSize)
{
    internal static GraphStatistics Of(MusicGraph graph)
    {
        var components = graph.Components();
        return new(
            graph.Users.Count,
            graph.Songs.Count,
            graph.Artists.Count,
            graph.UserSongs.EntryCount,
            graph.SongArtists.EntryCount,
            graph.SongWeights.EntryCount,
            graph.Follows.EntryCount / 2,
            (double)graph.UserSongs.EntryCount / Math.Max(1, graph.Users.Count),
            Enumerable.Range(0, graph.Users.Count).Select(graph.UserSongs.Degree).DefaultIfEmpty().Max(),
            (double)graph.UserSongs.EntryCount / Math.Max(1, graph.Songs.Count),
            Enumerable.Range(0, graph.Songs.Count).Select(graph.SongUsers.Degree).DefaultIfEmpty().Max(),
            Enumerable.Range(0, graph.Songs.Count).Count(song => graph.SongUsers.Degree(song) == 1),
            components.Count,
            components.Sizes.DefaultIfEmpty().Max());
    }
}
