using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>How often the characters, pairs of characters or words of a text occur, rare ones weighing more (TF-IDF). Immutable and safe for concurrent use.</summary>
/// <remarks>
/// <para>
/// Fitted on training texts only: the terms and their weights ln((1 + texts) / (1 + texts with the term)) + 1, optionally reduced by a truncated SVD; or hashed, which learns nothing: a term's
/// feature and sign follow from its hash (Weinberger et al., Feature Hashing for Large Scale Multitask Learning, 2009), and all terms weigh the same. Rows have length 1 before a reduction;
/// a text without a known term is 0 in all.
/// </para>
/// <para>
/// Texts are folded first (width, case, traditional to simplified). Names: <c>tfidf.char.爱</c> and <c>tfidf.word.喜欢</c> when fitted, with <c>_</c> for the blank at the beginning or end of a line;
/// <c>tfidf.svd0</c>, … when reduced; <c>tfidf0</c>, … when hashed. Extraction is linear in the text's length. For lyrics: <see cref="LyricFeatureExtensions.OfLyrics"/>.
/// </para>
/// </remarks>
public sealed class TfIdfFeatureExtractor : IFeatureExtractor<string>, ISaveable
{
    private readonly TfIdfOptions _options;
    private readonly TermReader _reader;
    private readonly TermVocabulary? _vocabulary;       // null: hashed
    private readonly float[]? _projection;              // terms × reduced size, row-major
    private readonly int _reducedSize;

