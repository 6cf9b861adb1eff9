namespace ZetDard.Graph;

/// <summary>Scores the nodes of one kind. Immutable and safe for concurrent use.</summary>
internal interface IScorer
{
    /// <summary>A scorer for one listener and one request, which keeps what ranking and reasons both need.</summary>
    IListenerScorer For(Listener listener);
}
