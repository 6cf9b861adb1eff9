namespace ZetDard.Recommenders;

/// <summary>Computes a fixed number of features of one thing: a waveform, a lyric.</summary>
/// <typeparam name="TSource">What features are computed of.</typeparam>
/// <remarks>Pure and safe for concurrent use: the same source gives the same features.</remarks>
public interface IFeatureExtractor<in TSource>
{
    /// <summary>The names of the features, one for each column, distinct. A name begins with its family (<see cref="FeatureTable.FamilyOf"/>): <c>mfcc3.mean</c> is of the family <c>mfcc</c>.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>How many features there are.</summary>
    int Dimension => Names.Count;

    /// <summary>A text that names the computation, with its version and options, and is equal for equal ones only; <see langword="null"/>, the default, where there is none: then nothing is cached.</summary>
    string? CacheKey => null;

    /// <summary>Computes the features of <paramref name="source"/>.</summary>
    /// <param name="source">What to look at.</param>
    /// <param name="features">Receives <see cref="Dimension"/> finite values.</param>
    /// <exception cref="ArgumentException"><paramref name="features"/> is shorter than <see cref="Dimension"/>, or the source cannot be used; the message says why.</exception>
    void Extract(TSource source, Span<float> features);
}
