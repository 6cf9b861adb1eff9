namespace ZetDard.Recommenders;

/// <summary>One listener of an experiment.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="Profile">For whom to recommend.</param>
/// <param name="Relevant">What should be found; items that the model cannot know are misses.</param>
public sealed record RankingCase<TItem>(Profile Profile, IReadOnlySet<TItem> Relevant)
    where TItem : struct, IId<TItem>
{
    /// <summary>
    /// The user of the case, to find it among the results; for a playlist the number of its id. <see langword="null"/> where it was not
    /// given.
    /// </summary>
    public UserId? User { get; init; }

    /// <summary>
    /// What may not be recommended besides the items that the model knows of the listener, such as friends that it was not given.
    /// </summary>
    public IReadOnlySet<TItem>? Deny { get; init; }

    /// <summary>
    /// The artists of the relevant items who are new to the listener: what the model's artist recommendations should find.
    /// <see langword="null"/> where artists are not measured.
    /// </summary>
    public IReadOnlySet<ArtistId>? NewArtists { get; init; }
}
