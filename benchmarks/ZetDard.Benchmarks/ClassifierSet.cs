namespace ZetDard.Benchmarks;

/// <summary>The sizes of the classifier benchmarks: songs × features.</summary>
public enum ClassifierSet
{
    /// <summary>500 × 20: for dry runs and for verifying.</summary>
    Tiny,

    /// <summary>27,000 × 60: the songs of a crawl by a few families of features.</summary>
    Small,

    /// <summary>27,000 × 1,223: by all features of sound.</summary>
    Wide,
}
