namespace ZetDard.Netease;

/// <summary>A playlist with its songs, as far as one request tells them.</summary>
/// <param name="Playlist">What it is.</param>
/// <param name="Tracks">All its songs in order, by id. Only these are complete.</param>
public sealed record NeteasePlaylistDetail(NeteasePlaylist Playlist, IReadOnlyList<NeteaseTrack> Tracks)
{
    /// <summary>Those of the songs that came with the answer.</summary>
    public IReadOnlyList<NeteaseSong> Songs { get; init; } = [];
}
