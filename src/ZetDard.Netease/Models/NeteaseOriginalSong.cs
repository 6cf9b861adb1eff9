namespace ZetDard.Netease;

/// <summary>The original song of a cover.</summary>
/// <param name="Id">The original song's id.</param>
/// <param name="Name">The original song's title.</param>
/// <param name="Artists">The original artists.</param>
public sealed record NeteaseOriginalSong(long Id, string Name, IReadOnlyList<NeteaseCredit> Artists);
