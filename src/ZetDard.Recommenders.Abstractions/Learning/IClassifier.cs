namespace ZetDard.Recommenders;

/// <summary>
/// Predicts the label of a thing: the label with the largest score, the first of equal ones. Trained, immutable and safe for concurrent
/// use.
/// </summary>
/// <typeparam name="TSource">What it sees of a thing.</typeparam>
/// <remarks>
/// Whoever fits or loads a classifier disposes it, after its last call has returned. Disposing twice is allowed. Only classifiers with
/// native memory have something to free. What a classifier hands out, such as an extractor of its last-but-one layer, can be used until
/// the classifier is disposed, and frees nothing itself.
/// </remarks>
public interface IClassifier<in TSource> : IDisposable
{
    /// <summary>
    /// The labels of the examples that it learned from, in the order of the scores. A label without examples is never predicted.
    /// </summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>Whether scores are probabilities: 0 … 1, together 1. The largest is that of the predicted label.</summary>
    bool ScoresAreProbabilities => false;

    /// <summary>Scores each label; higher fits better.</summary>
    /// <param name="source">What to look at.</param>
    /// <param name="scores">Receives one finite score for each of <see cref="Labels"/>.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="scores"/> is too short, or the source is not like those learned from; the message says how.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    void Score(TSource source, Span<float> scores);

    /// <summary>Scores several things: the same values as <see cref="Score"/> gives one by one.</summary>
    /// <param name="sources">What to look at.</param>
    /// <param name="scores">Receives sources × labels scores, row after row.</param>
    void ScoreMany(IReadOnlyList<TSource> sources, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(sources);
        for (var i = 0; i < sources.Count; i++)
        {
            Score(sources[i], scores.Slice(i * Labels.Count, Labels.Count));
        }
    }

#pragma warning disable CA1033, CA1816 // most classifiers have nothing to free and need not say so; those that have implement Dispose
    void IDisposable.Dispose()
    {
    }
#pragma warning restore CA1033, CA1816
}
