namespace ZetDard.Recommenders.Testing;

/// <summary>A song of a <see cref="MusicWorld"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title, Chinese or English; distinct.</param>
/// <param name="Artists">One artist or two.</param>
/// <param name="Group">The taste group it belongs to.</param>
public sealed record WorldSong(SongId Id, string Title, IReadOnlyList<WorldArtist> Artists, int Group);
