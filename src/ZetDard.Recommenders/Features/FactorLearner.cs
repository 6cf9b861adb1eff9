using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;

namespace ZetDard.Recommenders;

/// <summary>Names of the learner of factors, <see cref="FactorLearner{TItem}"/>.</summary>
public static class FactorLearner
{
    /// <summary>The default key of the learner in a container, and the name of its options there.</summary>
    public const string Key = "factors";
}

/// <summary>Learns factors of items from the interactions: the strongest directions of the interaction matrix.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// <para>
/// The factors come from the truncated SVD U S Vᵀ of the matrix with the entries 1 / √(|u| |i|), where |u| and |i| are the numbers of
/// interactions of the user and the item. This division keeps the first direction from being popularity alone (Dhillon, Co-clustering
/// documents and words, 2001). An item's row is its row of V S, scaled to length 1, so that items with few listeners are compared by
/// direction. The features are named <c>factor0</c>, <c>factor1</c>, …
/// </para>
/// <para>
/// An item without interactions gets the mean of the rows of other items by its artists, if <see cref="TrainingData{TItem}.Artists"/> names
/// any; otherwise it has no row.
/// </para>
/// <para>The cost is that of <see cref="TruncatedSvd"/>. The same seed gives the same bits for any number of threads.</para>
/// </remarks>
public sealed class FactorLearner<TItem> : IFeatureLearner<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly FactorLearnerOptions _options;

    /// <summary>Creates a learner.</summary>
    /// <param name="options">The options, which are copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public FactorLearner(FactorLearnerOptions? options = null) =>
        _options = new FactorLearnerOptionsValidator().Validated(options ?? new()) with { };

    /// <inheritdoc/>
    public string Description =>
        $"{FactorLearner.Key} {JsonSerializer.Serialize(_options, FactorLearnerJson.Default.FactorLearnerOptions)}";

    /// <inheritdoc/>
    public Task<FeatureTable<TItem>> LearnAsync(
        TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Task.Run(() => Learn(data, progress, cancellationToken), cancellationToken);
    }

    private FeatureTable<TItem> Learn(TrainingData<TItem> data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new("Learning factors", 0, 1));
        var decomposition = TruncatedSvd.Compute(
            Divided(data.Interactions.Matrix),
            _options.FactorCount,
            _options.Seed,
            _options.Iterations,
            _options.ThreadCount,
            cancellationToken);
        var (rank, items) = (decomposition.Rank, data.Interactions.Items);
        var rows = decomposition.Right.ToArray();
        for (var item = 0; item < items.Count; item++)
        {
            var row = rows.AsSpan(item * rank, rank);
            TensorPrimitives.Multiply(row, decomposition.SingularValues.Span, row);
            Normalise(row);
        }

        var (cold, coldRows) = ByArtists(data, rows, rank);
        progress?.Report(new("Learning factors", 1, 1));
        return new(
            new([.. items, .. cold]),
            [.. Enumerable.Range(0, rank).Select(factor => string.Create(CultureInfo.InvariantCulture, $"factor{factor}"))],
            [.. rows, .. coldRows]);
    }

    private static CsrMatrix Divided(CsrMatrix matrix)
    {
        var listeners = new int[matrix.ColumnCount];
        foreach (var item in matrix.Columns)
        {
            listeners[item]++;
        }

        var values = new float[matrix.EntryCount];
        for (var user = 0; user < matrix.RowCount; user++)
        {
            for (var entry = matrix.Offsets[user]; entry < matrix.Offsets[user + 1]; entry++)
            {
                values[entry] = 1 / MathF.Sqrt((float)matrix.Degree(user) * listeners[matrix.Columns[entry]]);
            }
        }

        return new(matrix.ColumnCount, matrix.Offsets.ToArray(), matrix.Columns.ToArray(), values);
    }

    private static (List<TItem> Items, List<float> Rows) ByArtists(TrainingData<TItem> data, float[] rows, int rank)
    {
        var (cold, coldRows) = (new List<TItem>(), new List<float>());
        if (data.Artists is not { } artists)
        {
            return (cold, coldRows);
        }

        var items = data.Interactions.Items;
        var ofArtist = artists.Matrix.Transpose();
        var mean = new float[rank];
        for (var row = 0; row < artists.From.Count; row++)
        {
            if (items.Contains(artists.From[row]))
            {
                continue;
            }

            mean.AsSpan().Clear();
            foreach (var artist in artists.Matrix.Row(row))
            {
                foreach (var other in ofArtist.Row(artist))
                {
                    if (items.IndexOf(artists.From[other]) is >= 0 and var item)
                    {
                        TensorPrimitives.Add(mean, rows.AsSpan(item * rank, rank), mean);
                    }
                }
            }

            if (Normalise(mean))
            {
                cold.Add(artists.From[row]);
                coldRows.AddRange(mean);
            }
        }

        return (cold, coldRows);
    }

    private static bool Normalise(Span<float> row)
    {
        var length = TensorPrimitives.Norm<float>(row);
        if (!(length > 0))
        {
            return false;
        }

        TensorPrimitives.Divide(row, length, row);
        return true;
    }
}
