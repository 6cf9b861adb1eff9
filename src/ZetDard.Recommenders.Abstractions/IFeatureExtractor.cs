namespace ZetDard.Recommenders;

/// <summary>Computes a fixed number of features of one thing: a waveform, a lyric.</summary>
/// <typeparam name="TSource">What features are computed of.</typeparam>
/// <remarks>Pure and safe for concurrent use: the same source gives the same features.</remarks>
public interface IFeatureExtractor<in TSource>
{
    /// <summary>The names of the features, one for each column, distinct.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>How many features there are.</summary>
    int Dimension => Names.Count;

    /// <summary>Computes the features of <paramref name="source"/>.</summary>
    /// <param name="source">What to look at.</param>
    /// <param name="features">Receives <see cref="Dimension"/> finite values.</param>
    /// <exception cref="ArgumentException"><paramref name="features"/> is shorter than <see cref="Dimension"/>, or the source cannot be used; the message says why.</exception>
    void Extract(TSource source, Span<float> features);
}
