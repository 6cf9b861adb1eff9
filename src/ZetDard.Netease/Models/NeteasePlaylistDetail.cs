namespace ZetDard.Netease;

/// <summary>A playlist with the ids of its songs, as one request returns it.</summary>
/// <param name="Playlist">The playlist's data.</param>
/// <param name="Tracks">All songs of the playlist in order, as ids. This list is complete.</param>
public sealed record NeteasePlaylistDetail(NeteasePlaylist Playlist, IReadOnlyList<NeteaseTrack> Tracks)
{
    /// <summary>The songs that came with the answer, often only the first of the playlist.</summary>
    public IReadOnlyList<NeteaseSong> Songs { get; init; } = [];
}
