namespace ZetDard.Recommenders;

/// <summary>Keeps computed features between runs.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IFeatureCache
{
    /// <summary>Reads what was kept under a key; what cannot be read is not there.</summary>
    /// <param name="key">Any text; names the content and the computation.</param>
    /// <param name="features">Receives the features; undefined where the answer is <see langword="false"/>.</param>
    /// <returns>Whether exactly that many features are there.</returns>
    bool TryRead(string key, Span<float> features);

    /// <summary>Keeps features under a key; what was there is replaced.</summary>
    /// <exception cref="IOException">They cannot be kept: the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">They cannot be kept: this process may not write there.</exception>
    void Write(string key, ReadOnlySpan<float> features);
}
