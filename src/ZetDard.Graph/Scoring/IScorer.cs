using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Scores the nodes of one kind for a listener. Immutable and safe for concurrent use.</summary>
internal interface IScorer
{
    /// <summary>Adds a score to each node; nodes without evidence keep 0.</summary>
    void AddScores(Listener listener, Span<float> scores);

    /// <summary>What contributed most to the score of a node.</summary>
    Reason Explain(Listener listener, int node, int count);
}
