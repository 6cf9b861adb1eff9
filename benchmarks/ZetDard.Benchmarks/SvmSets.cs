using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Data for the benchmarks of kernel machines as their users give it.</summary>
internal static class SvmSets
{
    public static FeatureTable<SongId> Table(float[] values, int columnCount) =>
        new(
            new(Enumerable.Range(0, values.Length / columnCount).Select(song => new SongId(song))),
            [.. Enumerable.Range(0, columnCount).Select(column => string.Create(CultureInfo.InvariantCulture, $"c{column}"))],
            values);

    public static Examples<FeatureRow> Examples(FeatureTable<SongId> table, int[] labels) =>
        Recommenders.Examples.From(
            table, labels.Select((label, row) => new Example<SongId>(new(row), label.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Listeners who have every second song of those that are highest in two columns, and one who has all songs.</summary>
    public static TrainingData<SongId> Listeners(int songCount, int columnCount, int listenerCount, int theirCount)
    {
        var rows = SyntheticRows.Create(songCount, columnCount);
        var values = new float[songCount * columnCount];
        for (var row = 0; row < songCount; row++)
        {
            rows.Row(row).CopyTo(values.AsSpan(row * columnCount));
        }

        var pairs = Enumerable.Range(0, listenerCount).SelectMany(
            listener => Enumerable.Range(0, songCount).OrderByDescending(song => Height(song, listener)).Take(2 * theirCount)
                .Where((_, rank) => rank % 2 == 0).Select(song => (new UserId(listener), new SongId(song))));
        var all = Enumerable.Range(0, songCount).Select(song => (new UserId(listenerCount), new SongId(song)));
        return new(InteractionDataset.FromPairs(pairs.Concat(all))) { ItemFeatures = Table(values, columnCount) };

        float Height(int song, int listener) =>
            values[(song * columnCount) + (listener % columnCount)] + values[(song * columnCount) + (((7 * listener) + 1) % columnCount)];
    }
}
