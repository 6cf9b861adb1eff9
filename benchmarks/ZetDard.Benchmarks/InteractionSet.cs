namespace ZetDard.Benchmarks;

/// <summary>The sizes of the synthetic sets: users × items, interactions.</summary>
public enum InteractionSet
{
    /// <summary>2,000 × 1,000, 40,000: for dry runs and for verifying.</summary>
    Tiny,

    /// <summary>50,000 × 20,000, 2 million.</summary>
    Small,

    /// <summary>200,000 × 100,000, 10 million.</summary>
    Large,

    /// <summary>2 million × 300,000, 100 million.</summary>
    Huge,
}
