namespace ZetDard.Netease;

/// <summary>The time that a play record is of.</summary>
public enum NeteasePlayPeriod
{
    /// <summary>All time.</summary>
    AllTime = 0,

    /// <summary>The last week.</summary>
    LastWeek = 1,
}
