namespace ZetDard.Netease;

/// <summary>An artist as a song or album credits him.</summary>
/// <param name="Id">His id; 0 where he has only a name.</param>
/// <param name="Name">His name.</param>
public sealed record NeteaseCredit(long Id, string Name);
