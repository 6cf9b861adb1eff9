using System.Runtime.CompilerServices;
using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>Clusters that k-means found. Immutable and safe for concurrent use.</summary>
public sealed class KMeansModel : IClusterer, ISaveable
{
    private readonly ClusterSpace _space;
    private readonly double[] _centers;         // (cluster, column), in the space of the clusters
    private readonly int[] _assignments;
    private readonly int[] _sizes;

    internal KMeansModel(KMeansOptions options, ClusterSpace space, Lloyd.Result result)
    {
        (Options, _space, _centers, _assignments, _sizes) = (options, space, result.Centers, result.Labels, result.Sizes);
        (Inertia, IterationCount, HasConverged) = (result.Inertia, result.Iterations, result.HasConverged);
        Centers = [.. Enumerable.Range(0, ClusterCount).Select(cluster => new FeatureRow(_space.Names, _space.Restore(CenterOf(cluster))))];
    }

    /// <summary>The format of these models in files: <c>ModelFile.LoadModel&lt;KMeansModel&gt;(path, KMeansModel.FileFormat)</c>.</summary>
    public static ModelFormat FileFormat { get; } = new($"{KMeansTrainer.Key}/clusters", Read);

    /// <summary>
    /// How many clusters there are: as many as were asked for, or, where there were fewer different rows, as many as those.
    /// </summary>
    public int ClusterCount => _sizes.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Assignments => _assignments;

    /// <summary>How many of the rows that were learned from each cluster has; none has 0.</summary>
    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>
    /// The centre of each cluster in the units of the features: the mean of its rows, or, where only directions count, the mean direction.
    /// </summary>
    public IReadOnlyList<FeatureRow> Centers { get; }

    /// <summary>The names of the features, in their order.</summary>
    public IReadOnlyList<string> Names => _space.Names;

    /// <summary>
    /// The sum of the squared distances of the rows from their centres, after standardizing and bringing to length 1 where that was asked
    /// for: what k-means minimises.
    /// </summary>
    public double Inertia { get; }

    /// <summary>The rounds that the fit took.</summary>
    public int IterationCount { get; }

    /// <summary>
    /// Whether the fit ended because the clusters no longer changed; if not, it reached <see cref="KMeansOptions.MaxIterations"/>.
    /// </summary>
    public bool HasConverged { get; }

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public string Summary => FormattableString.Invariant(
        $"{ClusterCount} clusters, inertia {Inertia:G6}, {IterationCount} rounds{(HasConverged ? "" : ", not converged")}");

    internal KMeansOptions Options { get; }

    /// <inheritdoc/>
    public int Assign(FeatureRow row) => Nearest(row).Center;

    /// <summary>The cluster of a row, and its distance from the centre (after standardizing and bringing to length 1).</summary>
    /// <exception cref="ArgumentException">The row has other features than those learned from; the message names the first.</exception>
    public (int Cluster, double Distance) AssignWithDistance(FeatureRow row)
    {
        var (cluster, squared) = Nearest(row);
        return (cluster, Math.Sqrt(squared));
    }

    /// <summary>
    /// Rows as they are compared: standardized, and of length 1 where only directions count. For <see cref="ClusterQuality"/> and nearest
    /// rows.
    /// </summary>
    /// <exception cref="ArgumentException">A row has other features than those learned from; the message names the first.</exception>
    public IReadOnlyList<FeatureRow> Scale(IReadOnlyList<FeatureRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. rows.Select(row =>
        {
            var scaled = new float[_space.Dimension];
            _space.Scale(row.ValuesOf(_space.Names), scaled);
            return new FeatureRow(_space.Names, scaled);
        })];
    }

    /// <summary>The clusters of rows that come one after the other, such as a pool that is larger than memory.</summary>
    /// <exception cref="ArgumentException">A row has other features than those learned from; the message names the first.</exception>
    public async IAsyncEnumerable<int> AssignAsync(
        IAsyncEnumerable<FeatureRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return Assign(row);
        }
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteJson(Options, KMeansJson.Default.KMeansOptions);
        _space.Write(writer);
        writer.Write<double>(_centers);
        writer.Write<int>(_assignments);
        writer.Write<int>(_sizes);
        writer.Write(Inertia);
        writer.Write(IterationCount);
        writer.Write(HasConverged ? 1 : 0);
    }

    private static KMeansModel Read(ModelReader reader)
    {
        var (options, space) = (reader.ReadJson(KMeansJson.Default.KMeansOptions), ClusterSpace.Read(reader));
        var (centers, labels, sizes) = (reader.ReadArray<double>(), reader.ReadArray<int>(), reader.ReadArray<int>());
        var result = new Lloyd.Result(centers, labels, sizes, reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt32() == 1);
        var fits = sizes.Length > 0 && (long)sizes.Length * space.Dimension == centers.Length && Array.TrueForAll(centers, double.IsFinite)
            && Array.TrueForAll(labels, label => label >= 0 && label < sizes.Length);
        return fits
            ? new(options, space, result)
            : throw new InvalidDataException("The model file is damaged: the clusters do not fit together.");
    }

    private ReadOnlySpan<double> CenterOf(int cluster) => _centers.AsSpan(cluster * _space.Dimension, _space.Dimension);

    private (int Center, double SquaredDistance) Nearest(FeatureRow row)
    {
        var values = row.ValuesOf(_space.Names);
        var place = values.Length <= 512 ? stackalloc float[values.Length] : new float[values.Length];
        _space.Place(values, place);
        return Clustering.Centers.Nearest(place, _centers);
    }
}
