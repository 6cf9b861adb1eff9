namespace ZetDard.Netease;

/// <summary>A programme of a user's radio.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its title.</param>
public sealed record NeteaseProgramme(long Id, string Name)
{
    /// <summary>The radio that it belongs to.</summary>
    public long? RadioId { get; init; }

    /// <summary>The name of that radio.</summary>
    public string? RadioName { get; init; }

    /// <summary>The song that holds its sound.</summary>
    public long? SongId { get; init; }

    /// <summary>How long it is.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How many have listened.</summary>
    public long? ListenerCount { get; init; }
}
