using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>One song of a playlist.</summary>
/// <param name="Playlist">The playlist.</param>
/// <param name="Position">Its place in it, from 0; one song a place.</param>
/// <param name="Song">The song; the store may know no more of it than the id.</param>
public readonly record struct PlaylistSong(PlaylistId Playlist, int Position, SongId Song);
