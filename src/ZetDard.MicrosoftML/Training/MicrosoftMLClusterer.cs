using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>The centres that ML.NET found.</summary>
internal sealed class MicrosoftMLClusterer : IClusterer, ISaveable
{
    private readonly IReadOnlyList<string> _names;
    private readonly Standardizer? _scaling;
    private readonly float[][] _centers;            // clusters × features, standardized where the rows are
    private readonly int[] _assignments;

    private MicrosoftMLClusterer(IReadOnlyList<string> names, Standardizer? scaling, float[][] centers, int[] assignments) =>
        (_names, _scaling, _centers, _assignments) = (names, scaling, centers, assignments);

    public int ClusterCount => _centers.Length;

    public IReadOnlyList<int> Assignments => _assignments;

    public ModelFormat Format => MicrosoftMLKMeansTrainer.ClustererFormat;

    /// <summary>Assigns the rows and leaves out the centres that have none; one that is not a number has none.</summary>
    public static MicrosoftMLClusterer Of(LearnedRows table, int rowCount, float[][] centers)
    {
        float[][] finite = [.. centers.Where(center => Array.TrueForAll(center, float.IsFinite))];
        if (finite.Length == 0)
        {
            throw new ArgumentException("ML.NET's k-means found no centre that is a number: the values are too large. Standardize them.");
        }

        var nearest = Enumerable.Range(0, rowCount).Select(row => Nearest(finite, table.Row(row).Span)).ToArray();
        var used = nearest.Distinct().Order().ToArray();
        return new(
            table.Names,
            table.Scaling,
            Array.ConvertAll(used, cluster => finite[cluster]),
            Array.ConvertAll(nearest, cluster => Array.BinarySearch(used, cluster)));
    }

    public int Assign(FeatureRow row)
    {
        var values = row.ValuesOf(_names);
        if (_scaling is null)
        {
            return Nearest(_centers, values);
        }

        var standardized = new float[_names.Count];
        _scaling.Apply(values, standardized);
        return Nearest(_centers, standardized);
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(_names);
        writer.WriteOptional(_scaling, scaling => scaling.Write(writer));
        writer.Write(_centers.Length);
        foreach (var center in _centers)
        {
            writer.Write<float>(center);
        }

        writer.Write<int>(_assignments);
    }

    public static MicrosoftMLClusterer Read(ModelReader reader)
    {
        var names = reader.ReadStrings();
        var scaling = reader.ReadOptional(() => Standardizer.Read(reader));
        var centers = new List<float[]>();          // grows with what is there: a damaged count must not take memory
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            centers.Add(reader.ReadArray<float>());
        }

        var assignments = reader.ReadArray<int>();
        var fits = centers.Count > 0
            && centers.TrueForAll(center => center.Length == names.Length && Array.TrueForAll(center, float.IsFinite))
            && (scaling is null || scaling.Names.SequenceEqual(names))
            && Array.TrueForAll(assignments, cluster => cluster >= 0 && cluster < centers.Count)
            && assignments.Distinct().Count() == centers.Count;
        return fits
            ? new(names, scaling, [.. centers], assignments)
            : throw new InvalidDataException("The model file is damaged: its centres, columns and assignments do not fit together.");
    }

    // In double precision and a fixed order; the first of equally near centres.
    private static int Nearest(float[][] centers, ReadOnlySpan<float> values)
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var cluster = 0; cluster < centers.Length; cluster++)
        {
            var (center, sum) = (centers[cluster], 0.0);
            for (var column = 0; column < values.Length; column++)
            {
                var difference = (double)values[column] - center[column];
                sum += difference * difference;
            }

            if (sum < least)
            {
                (best, least) = (cluster, sum);
            }
        }

        return best;
    }
}
