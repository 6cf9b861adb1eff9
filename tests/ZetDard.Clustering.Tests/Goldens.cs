namespace ZetDard.Clustering.Tests;

/// <summary>Two dozen points in three clusters, and what scikit-learn 1.2.1 says of them (double precision).</summary>
internal static class Goldens
{
    public static readonly float[] Rows =
    [
        0.67f, 1.47f, 0.02f, 2.78f, 1.52f, 0.77f, 2.12f, 0.84f, -0.72f, -1.19f, 0.18f, -1.56f,
        2.43f, 0.56f, 0.01f, 4.03f, 2.92f, -0.05f, 1.02f, 0.10f, 0.06f, 3.64f, 2.36f, 1.50f,
        -0.22f, 0.38f, 2.05f, 4.64f, 0.25f, -1.11f, 1.04f, 2.21f, 1.84f, 1.02f, -0.80f, 4.24f,
        -0.86f, 1.44f, -0.50f, -0.71f, 3.37f, 1.75f, 1.20f, 3.00f, 2.94f, 0.47f, 0.97f, 3.73f,
    ];

    public static readonly int[] Labels = [2, 1, 2, 2, 0, 0, 2, 1, 2, 0, 1, 2, 0, 1, 0, 1, 2, 1, 0, 0, 2, 1, 2, 1];

    public static readonly int[] Others = [.. Enumerable.Range(0, 24).Select(i => i % 4)];

    public static readonly double[] Centers = [-0.12142857909202565, -0.37857141984360543, 0.5687499970663339, 3.533749997615814, 2.241111099720001, 0.9255555516315832];

    public const double Inertia = 27.821357164648596;

    public const double Silhouette = 0.4768147272507857;

    public const double SilhouetteOfOthers = -0.17598116459247937;

    public const double DaviesBouldin = 0.6672273062593982;

    public const double AdjustedRandOfTwo = 0.5044636177746746;

    public const double AdjustedRandOfOthers = 0.06519114688128773;

    public const double MutualInformationOfTwo = 0.7114053612883497;

    public const double MutualInformationOfOthers = 0.2173107681783724;
}
