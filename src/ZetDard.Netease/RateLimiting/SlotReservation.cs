namespace ZetDard.Netease;

/// <summary>What the shared budget said to somebody who wants slots: a refusal, that those he has are still good, or new ones.</summary>
internal readonly record struct SlotReservation
{
    /// <summary>Why there are none.</summary>
    public RefusedLease? Refusal { get; init; }

    /// <summary>Whether the slots that were reserved before may still be used; then there are no new ones.</summary>
    public bool IsKept { get; init; }

    /// <summary>How many new slots there are.</summary>
    public int Count { get; init; }

    /// <summary>The time between two of them.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>From <see cref="Asked"/> to the first one.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>The timestamp of this process at which it was asked.</summary>
    public long Asked { get; init; }

    /// <summary>The time of the state that it was asked of.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The day (UTC) that counts the new slots.</summary>
    public DateOnly Day { get; init; }
}
