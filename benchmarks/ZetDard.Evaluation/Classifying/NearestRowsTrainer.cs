using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>
/// The plain baseline: the shares of the labels among the k nearest training rows (Euclidean, standardized columns); of equal shares that
/// of the nearer row.
/// </summary>
internal sealed class NearestRowsTrainer(int neighbourCount) : IClassifierTrainer<FeatureRow>
{
    public async Task<IClassifier<FeatureRow>> FitAsync(
        Examples<FeatureRow> examples,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var rows = new List<FeatureRow>(examples.Count);
        for (var i = 0; i < examples.Count; i++)
        {
            rows.Add(await examples.ReadAsync(i, cancellationToken));
        }

        var scaling = Standardizer.Fit(rows);
        return new Classifier(
            scaling,
            [.. rows.Select(row => Scaled(scaling, row))],
            examples.Labels,
            [.. examples.Classes],
            neighbourCount
        );
    }

    private static float[] Scaled(Standardizer scaling, FeatureRow row)
    {
        var values = new float[scaling.Names.Count];
        scaling.Apply(row.ValuesOf(scaling.Names), values);
        return values;
    }

    private sealed class Classifier(Standardizer scaling, float[][] rows, IReadOnlyList<string> labels, int[] classes, int neighbourCount)
        : IClassifier<FeatureRow>
    {
        // Less than one neighbour, so that nearness decides between equal shares only.
        private const double NearerShare = 1e-3;

        public IReadOnlyList<string> Labels => labels;

        public void Score(FeatureRow source, Span<float> scores)
        {
            var asked = Scaled(scaling, source);
            var distances = Array.ConvertAll(rows, row => System.Numerics.Tensors.TensorPrimitives.Distance(row, asked));
            scores[..labels.Count].Clear();
            foreach (var (place, row) in Enumerable.Range(0, rows.Length).OrderBy(row => distances[row]).Take(neighbourCount).Index())
            {
                scores[classes[row]] += (float)((1 + (NearerShare / (place + 1))) / neighbourCount);
            }
        }
    }
}
