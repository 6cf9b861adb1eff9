namespace ZetDard.Recommenders;

/// <summary>A classifier that also scores the prepared rows by their numbers. Holds no native memory.</summary>
public interface IRowClassifier : IClassifier<FeatureRow>
{
    /// <summary>Scores prepared rows: the same values as <see cref="IClassifier{TSource}.Score"/> gives for them.</summary>
    /// <param name="rows">Their numbers, those included that are only scored.</param>
    /// <param name="scores">Receives rows × labels scores, row after row.</param>
    void ScoreRows(ReadOnlySpan<int> rows, Span<float> scores);
}
