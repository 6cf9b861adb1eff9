using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>The mean of the vectors of a text's words, frequent words weighing less: what the text is about, in a few hundred numbers. Immutable and safe for concurrent use.</summary>
/// <remarks>
/// Source: S. Arora, Y. Liang and T. Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings (2017): weights a / (a + p) by the share p of a word, and common components taken off.
/// Names are <c>wordvec0</c>, <c>wordvec1</c>, …; a text without a known word is 0 in all. For lyrics: <see cref="LyricFeatureExtensions.OfLyrics"/>.
/// </remarks>
public sealed class WordVectorFeatureExtractor : IFeatureExtractor<string>, ISaveable
{
    private readonly double[][] _common;        // orthonormal directions that are taken off
    private readonly string _key;

    private WordVectorFeatureExtractor(WordVectors vectors, double frequencyWeight, double[][] common)
    {
        (Vectors, FrequencyWeight, _common) = (vectors, frequencyWeight, common);
        Names = [.. Enumerable.Range(0, vectors.Size).Select(i => string.Create(CultureInfo.InvariantCulture, $"wordvec{i}"))];
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

    /// <summary>Makes an extractor that takes nothing off.</summary>
    /// <param name="vectors">The vectors, for example of <see cref="LyricSentimentModel.Vectors"/>.</param>
    /// <param name="frequencyWeight">The a of a / (a + p), above 0. Default 0.002; 0.001 to 0.01 are about as good.</param>
    public WordVectorFeatureExtractor(WordVectors vectors, double frequencyWeight = .002)
        : this(Checked(vectors), Checked(frequencyWeight), [])
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public string CacheKey => _key;

    /// <summary>The vectors.</summary>
    public WordVectors Vectors { get; }

    /// <summary>The a of a / (a + p).</summary>
    public double FrequencyWeight { get; }

    ModelFormat ISaveable.Format => FileFormat;

    private static ModelFormat FileFormat { get; } = new("lyrics/word-vector-features", Read);

    /// <summary>Loads an extractor.</summary>
    /// <param name="path">A file of <see cref="Save"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It holds no such extractor, or is truncated or damaged.</exception>
    public static WordVectorFeatureExtractor Load(string path) => ModelFile.LoadModel<WordVectorFeatureExtractor>(path, FileFormat);

    /// <summary>Makes an extractor that takes off what training texts have in common: the strongest directions of their pooled vectors.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="trainingTexts">Texts of training items only, one or more.</param>
    /// <param name="componentCount">How many directions, 1 or more. Default 1 (Arora, Liang and Ma 2017).</param>
    /// <param name="frequencyWeight">The a of a / (a + p), above 0.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There is no text.</exception>
    public static WordVectorFeatureExtractor Fit(WordVectors vectors, IEnumerable<string> trainingTexts, int componentCount = 1, double frequencyWeight = .002, CancellationToken cancellationToken = default)
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
            throw new ArgumentException("Common components need one training text or more; there is none.", nameof(trainingTexts));
        }

        var svd = TruncatedSvd.Compute(SparseRows.Dense(vectors.Size, rows), componentCount, seed: 0, cancellationToken: cancellationToken);
        var right = svd.Right.ToArray();
        var common = Enumerable.Range(0, svd.Rank).Select(k => Enumerable.Range(0, vectors.Size).Select(d => (double)right[(d * svd.Rank) + k]).ToArray()).ToArray();
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
            throw new ArgumentException($"There are {Names.Count} features; room for {features.Length} was given.", nameof(features));
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
        return double.IsFinite(frequencyWeight) ? frequencyWeight : throw new ArgumentOutOfRangeException(nameof(frequencyWeight), frequencyWeight, "The weight must be finite.");
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
        if (!(frequencyWeight > 0 && double.IsFinite(frequencyWeight)) || count < 0 || count > vectors.Size)
        {
            throw new InvalidDataException($"The model file is damaged: it has the weight {frequencyWeight} and {count} directions of {vectors.Size} numbers.");
        }

        var common = new double[count][];
        for (var i = 0; i < count; i++)
        {
            common[i] = reader.ReadArray<double>();
            if (common[i].Length != vectors.Size || !Array.TrueForAll(common[i], double.IsFinite))
            {
                throw new InvalidDataException($"The model file is damaged: direction {i} does not fit vectors of {vectors.Size} numbers.");
            }
        }

        return new WordVectorFeatureExtractor(vectors, frequencyWeight, common);
    }
}
