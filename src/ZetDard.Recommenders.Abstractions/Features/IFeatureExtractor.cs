namespace ZetDard.Recommenders;

/// <summary>Computes a fixed number of features of one thing: a waveform, a lyric.</summary>
/// <typeparam name="TSource">What features are computed of.</typeparam>
/// <remarks>
/// An implementation is safe for concurrent use, and the same source always gives the same features. An extractor that needs native
/// memory lives as long as its owner (a network, a container) does.
/// </remarks>
public interface IFeatureExtractor<in TSource>
{
    /// <summary>
    /// The names of the features, one for each column, distinct. A name begins with its family (<see cref="FeatureTable.FamilyOf"/>):
    /// <c>mfcc3.mean</c> is of the family <c>mfcc</c>.
    /// </summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>How many features there are.</summary>
    int Dimension => Names.Count;

    /// <summary>
    /// A text that names the computation with its version and options; the texts of two extractors are equal only where they compute the
    /// same. <see langword="null"/>, the default: nothing is cached.
    /// </summary>
    string? CacheKey => null;

    /// <summary>
    /// How many sources <see cref="ExtractMany"/> should be given at a time, 1 or more; 1, the default, where batches are not faster.
    /// This many sources are in memory at once.
    /// </summary>
    int BatchSize => 1;

    /// <summary>Computes the features of <paramref name="source"/>.</summary>
    /// <param name="source">What to look at.</param>
    /// <param name="features">Receives <see cref="Dimension"/> finite values.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="features"/> is shorter than <see cref="Dimension"/>, or the source cannot be used; the message says why.
    /// </exception>
    void Extract(TSource source, Span<float> features);

    /// <summary>Computes the features of several sources: the same values as <see cref="Extract"/> gives one by one.</summary>
    /// <param name="sources">What to look at, any number.</param>
    /// <param name="features">Receives sources × <see cref="Dimension"/> finite values, row after row.</param>
    /// <exception cref="ArgumentException"><paramref name="features"/> is too short, or one of the sources cannot be used.</exception>
    void ExtractMany(IReadOnlyList<TSource> sources, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(sources);
        for (var i = 0; i < sources.Count; i++)
        {
            Extract(sources[i], features.Slice(i * Dimension, Dimension));
        }
    }
}
