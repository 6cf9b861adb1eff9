using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>Scores a row for each key and says the predicted one.</summary>
/// <param name="row">The row.</param>
/// <param name="scores">Receives a score for each key.</param>
/// <returns>The predicted key, 1 or more.</returns>
internal delegate uint ScoreRow(FeatureRow row, float[] scores);

/// <summary>How a model scores rows for ML.NET.</summary>
/// <param name="keys">What the keys 1, 2, … mean.</param>
/// <param name="isLeastBest">Whether scores are distances.</param>
/// <param name="start">Makes a function for one cursor, which may keep memory of its own.</param>
internal sealed class RowScoring(IReadOnlyList<string> keys, bool isLeastBest, Func<ScoreRow> start)
{
    public IReadOnlyList<string> Keys => keys;

    public bool IsLeastBest => isLeastBest;

    public ScoreRow Start() => start();
}