    private TfIdfFeatureExtractor(TfIdfOptions options, TermVocabulary? vocabulary, float[]? projection)
    {
        (_options, _reader, _vocabulary, _projection) = (options, ReaderOf(options), vocabulary, projection);
        _reducedSize = projection is null ? 0 : projection.Length / vocabulary!.Terms.Length;
        Names = vocabulary is null ? Numbered("tfidf", options.MostTerms) : projection is null ? Array.ConvertAll(vocabulary.Terms, NameOf) : Numbered("tfidf.svd", _reducedSize);
        CacheKey = ContentKey.Of("tfidf", key =>
        {
            key.Write(JsonSerializer.Serialize(options with { ThreadCount = 0 }, TfIdfJson.Default.TfIdfOptions));
            key.Write(string.Join('\n', vocabulary?.Terms ?? []));
            key.Write(vocabulary?.Idf ?? []);
            key.Write(projection ?? []);
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public string CacheKey { get; }

    /// <summary>The options that it was made with; a copy.</summary>
    public TfIdfOptions Options => _options with { };

    ModelFormat ISaveable.Format => FileFormat;

    private static ModelFormat FileFormat { get; } = new("lyrics/tfidf", Read);

    /// <summary>Learns terms and their weights.</summary>
    /// <param name="trainingTexts">Texts of training items only: those of test items would leak into the weights.</param>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">No term occurs in as many texts as <see cref="TfIdfOptions.LeastTexts"/> asks, or an option is out of range.</exception>
    public static TfIdfFeatureExtractor Fit(IEnumerable<string> trainingTexts, TfIdfOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainingTexts);
        options = new TfIdfOptionsValidator().Validated(options ?? new()) with { };
        string[] texts = [.. trainingTexts];
        var vocabulary = TermVocabulary.Fit(texts, ReaderOf(options), options.LeastTexts, options.MostTerms, options.IsSublinear, cancellationToken);
        if (vocabulary.Terms.Length == 0)
        {
            throw new ArgumentException($"No term occurs in {options.LeastTexts} or more of the {texts.Length} texts. Give more texts, or lower {nameof(TfIdfOptions.LeastTexts)}.", nameof(trainingTexts));
        }

        if (options.ReducedSize == 0)
        {
            return new(options, vocabulary, projection: null);
        }

        var rows = vocabulary.Rows(texts, options.ThreadCount, cancellationToken);
        var svd = TruncatedSvd.Compute(rows, options.ReducedSize, options.Seed, threadCount: options.ThreadCount, cancellationToken: cancellationToken);
        return new(options, vocabulary, svd.Right.ToArray());
    }

    /// <summary>Makes an extractor that learns nothing: <see cref="TfIdfOptions.MostTerms"/> features by hash.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied. <see cref="TfIdfOptions.LeastTexts"/> and <see cref="TfIdfOptions.ReducedSize"/> mean nothing here.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static TfIdfFeatureExtractor Hashed(TfIdfOptions? options = null) =>
        new(new TfIdfOptionsValidator().Validated(options ?? new()) with { ReducedSize = 0, LeastTexts = 1 }, vocabulary: null, projection: null);

    /// <summary>Loads an extractor.</summary>
    /// <param name="path">A file of <see cref="Save"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It holds no such extractor, or is truncated or damaged.</exception>
    public static TfIdfFeatureExtractor Load(string path) => ModelFile.LoadModel<TfIdfFeatureExtractor>(path, FileFormat);

    /// <summary>Saves the extractor with a checksum; an existing file is replaced as a whole.</summary>
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

        features = features[..Names.Count];
        features.Clear();
        if (_vocabulary is null)
        {
            Hash(source, features);
            return;
        }

        var (columns, values) = _vocabulary.Row(source);
        for (var i = 0; i < columns.Length; i++)
        {
            if (_projection is null)
            {
                features[columns[i]] = values[i];
                continue;
            }

            var directions = _projection.AsSpan(columns[i] * _reducedSize, _reducedSize);
            for (var d = 0; d < directions.Length; d++)
            {
                features[d] += values[i] * directions[d];
            }
        }
    }

    private void Hash(string source, Span<float> features)
    {
        var counts = new Dictionary<ulong, int>();
        _reader.Read(source, term => CollectionsMarshal.GetValueRefOrAddDefault(counts, HashOf(term), out _)++);
        var squares = 0.0;
        foreach (var (hash, count) in counts.OrderBy(pair => pair.Key))
        {
            var weight = _options.IsSublinear ? 1 + Math.Log(count) : count;
            ref var feature = ref features[(int)(hash % (ulong)features.Length)];
            feature += (float)(hash >> 63 == 0 ? weight : -weight);
        }

        foreach (var feature in features)
        {
            squares += (double)feature * feature;
        }

        for (var i = 0; i < features.Length && squares > 0; i++)
        {
            features[i] = (float)(features[i] / Math.Sqrt(squares));
        }
    }

    // FNV-1a over UTF-16, mixed at the end (the last step of MurmurHash3): low and high bits are used apart.
    private static ulong HashOf(ReadOnlySpan<char> term)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in term)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return hash ^ (hash >> 33);
    }

    private static TermReader ReaderOf(TfIdfOptions options) => new(options.LeastCharacters, options.MostCharacters, options.MostWords, onlyHan: false);

    private static string[] Numbered(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"))];

    private static string NameOf(string term) => term[0] == TermReader.WordMark ? $"tfidf.word.{term[1..]}" : $"tfidf.char.{term.Replace(' ', '_')}";

    void ISaveable.Write(ModelWriter writer)
    {
        writer.WriteJson(_options, TfIdfJson.Default.TfIdfOptions);
        writer.WriteOptional(_vocabulary, vocabulary =>
        {
            writer.Write(string.Join('\n', vocabulary.Terms));
            writer.Write<float>(vocabulary.Idf);
        });
        writer.WriteOptional(_projection, projection => writer.Write<float>(projection));
    }

    private static TfIdfFeatureExtractor Read(ModelReader reader)
    {
        var options = new TfIdfOptionsValidator().Validated(reader.ReadJson(TfIdfJson.Default.TfIdfOptions));
        var vocabulary = reader.ReadOptional(() => new TermVocabulary(reader.ReadString().Split('\n'), reader.ReadArray<float>(), ReaderOf(options), options.IsSublinear));
        var projection = reader.ReadOptional(reader.ReadArray<float>);
        if (projection is not null && (vocabulary is null || projection.Length == 0 || projection.Length % vocabulary.Terms.Length != 0 || !Array.TrueForAll(projection, float.IsFinite)))
        {
            throw new InvalidDataException($"The model file is damaged: a reduction of {projection.Length} numbers does not fit {vocabulary?.Terms.Length ?? 0} terms.");
        }

        return vocabulary is null || Array.TrueForAll(vocabulary.Idf, float.IsFinite)
            ? new TfIdfFeatureExtractor(options, vocabulary, projection)
            : throw new InvalidDataException("The model file is damaged: weights are not finite.");
    }
}
