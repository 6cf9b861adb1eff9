namespace ZetDard.Netease;

/// <summary>The period that a play record covers.</summary>
public enum NeteasePlayPeriod
{
    /// <summary>All time.</summary>
    AllTime = 0,

    /// <summary>The last week.</summary>
    LastWeek = 1,
}
