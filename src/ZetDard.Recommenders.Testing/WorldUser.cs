namespace ZetDard.Recommenders.Testing;

/// <summary>A listener of a <see cref="MusicWorld"/>.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The nickname; distinct.</param>
/// <param name="Group">The taste group that most of the songs come from.</param>
public sealed record WorldUser(UserId Id, string Name, int Group);
