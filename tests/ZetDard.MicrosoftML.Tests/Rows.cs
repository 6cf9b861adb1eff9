using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML.Tests;

/// <summary>Small data whose right answer is known: classes are clouds around points that lie apart.</summary>
internal static class Rows
{
    public static FeatureTable<SongId> Table(int rowCount = 90, int dimension = 6, int classCount = 3, int seed = 1)
    {
        var random = new Random(seed);
        var values = new float[rowCount * dimension];
        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = (i / dimension, i % dimension);
            values[i] = (row % classCount == column % classCount ? 3 : 0) + random.NextSingle();
        }

        return new(
            new(Enumerable.Range(1, rowCount).Select(id => new SongId(id))),
            [.. Enumerable.Range(0, dimension).Select(column => $"family{(char)('a' + column)}.{column}")],
            values);
    }

    public static IEnumerable<Example<SongId>> Labelled(FeatureTable<SongId> table, int classCount = 3) =>
        table.Keys.Select((song, row) => new Example<SongId>(song, $"label {(char)('c' - (row % classCount))}"));

    public static Examples<FeatureRow> Examples(int rowCount = 90, int dimension = 6, int classCount = 3, int seed = 1)
    {
        var table = Table(rowCount, dimension, classCount, seed);
        return Recommenders.Examples.From(table, Labelled(table, classCount));
    }

    public static float[] ScoresOf(IClassifier<FeatureRow> classifier, IReadOnlyList<FeatureRow> rows)
    {
        var scores = new float[rows.Count * classifier.Labels.Count];
        classifier.ScoreMany(rows, scores);
        return scores;
    }
}
