namespace ZetDard.Netease;

/// <summary>The song that a cover covers.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its title.</param>
/// <param name="Artists">The original singers.</param>
public sealed record NeteaseOriginalSong(long Id, string Name, IReadOnlyList<NeteaseCredit> Artists);
