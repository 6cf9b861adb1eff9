namespace ZetDard.Netease;

/// <summary>A programme of a user's radio station.</summary>
/// <param name="Id">The programme's id.</param>
/// <param name="Name">The programme's title.</param>
public sealed record NeteaseProgramme(long Id, string Name)
{
    /// <summary>The id of the radio station.</summary>
    public long? RadioId { get; init; }

    /// <summary>The name of the radio station.</summary>
    public string? RadioName { get; init; }

    /// <summary>The id of the song under which the sound of the programme is stored.</summary>
    public long? SongId { get; init; }

    /// <summary>The length of the programme.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>When the programme was published.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The number of listeners.</summary>
    public long? ListenerCount { get; init; }
}
