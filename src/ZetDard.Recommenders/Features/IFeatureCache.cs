namespace ZetDard.Recommenders;

/// <summary>Stores computed features between runs.</summary>
/// <remarks>Implementations are safe for concurrent use.</remarks>
public interface IFeatureCache
{
    /// <summary>Reads the features that were stored under a key. Features that cannot be read count as absent.</summary>
    /// <param name="key">Any text; it identifies the content and the computation.</param>
    /// <param name="features">Receives the features; undefined if the result is <see langword="false"/>.</param>
    /// <returns>Whether exactly so many features are stored.</returns>
    bool TryRead(string key, Span<float> features);

    /// <summary>Stores features under a key and replaces what was there.</summary>
    /// <exception cref="IOException">The features cannot be stored, for example because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The features cannot be stored, because this process may not write there.</exception>
    void Write(string key, ReadOnlySpan<float> features);
}
