namespace ZetDard.Recommenders;

/// <summary>
/// One registration of <c>AddZetDardRecommender</c>, whatever kind of item it recommends. Inject
/// <c>IEnumerable&lt;IRecommenderHost&gt;</c> for all of an application: for a page that shows how they are doing, or to fit
/// all anew.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IRecommenderHost
{
    /// <summary>What it recommends, as <see cref="IdKind{TId}.Name"/> says: <c>song</c>, <c>artist</c>, ….</summary>
    string Kind { get; }

    /// <summary>The key of the registration; <see langword="null"/> for the one without a key.</summary>
    string? Key { get; }

    /// <summary>How the recommender is doing; may be read at any time.</summary>
    RecommenderStatus Status { get; }

    /// <inheritdoc cref="RecommenderHost{TItem}.RefitAsync"/>
    Task RefitAsync(CancellationToken cancellationToken = default);
}
