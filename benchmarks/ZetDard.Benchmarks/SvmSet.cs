namespace ZetDard.Benchmarks;

/// <summary>The sizes of the benchmarks of kernel machines: rows × columns, classes.</summary>
public enum SvmSet
{
    /// <summary>600 × 20, 3 classes: for dry runs and for verifying.</summary>
    Tiny,

    /// <summary>10,000 × 60, 5 classes.</summary>
    Small,
}
