using System.Globalization;
using Microsoft.ML;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>A trainer of clusters as ML.NET sees its own.</summary>
internal sealed class ClustererEstimator(IClustererTrainer trainer, string featureColumnName, CancellationToken cancellationToken)
    : IEstimator<ModelTransformer<IClusterer>>
{
    public ModelTransformer<IClusterer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var rows = FeatureColumn.Read(input, featureColumnName, [], _ => () => true, cancellationToken);
        var clusterer = Task.Run(() => trainer.FitAsync(rows, progress: null, cancellationToken), cancellationToken)
            .GetAwaiter().GetResult();
        return Transformer(clusterer, rows, featureColumnName);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Explained.Schema(() => new MLContext().Clustering.Trainers.KMeans(featureColumnName).GetOutputSchema(inputSchema));
    }

    public static ModelTransformer<IClusterer> Transformer(IClusterer clusterer, IReadOnlyList<FeatureRow> rows, string featureColumnName)
    {
        if (rows.Count != clusterer.Assignments.Count)
        {
            throw new ArgumentException(
                $"The clusters were found among {clusterer.Assignments.Count} rows; {rows.Count} were given. Give the same ones.", nameof(rows));
        }

        var means = MeansOf(clusterer, rows);
        string[] names = [.. Enumerable.Range(1, means.Length).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var scoring = new RowScoring(names, isLeastBest: true, () => (row, target) =>
        {
            var cluster = clusterer.Assign(row);
            for (var other = 0; other < means.Length; other++)
            {
                target[other] = SquaredDistance(row.Values.Span, means[other]);
            }

            return (uint)cluster + 1;
        });
        return new(clusterer, new(featureColumnName, rows[0].Names, scoring, keyAnnotations: null));
    }

    private static double[][] MeansOf(IClusterer clusterer, IReadOnlyList<FeatureRow> rows)
    {
        var (means, counts) = (new double[clusterer.ClusterCount][], new int[clusterer.ClusterCount]);
        for (var row = 0; row < rows.Count; row++)
        {
            var values = rows[row].ValuesOf(rows[0].Names);
            var cluster = clusterer.Assignments[row];
            var sums = means[cluster] ??= new double[values.Length];
            counts[cluster]++;
            for (var column = 0; column < sums.Length; column++)
            {
                sums[column] += values[column];
            }
        }

        for (var cluster = 0; cluster < means.Length; cluster++)
        {
            for (var column = 0; column < means[cluster].Length; column++)
            {
                means[cluster][column] /= counts[cluster];
            }
        }

        return means;
    }

    private static float SquaredDistance(ReadOnlySpan<float> row, double[] mean)
    {
        var sum = 0.0;
        for (var column = 0; column < mean.Length; column++)
        {
            sum += (row[column] - mean[column]) * (row[column] - mean[column]);
        }

        return (float)sum;
    }
}
