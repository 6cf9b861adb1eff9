using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// Computes the weighted mean of the vectors of a text's words, with less weight for frequent words: the topic of the text in a few hundred
/// numbers. Immutable and safe for concurrent use.
/// </summary>
/// <remarks>
/// Source: S. Arora, Y. Liang and T. Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings (2017): a word with the share p of all
/// words has the weight a / (a + p), and common components are removed. Features are named <c>wordvec0</c>, <c>wordvec1</c>, …; a text
/// without a known word is 0 in all. For lyrics, see <see cref="LyricFeatureExtensions.OfLyrics"/>.
/// </remarks>
public sealed class WordVectorFeatureExtractor : IFeatureExtractor<string>, ISaveable
{
    private readonly double[][] _common;        // orthonormal directions that are removed
    private readonly string _key;

    private WordVectorFeatureExtractor(WordVectors vectors, double frequencyWeight, double[][] common)
    {
        (Vectors, FrequencyWeight, _common) = (vectors, frequencyWeight, common);
        Names = [.. Enumerable.Range(0, vectors.EmbeddingSize).Select(i => string.Create(CultureInfo.InvariantCulture, $"wordvec{i}"))];
        _key = ContentKey.Of("wordvec", writer =>
        {
            writer.Write(vectors);
            writer.Write(frequencyWeight);
            foreach (var direction in common)
            {
                writer.Write(direction);
            }
        });
    }

    /// <summary>Creates an extractor that removes no common components.</summary>
    /// <param name="vectors">The word vectors, such as <see cref="LyricSentimentModel.Vectors"/>.</param>
    /// <param name="frequencyWeight">The a in a / (a + p), above 0. Default 0.002; 0.001 to 0.01 are about as good.</param>
    public WordVectorFeatureExtractor(WordVectors vectors, double frequencyWeight = .002)
        : this(Checked(vectors), Checked(frequencyWeight), [])
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public string CacheKey => _key;

    /// <summary>The word vectors.</summary>
    public WordVectors Vectors { get; }

    /// <summary>The a in a / (a + p).</summary>
    public double FrequencyWeight { get; }

    ModelFormat ISaveable.Format => FileFormat;

    private static ModelFormat FileFormat { get; } = new("lyrics/word-vector-features", Read);

    /// <summary>Loads an extractor.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file holds no such extractor, or is truncated or damaged.</exception>
    public static WordVectorFeatureExtractor Load(string path) => ModelFile.LoadModel<WordVectorFeatureExtractor>(path, FileFormat);

    /// <summary>
    /// Creates an extractor that removes what all training texts have in common: the strongest directions of their weighted means.
    /// </summary>
    /// <param name="vectors">The word vectors.</param>
    /// <param name="trainingTexts">Texts of training items only, one or more.</param>
    /// <param name="componentCount">The number of directions, 1 or more. Default 1 (Arora, Liang and Ma 2017).</param>
    /// <param name="frequencyWeight">The a in a / (a + p), above 0.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There is no text.</exception>
    public static WordVectorFeatureExtractor Fit(
        WordVectors vectors,
        IEnumerable<string> trainingTexts,
        int componentCount = 1,
        double frequencyWeight = .002,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainingTexts);
        ArgumentOutOfRangeException.ThrowIfLessThan(componentCount, 1);
        var plain = new WordVectorFeatureExtractor(vectors, frequencyWeight);
        var rows = trainingTexts.Select(text =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = new float[plain.Names.Count];
            plain.Extract(text, row);
            return row;
        }).ToArray();
        if (rows.Length == 0)
        {
            throw new ArgumentException("Common components need at least one training text; there is none.", nameof(trainingTexts));
        }

        var dense = SparseRows.Dense(vectors.EmbeddingSize, rows);
        var svd = TruncatedSvd.Compute(dense, componentCount, seed: 0, cancellationToken: cancellationToken);
        var right = svd.Right.ToArray();
        var common = Enumerable.Range(0, svd.Rank)
            .Select(k => Enumerable.Range(0, vectors.EmbeddingSize).Select(d => (double)right[(d * svd.Rank) + k]).ToArray())
            .ToArray();
        return new(vectors, frequencyWeight, common);
    }

    /// <summary>Saves the extractor, its vectors included, with a checksum; an existing file is replaced as a whole.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path) => ModelFile.SaveModel(this, path);

    /// <inheritdoc/>
    public void Extract(string source, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (features.Length < Names.Count)
        {
            throw new ArgumentException($"There are {Names.Count} features; there is room for {features.Length}.", nameof(features));
        }

        var pooled = new double[Names.Count];
        Vectors.Pool(TermReader.Words(source, onlyHan: false), FrequencyWeight, pooled);
        foreach (var direction in _common)
        {
            var along = 0.0;
            for (var d = 0; d < pooled.Length; d++)
            {
                along += pooled[d] * direction[d];
            }

            for (var d = 0; d < pooled.Length; d++)
            {
                pooled[d] -= along * direction[d];
            }
        }

        var length = Math.Sqrt(pooled.Sum(value => value * value));
        for (var d = 0; d < pooled.Length; d++)
        {
            features[d] = length > 0 ? (float)(pooled[d] / length) : 0;
        }
    }

    private static WordVectors Checked(WordVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return vectors;
    }

    private static double Checked(double frequencyWeight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frequencyWeight);
        return double.IsFinite(frequencyWeight)
            ? frequencyWeight
            : throw new ArgumentOutOfRangeException(nameof(frequencyWeight), frequencyWeight, "The weight must be finite.");
    }

    void ISaveable.Write(ModelWriter writer)
    {
        Vectors.Write(writer);
        writer.Write(FrequencyWeight);
        writer.Write(_common.Length);
        foreach (var direction in _common)
        {
            writer.Write<double>(direction);
        }
    }

    private static WordVectorFeatureExtractor Read(ModelReader reader)
    {
        var vectors = WordVectors.Read(reader);
        var frequencyWeight = reader.ReadDouble();
        var count = reader.ReadInt32();
        if (!(frequencyWeight > 0 && double.IsFinite(frequencyWeight)) || count < 0 || count > vectors.EmbeddingSize)
        {
            throw new InvalidDataException(
                $"The model file is damaged: it has the weight {frequencyWeight} and {count} directions of {vectors.EmbeddingSize} numbers.");
        }

        var common = new double[count][];
        for (var i = 0; i < count; i++)
        {
            common[i] = reader.ReadArray<double>();
            if (common[i].Length != vectors.EmbeddingSize || !Array.TrueForAll(common[i], double.IsFinite))
            {
                throw new InvalidDataException(
                    $"The model file is damaged: direction {i} does not fit vectors of {vectors.EmbeddingSize} numbers.");
            }
        }

        return new WordVectorFeatureExtractor(vectors, frequencyWeight, common);
    }
}
