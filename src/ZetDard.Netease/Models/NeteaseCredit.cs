namespace ZetDard.Netease;

/// <summary>An artist in the credits of a song or album.</summary>
/// <param name="Id">The artist's id; 0 if only the name is known.</param>
/// <param name="Name">The artist's name.</param>
public sealed record NeteaseCredit(long Id, string Name);
