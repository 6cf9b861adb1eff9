namespace ZetDard.Recommenders;

/// <summary>What is asked of a recommender. Immutable; valid by construction.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public sealed record RecommendationRequest<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly int _n = 10;
    private readonly int _reasonCount;

    /// <summary>Asks for the <paramref name="n"/> best items for a profile.</summary>
    /// <param name="profile">For whom.</param>
    /// <param name="n">How many, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is less than 1.</exception>
    public RecommendationRequest(Profile profile, int n = 10)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Profile = profile;
        N = n;
    }

    /// <summary>For whom.</summary>
    public Profile Profile { get; init; }

    /// <summary>Length of the list, 1 or more.</summary>
    public int N
    {
        get => _n;
        init => _n = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(N), value, "The length N of a top-N list must be 1 or more.");
    }

    /// <summary>Rank only these; <see langword="null"/> (the default) ranks all items of the model.</summary>
    public IReadOnlySet<TItem>? Allow { get; init; }

    /// <summary>Never recommend these.</summary>
    public IReadOnlySet<TItem>? Deny { get; init; }

    /// <summary>Also recommend what the listener knows already; by default that is left out.</summary>
    public bool KeepKnown { get; init; }

    /// <summary>
    /// Also rank items that nobody has listened to yet, by their features. A model that knows no features ranks no such items.
    /// </summary>
    public bool IncludeCold { get; init; }

    /// <summary>
    /// Rules that the list must keep; <see langword="null"/> (the default) for those of the recommender, where it has some, and
    /// <see cref="ListRules.None"/> for none. A recommender that cannot keep rules refuses all others: wrap it with
    /// <c>recommender.WithRules(data)</c>.
    /// </summary>
    public ListRules? Rules { get; init; }

    /// <summary>
    /// How many contributions each reason may name; 0 (the default) computes no reasons, which cost more than the ranking.
    /// </summary>
    public int ReasonCount
    {
        get => _reasonCount;
        init => _reasonCount = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ReasonCount), value, "The number of reasons must be 0 or more.");
    }

    /// <summary>Whether an item passes the allow-list and the deny-list.</summary>
    public bool Admits(TItem item) => (Allow is null || Allow.Contains(item)) && (Deny is null || !Deny.Contains(item));
}
