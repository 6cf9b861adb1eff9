using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A song of a playlist.</summary>
/// <param name="Playlist">The playlist.</param>
/// <param name="Position">The position in the playlist, from 0; each position has one song.</param>
/// <param name="Song">The song; the store may know only its id.</param>
public readonly record struct PlaylistSong(PlaylistId Playlist, int Position, SongId Song);
