namespace ZetDard.Recommenders;

/// <summary>
/// A recommender together with the names of what it recommends, so that one swap or one file changes both. Made by
/// <see cref="NamingExtensions.WithNames{TItem}"/>.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// Immutable and safe for concurrent use. Its lists are exactly those of the recommender inside it. A model file of it holds the names too.
/// </remarks>
public sealed class NamedRecommender<TItem> : IRecommender<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    private readonly IRecommender<TItem> _inner;

    internal NamedRecommender(IRecommender<TItem> inner, NameTable names, Relation<TItem, ArtistId>? artists) =>
        (_inner, Names, Artists) = (inner, names, artists);

    /// <summary>The names.</summary>
    public NameTable Names { get; }

    /// <summary>The artists that are shown with the items; <see langword="null"/> where unknown.</summary>
    public Relation<TItem, ArtistId>? Artists { get; }

    /// <summary>How model files of named recommenders are read.</summary>
    public static ModelFormat FileFormat { get; } = new($"named/{IdKind<TItem>.Name}", reader =>
        new NamedRecommender<TItem>(
            Composition.ReadPart<TItem>(reader), reader.ReadNames(), reader.ReadOptional(reader.ReadRelation<TItem, ArtistId>)));

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public string? Summary => _inner.Find<ISaveable>()?.Summary;

    /// <inheritdoc/>
    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request) => _inner.Recommend(request);

    /// <summary>Returns the best items with their titles, artists and named reasons.</summary>
    /// <inheritdoc cref="IRecommender{TItem}.Recommend" path="/exception"/>
    public IReadOnlyList<NamedRecommendation<TItem>> RecommendNamed(RecommendationRequest<TItem> request) =>
        [.. Recommend(request).Select(Named)];

    /// <summary>
    /// Returns up to <paramref name="n"/> items like <paramref name="item"/> with their titles; none where the item is unknown.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is less than 1.</exception>
    /// <exception cref="NotSupportedException">The recommender knows no similar items.</exception>
    public IReadOnlyList<NamedRecommendation<TItem>> SimilarNamed(TItem item, int n = 10)
    {
        var similar = _inner.Find<ISimilarItems<TItem>>() ?? throw new NotSupportedException(
            $"This recommender cannot name similar {IdKind<TItem>.Name}s: it has no ISimilarItems. The graph has it.");
        return [.. similar.Similar(item, n).Select(Named)];
    }

    /// <summary>Gives one recommendation its title, the names of its artists and the names of its reasons.</summary>
    public NamedRecommendation<TItem> Named(Recommendation<TItem> recommendation) => new(
        recommendation.Item,
        Names.NameOf(recommendation.Item),
        Artists is null ? [] : [.. Artists.Of(recommendation.Item).Select(Names.NameOf)],
        recommendation.Score,
        [
            .. recommendation.Reason.Select(
                c => new NamedContribution(c.Kind, c.Feature is null ? c.Id : null, Names.NameOf(c), c.Share, c.Support)),
        ],
        recommendation.Reason.InWords(Names.NameOf));

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Composition.Saveable(_inner));
        writer.Write(Names);
        writer.WriteOptional(Artists, writer.Write);
    }

    /// <summary>Finds the names, or an ability of the recommender inside.</summary>
    public TAbility? Find<TAbility>()
        where TAbility : class =>
        Names as TAbility ?? this as TAbility
            ?? (typeof(TAbility) == typeof(IIncremental<TItem>) ? Incremental() as TAbility : _inner.Find<TAbility>());

    /// <summary>Another recommender of the same items, with these names.</summary>
    internal NamedRecommender<TItem> Around(IRecommender<TItem> inner) => new(inner, Names, Artists);

    private Updating? Incremental() => _inner.Find<IIncremental<TItem>>() is { } inner ? new(this, inner) : null;

    // New interactions may bring new things, whose names come with them.
    private sealed class Updating(NamedRecommender<TItem> named, IIncremental<TItem> inner) : IIncremental<TItem>
    {
        public IRecommender<TItem> Update(TrainingData<TItem> additions, CancellationToken cancellationToken = default)
        {
            var updated = inner.Update(additions, cancellationToken);
            var names = additions.Names is null ? named.Names : named.Names.With(additions.Names);
            return new NamedRecommender<TItem>(updated, names, Composition.Union(named.Artists, additions.Artists));
        }
    }
}
