namespace ZetDard.Recommenders.Testing;

/// <summary>An artist of a <see cref="MusicWorld"/>.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name, Chinese or English; distinct.</param>
/// <param name="Group">The taste group of all the songs.</param>
public sealed record WorldArtist(ArtistId Id, string Name, int Group);
