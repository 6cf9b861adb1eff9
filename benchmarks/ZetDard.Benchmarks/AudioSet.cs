namespace ZetDard.Benchmarks;

/// <summary>How long the sound of a benchmark is.</summary>
public enum AudioSet
{
    /// <summary>2 seconds: for dry runs and for verifying.</summary>
    Tiny,

    /// <summary>30 seconds: for what is too slow for a track.</summary>
    Excerpt,

    /// <summary>4 minutes: a track.</summary>
    Track,
}
