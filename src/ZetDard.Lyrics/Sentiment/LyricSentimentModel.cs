using MathNet.Numerics;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Sentiment of Chinese lyrics, learned by <see cref="LyricSentimentTrainer"/>. Immutable and safe for concurrent use.</summary>
/// <remarks>
/// The score is 2 Φ(z) − 1, where z is the z-score, over the training lyrics, of the sum of teacher and students. So 0 is the mean of that
/// catalogue, and a score of .5 is more positive than about three quarters of it. The score is a rank among lyrics, not a probability. A
/// text without a known character has the score 0.
/// </remarks>
public sealed class LyricSentimentModel : ILyricSentiment, ISaveable
{
    private readonly LyricSentimentOptions _options;
    private readonly LyricSentimentParts _parts;
    private readonly Teacher _teacher;
    private readonly GramClassifier _characters;
    private readonly PooledClassifier _pooled;
    private readonly Scale[] _scales;           // of the teacher, the student of characters, the student of vectors
    private readonly Scale _sum;
    private readonly Lazy<string> _key;

    internal LyricSentimentModel(
        LyricSentimentOptions options,
        LyricSentimentParts parts,
        Teacher teacher,
        GramClassifier characters,
        PooledClassifier pooled,
        params Scale[] scales)
        : this(options, parts, teacher, characters, pooled, scales, new(0, 1))
    {
    }

    private LyricSentimentModel(
        LyricSentimentOptions options,
        LyricSentimentParts parts,
        Teacher teacher,
        GramClassifier characters,
        PooledClassifier pooled,
        Scale[] scales,
        Scale sum)
    {
        (_options, _parts, _teacher, _characters, _pooled, _scales, _sum) = (options, parts, teacher, characters, pooled, scales, sum);
        _key = new(MakeKey);
    }

    /// <summary>A copy of the options with which the model was learned.</summary>
    public LyricSentimentOptions Options => _options with { };

    /// <inheritdoc/>
    public string CacheKey => _key.Value;

    /// <summary>
    /// The word vectors that were learned for the model (with a window of 10 words), for <see cref="WordVectorFeatureExtractor"/>.
    /// </summary>
    public WordVectors Vectors => _parts.Vectors[^1];

    ModelFormat ISaveable.Format => FileFormat;

    private static ModelFormat FileFormat { get; } = new("lyrics/sentiment", Read);

    /// <summary>Loads a model.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file holds no such model, or is truncated or damaged.</exception>
    public static LyricSentimentModel Load(string path) => ModelFile.LoadModel<LyricSentimentModel>(path, FileFormat);

    /// <summary>
    /// Saves the model with a checksum; an existing file is replaced as a whole. The file takes about 2 MB for a thousand different words.
    /// </summary>
    /// <param name="path">The file.</param>
    public void Save(string path) => ModelFile.SaveModel(this, path);

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<char> text)
    {
        var read = _parts.Read(text.ToString());

        // 2 Φ(z) − 1 is the share of a normal distribution within ±z, with the sign of z.
        return read.IsKnown ? SpecialFunctions.Erf(_sum.Apply(Sum(read)) / Math.Sqrt(2)) : 0;
    }

    internal double Sum(string text) => Sum(_parts.Read(text));

    internal LyricSentimentModel CalibratedBy(Scale sum) => new(_options, _parts, _teacher, _characters, _pooled, _scales, sum);

    private double Sum(ReadLyric read) =>
        _scales[0].Apply(_teacher.Score(read))
        + _scales[1].Apply(_characters.Score(read.Prepared, out _))
        + _scales[2].Apply(_pooled.Score(read.Pooled));

    private string MakeKey() => ContentKey.Of("lyric sentiment model", key =>
    {
        _parts.Classifier.Write(key);
        for (var i = 0; i < _parts.Vectors.Length; i++)
        {
            key.Write(_parts.Vectors[i]);
            key.Write(_parts.Contrasts[i]);
        }

        key.Write(_parts.FrequencyWeight);
        key.Write([_teacher.ClassifierShare, _pooled.Bias, .. _pooled.Weights]);
        Scale[] scales = [.. _teacher.Contrasts, _teacher.Mean, _teacher.Lexicon, _teacher.Classified, .. _scales, _sum];
        key.Write([.. scales.SelectMany(scale => (double[])[scale.Mean, scale.Deviation])]);
        _characters.Write(key);
    });

    void ISaveable.Write(ModelWriter writer)
    {
        writer.WriteJson(_options, LyricSentimentJson.Default.LyricSentimentOptions);
        _parts.Classifier.Write(writer);
        writer.Write(_parts.Vectors.Length);
        for (var i = 0; i < _parts.Vectors.Length; i++)
        {
            _parts.Vectors[i].Write(writer);
            writer.Write<float>(_parts.Contrasts[i]);
        }

        _teacher.Write(writer);
        _characters.Write(writer);
        writer.Write<double>(_pooled.Weights);
        writer.Write(_pooled.Bias);
        foreach (var scale in (Scale[])[.. _scales, _sum])
        {
            scale.Write(writer);
        }
    }

    private static LyricSentimentModel Read(ModelReader reader)
    {
        var options = new LyricSentimentOptionsValidator().Validated(reader.ReadJson(LyricSentimentJson.Default.LyricSentimentOptions));
        var classifier = GramClassifier.Read(reader);
        var count = reader.ReadInt32();
        if (count is < 1 or > 100)
        {
            throw new InvalidDataException($"The model file is damaged: it has {count} sets of word vectors.");
        }

        var vectors = new WordVectors[count];
        var contrasts = new float[count][];
        for (var i = 0; i < count; i++)
        {
            vectors[i] = WordVectors.Read(reader);
            contrasts[i] = reader.ReadArray<float>();
            if (contrasts[i].Length != vectors[i].Count)
            {
                throw new InvalidDataException(
                    $"The model file is damaged: there are {contrasts[i].Length} scores for {vectors[i].Count} words.");
            }
        }

        var teacher = Teacher.Read(reader, count);
        var characters = GramClassifier.Read(reader);
        var pooled = new PooledClassifier(reader.ReadArray<double>(), reader.ReadDouble());
        if (pooled.Weights.Length != vectors[^1].EmbeddingSize)
        {
            throw new InvalidDataException(
                $"The model file is damaged: there are {pooled.Weights.Length} weights for vectors of {vectors[^1].EmbeddingSize} numbers.");
        }

        return new LyricSentimentModel(
            options,
            new(classifier, vectors, contrasts, options.FrequencyWeight),
            teacher,
            characters,
            pooled,
            [Scale.Read(reader), Scale.Read(reader), Scale.Read(reader)],
            Scale.Read(reader));
    }
}
