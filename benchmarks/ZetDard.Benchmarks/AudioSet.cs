namespace ZetDard.Benchmarks;

/// <summary>How long the sound of a benchmark is.</summary>
public enum AudioSet
{
    /// <summary>2 seconds: for dry runs and for verifying.</summary>
    Tiny,

    /// <summary>4 minutes: a track.</summary>
    Track,
}
