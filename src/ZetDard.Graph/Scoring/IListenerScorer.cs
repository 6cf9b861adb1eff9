using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Scores the nodes of one kind for one listener, once, and then explains some of them. For one thread; dispose it after
/// the request.</summary>
internal interface IListenerScorer : IDisposable
{
    /// <summary>Gives each node its score; nodes without evidence keep 0.</summary>
    /// <param name="scores">One for each node, all 0 before.</param>
    /// <param name="only">The nodes whose scores are asked for, where a scorer can save work by that; <see langword="null"/> for
    /// all.</param>
    void AddScores(ScoreBuffer scores, int[]? only = null);

    /// <summary>What contributed most to the score of a node. Called after <see cref="AddScores"/>.</summary>
    Reason Explain(int node, int count);

    /// <summary>Gives rented buffers back; most scorers hold none.</summary>
    void IDisposable.Dispose()
    {
    }
}
