using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// Computes how often characters, pairs of characters or words occur in a text, with more weight for rare ones (TF-IDF). Immutable and safe
/// for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// A fitted extractor learns terms and their weights ln((1 + texts) / (1 + texts with the term)) + 1 from training texts, optionally
/// reduced by a truncated SVD. A hashed extractor learns nothing: the hash of a term determines its feature and its sign (Weinberger et
/// al., Feature Hashing for Large Scale Multitask Learning, 2009), and all terms have the same weight. Rows have length 1 before a
/// reduction; a text without a known term is 0 in all features.
/// </para>
/// <para>
/// Texts are folded first (width, case, traditional to simplified). Features are named <c>tfidf.char.爱</c> and <c>tfidf.word.喜欢</c> when
/// fitted, with <c>_</c> for the blank at the beginning or end of a line; <c>tfidf.svd0</c>, … when reduced; <c>tfidf0</c>, … when hashed.
/// Extraction is linear in the length of the text. For lyrics, see <see cref="LyricFeatureExtensions.OfLyrics"/>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var extractor = TfIdfFeatureExtractor.Fit(trainingLyrics.Select(lyric =&gt; lyric.Text), new() { ReducedSize = 100 });
/// extractor.Save("tfidf.model");
/// IFeatureExtractor&lt;ParsedLyric&gt; ofLyrics = extractor.OfLyrics();
/// </code>
/// </example>
public sealed class TfIdfFeatureExtractor : IFeatureExtractor<string>, ISaveable
{
    private readonly TfIdfOptions _options;
    private readonly TermReader _reader;
    private readonly TermVocabulary? _vocabulary;       // null if hashed
    private readonly float[]? _projection;              // terms × reduced size, row-major
    private readonly int _reducedSize;

    private TfIdfFeatureExtractor(TfIdfOptions options, TermVocabulary? vocabulary, float[]? projection)
    {
        (_options, _reader, _vocabulary, _projection) = (options, ReaderOf(options), vocabulary, projection);
        _reducedSize = projection is null ? 0 : projection.Length / vocabulary!.Terms.Length;
        Names = vocabulary is null ? Numbered("tfidf", options.MaxTerms)
            : projection is null ? Array.ConvertAll(vocabulary.Terms, NameOf)
            : Numbered("tfidf.svd", _reducedSize);
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

    /// <summary>A copy of the options with which the extractor was made.</summary>
    public TfIdfOptions Options => _options with { };

    ModelFormat ISaveable.Format => FileFormat;

    private static ModelFormat FileFormat { get; } = new("lyrics/tfidf", Read);

    /// <summary>Learns terms and their weights.</summary>
    /// <param name="trainingTexts">Texts of training items only; those of test items would leak into the weights.</param>
    /// <param name="options">The options, which are copied; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// No term occurs in <see cref="TfIdfOptions.MinDocumentFrequency"/> texts or more, or an option is out of its range.
    /// </exception>
    public static TfIdfFeatureExtractor Fit(
        IEnumerable<string> trainingTexts, TfIdfOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainingTexts);
        options = new TfIdfOptionsValidator().Validated(options ?? new()) with { };
        string[] texts = [.. trainingTexts];
        var vocabulary = TermVocabulary.Fit(
            texts, ReaderOf(options), options.MinDocumentFrequency, options.MaxTerms, options.IsSublinear, cancellationToken);
        if (vocabulary.Terms.Length == 0)
        {
            throw new ArgumentException(
                $"No term occurs in {options.MinDocumentFrequency} or more of the {texts.Length} texts. "
                + $"Give more texts, or lower {nameof(TfIdfOptions.MinDocumentFrequency)}.",
                nameof(trainingTexts));
        }

        if (options.ReducedSize == 0)
        {
            return new(options, vocabulary, projection: null);
        }

        var rows = vocabulary.Rows(texts, options.ThreadCount, cancellationToken);
        var svd = TruncatedSvd.Compute(
            rows, options.ReducedSize, options.Seed, threadCount: options.ThreadCount, cancellationToken: cancellationToken);
        return new(options, vocabulary, svd.Right.ToArray());
    }

    /// <summary>Creates an extractor that learns nothing and computes <see cref="TfIdfOptions.MaxTerms"/> features by hashing.</summary>
    /// <param name="options">
    /// The options, which are copied; <see langword="null"/> for the defaults. <see cref="TfIdfOptions.MinDocumentFrequency"/> and
    /// <see cref="TfIdfOptions.ReducedSize"/> have no effect.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static TfIdfFeatureExtractor Hashed(TfIdfOptions? options = null) =>
        new(new TfIdfOptionsValidator().Validated(options ?? new()) with { ReducedSize = 0, MinDocumentFrequency = 1 }, null, null);

    /// <summary>Loads an extractor.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file holds no such extractor, or is truncated or damaged.</exception>
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
            throw new ArgumentException($"There are {Names.Count} features; there is room for {features.Length}.", nameof(features));
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

    // FNV-1a over UTF-16, followed by the last step of MurmurHash3, because the low and the high bits are used separately.
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

    private static TermReader ReaderOf(TfIdfOptions options) =>
        new(options.MinCharacters, options.MaxCharacters, options.MaxWords, onlyHan: false);

    private static string[] Numbered(string prefix, int count) =>
        [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"))];

    private static string NameOf(string term) =>
        term[0] == TermReader.WordMark ? $"tfidf.word.{term[1..]}" : $"tfidf.char.{term.Replace(' ', '_')}";

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
        var vocabulary = reader.ReadOptional(() =>
            new TermVocabulary(reader.ReadString().Split('\n'), reader.ReadArray<float>(), ReaderOf(options), options.IsSublinear));
        var projection = reader.ReadOptional(reader.ReadArray<float>);
        if (projection is not null
            && (vocabulary is null
                || projection.Length == 0
                || projection.Length % vocabulary.Terms.Length != 0
                || !Array.TrueForAll(projection, float.IsFinite)))
        {
            throw new InvalidDataException(
                $"The model file is damaged: a reduction of {projection.Length} numbers does not fit {vocabulary?.Terms.Length ?? 0} terms.");
        }

        return vocabulary is null || Array.TrueForAll(vocabulary.Idf, float.IsFinite)
            ? new TfIdfFeatureExtractor(options, vocabulary, projection)
            : throw new InvalidDataException("The model file is damaged: weights are not finite.");
    }
}
