namespace ZetDard.Netease;

/// <summary>
/// The answer of the shared budget to a reservation: a refusal, a confirmation of the slots reserved before, or new slots.
/// </summary>
internal readonly record struct SlotReservation
{
    /// <summary>The refusal; <see langword="null"/> if the reservation succeeded.</summary>
    public RefusedLease? Refusal { get; init; }

    /// <summary>Whether the slots reserved before may still be used; there are no new slots then.</summary>
    public bool IsKept { get; init; }

    /// <summary>The number of new slots.</summary>
    public int Count { get; init; }

    /// <summary>The time between two new slots.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The time from <see cref="Asked"/> to the first new slot.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>The timestamp, in this process, of the reservation.</summary>
    public long Asked { get; init; }

    /// <summary>The time of the shared state at the reservation.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The day (UTC) whose count includes the new slots.</summary>
    public DateOnly Day { get; init; }
}
