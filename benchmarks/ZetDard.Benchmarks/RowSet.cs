namespace ZetDard.Benchmarks;

/// <summary>The sizes of the synthetic tables: rows × columns.</summary>
public enum RowSet
{
    /// <summary>2,000 × 16: for dry runs and for verifying.</summary>
    Tiny,

    /// <summary>100,000 × 64.</summary>
    Small,

    /// <summary>1,000,000 × 64.</summary>
    Large,
}
