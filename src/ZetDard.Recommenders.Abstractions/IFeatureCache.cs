namespace ZetDard.Recommenders;

/// <summary>Keeps computed features between runs.</summary>
/// <remarks>Safe for concurrent use. A cache never fails: what it cannot read it does not have.</remarks>
public interface IFeatureCache
{
    /// <summary>Reads what was kept under a key.</summary>
    /// <param name="key">Any text; names the content and the computation.</param>
    /// <param name="features">Receives the features; undefined where the answer is <see langword="false"/>.</param>
    /// <returns>Whether exactly that many features are there.</returns>
    bool TryRead(string key, Span<float> features);

    /// <summary>Keeps features under a key; what was there is replaced.</summary>
    void Write(string key, ReadOnlySpan<float> features);
}
