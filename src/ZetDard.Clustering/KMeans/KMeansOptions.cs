using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Clustering;

/// <summary>Options of k-means.</summary>
public sealed record KMeansOptions
{
    /// <summary>How many clusters, 1 … 1,000,000. Default 8, as in scikit-learn; <see cref="ClusterCounts"/> helps to choose.</summary>
    [Range(1, 1_000_000)]
    public int ClusterCount { get; set; } = 8;

    /// <summary>All rows in every round, or random batches. Default <see cref="KMeansMethod.Lloyd"/>.</summary>
    [EnumDataType(typeof(KMeansMethod))]
    public KMeansMethod Method { get; set; } = KMeansMethod.Lloyd;

    /// <summary>Where to begin. Default <see cref="KMeansInitialization.KMeansPlusPlus"/>.</summary>
    [EnumDataType(typeof(KMeansInitialization))]
    public KMeansInitialization Initialization { get; set; } = KMeansInitialization.KMeansPlusPlus;

    /// <summary>The seed of every random choice. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>
    /// How often to begin anew; the clusters of lowest inertia are kept, 1 … 1,000. Default 1, as in scikit-learn since 1.4 with
    /// k-means++: a good beginning makes the others unnecessary most of the time.
    /// </summary>
    [Range(1, 1_000)]
    public int Restarts { get; set; } = 1;

    /// <summary>
    /// Stops after this many rounds at the latest, 1 … 100,000; a round of <see cref="KMeansMethod.MiniBatch"/> is as many batches as cover
    /// the rows once. Default 300, as in scikit-learn.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxIterations { get; set; } = 300;

    /// <summary>
    /// Stops when the squared distances by which the centres moved in a round add up to no more than this share of the mean variance of
    /// the columns, 0 … 1; 0 goes on until no row changes its cluster. Default 1e-4, as in scikit-learn.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Tolerance { get; set; } = 1e-4;

    /// <summary>Rows in a batch of <see cref="KMeansMethod.MiniBatch"/>, 1 … 1,000,000. Default 1,024, as in scikit-learn.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; set; } = 1_024;

    /// <summary>
    /// Whether only the direction of a row counts, not its length: spherical k-means (Dhillon and Modha 2001), whose clusters have the
    /// largest sum of cosines to their centres. Default <see langword="false"/>. For embeddings and counts of words; set
    /// <see cref="Standardize"/> to <see langword="false"/> there, unless the direction from the mean is meant.
    /// </summary>
    public bool IsSpherical { get; set; }

    /// <summary>
    /// Whether columns are brought to mean 0 and deviation 1 first, and limited to ±4, as the classifiers here do. Default
    /// <see langword="true"/>: features of sound are in hertz, decibels and beats a minute, and the largest unit would decide alone.
    /// <see langword="false"/> for rows of one unit, such as embeddings.
    /// </summary>
    public bool Standardize { get; set; } = true;

    /// <summary>
    /// Maximum number of threads, 0 … 1,024; 0, the default, takes one for each processor. The result does not depend on it.
    /// </summary>
    [Range(0, 1_024)]
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class KMeansOptionsValidator : IValidateOptions<KMeansOptions>;

[JsonSerializable(typeof(KMeansOptions))]
internal sealed partial class KMeansJson : JsonSerializerContext;
