namespace ZetDard.Recommenders;

/// <summary>
/// The recommender that an application injects. It stays the same object, while the model behind it is swapped under load
/// without a failed request.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// Safe for concurrent use. <c>handle.RecommendNamed(…)</c> takes list and titles from one model, also while it is swapped.
/// </remarks>
public sealed class RecommenderHandle<TItem> : IRecommender<TItem>
    where TItem : struct, IId<TItem>
{
    private volatile IRecommender<TItem>? _current;

    /// <summary>Makes a handle without a model; <see cref="Swap"/> gives it one.</summary>
    public RecommenderHandle()
    {
    }

    /// <summary>Makes a handle of a model.</summary>
    public RecommenderHandle(IRecommender<TItem> model) => Swap(model);

    /// <summary>
    /// Whether a model serves: <see langword="false"/> before the host has started, and while its data source has no
    /// interactions yet.
    /// </summary>
    public bool HasModel => _current is not null and not NoDataRecommender<TItem>;

    /// <summary>The model that serves now. Keep it for as long as one answer must come from one model.</summary>
    /// <exception cref="InvalidOperationException">The host has not started yet.</exception>
    public IRecommender<TItem> Current => _current ?? throw new InvalidOperationException(
        $"There is no recommender of {IdKind<TItem>.Name}s yet: start the host, which loads or fits one before it serves, or call Swap with one.");

    /// <summary>Puts another model in place; requests under way finish with the one that they began with.</summary>
    public void Swap(IRecommender<TItem> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        _current = next;
    }

    /// <summary>
    /// Returns the best items by the model that serves now; an empty list while the host's data source has no interactions
    /// yet.
    /// </summary>
    /// <inheritdoc cref="IRecommender{TItem}.Recommend" path="/exception"/>
    /// <exception cref="InvalidOperationException">The host has not started yet.</exception>
    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request) => Current.Recommend(request);

    /// <summary>Finds an ability of the model that serves now; <see langword="null"/> where it lacks it.</summary>
    /// <exception cref="InvalidOperationException">
    /// The host has not started yet: nobody knows what the model will be able to do. Ask <see cref="HasModel"/> first.
    /// </exception>
    public TAbility? Find<TAbility>()
        where TAbility : class => this as TAbility ?? Current.Find<TAbility>();
}
