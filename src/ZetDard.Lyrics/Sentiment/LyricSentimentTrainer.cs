using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Learns the sentiment of Chinese lyrics from lyrics without labels, such as those of the application's own catalogue.</summary>
/// <remarks>
/// <para>
/// The trainer learns word vectors of the lyrics, with windows of 5 and of 10 words, and measures how near each word is to seed words. A
/// teacher adds up the z-scores of three measures: the mean of these contrasts over the words of a text, the score of the lexicon with its
/// negations (<see cref="ChineseSentiment"/>), and half the score of a classifier of labelled sentences. Two students, one that sees
/// characters and one that sees averaged word vectors, learn from the pieces of lyrics of which the teacher is surest, and so generalise to
/// words that the teacher does not know. The score is the sum of teacher and students.
/// </para>
/// <para>
/// Source: self-training with a lexicon as teacher, as in L. Qiu et al., SELC (CIKM 2009); see <see cref="WordVectors"/> for the sources of
/// vectors and weights.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var model = await new LyricSentimentTrainer().FitAsync(lyrics.Select(lyric =&gt; lyric.Text));
/// model.Save("sentiment.model");
/// var extractor = new LyricFeatureExtractor(new() { Sentiment = new LyricSentiment(model) });
/// </code>
/// </example>
public sealed class LyricSentimentTrainer
{
    private const double ClassifierShare = .5;
    private const double StudentC = 1;          // of the student of characters; its rows have length 1
    private const double PooledC = .1;          // of the student of vectors; its columns have deviation 1

    private static readonly int[] Windows = [5, 10];

    private readonly LyricSentimentOptions _options;
    private readonly ChineseSentiment _sentences;

    /// <summary>Creates a trainer.</summary>
    /// <param name="options">The options, which are copied; <see langword="null"/> for the defaults.</param>
    /// <param name="sentences">
    /// The model of labelled sentences for the teacher; <see langword="null"/> for <see cref="ChineseSentiment.Default"/>.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public LyricSentimentTrainer(LyricSentimentOptions? options = null, ChineseSentiment? sentences = null)
    {
        _options = new LyricSentimentOptionsValidator().Validated(options ?? new());
        _options = _options with { PositiveSeeds = [.. _options.PositiveSeeds ?? []], NegativeSeeds = [.. _options.NegativeSeeds ?? []] };
        _sentences = sentences ?? ChineseSentiment.Default;
    }

    /// <summary>Learns a model.</summary>
    /// <param name="lyrics">
    /// The sung lines of each lyric, separated by line breaks, without stamps and credits. Duplicates, and lyrics that are in another
    /// language (<see cref="ScriptShares.LanguageOf"/>) or have fewer than twenty Chinese characters, are left out.
    /// </param>
    /// <param name="progress">Receives the stages of the work.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// The model. The same lyrics in the same order and the same options give the same bits. It takes about 20 s for a thousand songs, and
    /// 4 MB of memory for a thousand different words; the time grows with the number of words and of different words.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are fewer Chinese lyrics than <see cref="LyricSentimentOptions.MinLyricCount"/>, or none of the positive or none of the
    /// negative seed words occurs five times in them.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public Task<LyricSentimentModel> FitAsync(
        IEnumerable<string> lyrics, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lyrics);
        return Task.Run(() => Fit(lyrics, progress, cancellationToken), cancellationToken);
    }

    private LyricSentimentModel Fit(IEnumerable<string> lyrics, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var (texts, given) = Usable(lyrics, cancellationToken);
        if (texts.Count < _options.MinLyricCount)
        {
            throw new ArgumentException(
                $"Of {given} lyrics, {texts.Count} are distinct and Chinese; learning needs {_options.MinLyricCount} or more "
                + $"({nameof(LyricSentimentOptions.MinLyricCount)}). Give more, or use {nameof(ChineseSentiment)}.{nameof(ChineseSentiment.Default)}, "
                + "which needs none.",
                nameof(lyrics));
        }

        var parallel = Threads.Options(_options.ThreadCount, cancellationToken);
        string[] positive = _options.PositiveSeeds.Count > 0 ? [.. _options.PositiveSeeds] : [.. ChineseWords.Positive];
        string[] negative = _options.NegativeSeeds.Count > 0 ? [.. _options.NegativeSeeds] : [.. ChineseWords.Negative];

        progress?.Report(new("Dividing into words", 0, texts.Count));
        var words = new List<string>[texts.Count];
        Parallel.For(0, words.Length, parallel, i => words[i] = TermReader.Words(texts[i], onlyHan: true));
        var vectors = Array.ConvertAll(Windows, window => WordVectors.Learn(
            words,
            new() { EmbeddingSize = _options.EmbeddingSize, Window = window, Seed = _options.Seed, ThreadCount = _options.ThreadCount },
            progress,
            cancellationToken));
        if (!positive.Any(word => vectors[0].IndexOf(word) >= 0) || !negative.Any(word => vectors[0].IndexOf(word) >= 0))
        {
            throw new ArgumentException(
                $"None of the {positive.Length} positive, or none of the {negative.Length} negative seed words occurs five times in the {texts.Count} lyrics. "
                + "Give more lyrics, or other seed words.",
                nameof(lyrics));
        }

        var contrasts = Array.ConvertAll(vectors, learned => learned.Contrast(positive, negative));
        var pieces = texts.SelectMany(text => Chunks(text, _options.ChunkLength)).ToArray();

        progress?.Report(new("Teaching", 0, 3));
        var parts = new LyricSentimentParts(_sentences.Classifier, vectors, contrasts, _options.FrequencyWeight);
        var read = new ReadLyric[pieces.Length];
        Parallel.For(0, pieces.Length, parallel, i => read[i] = parts.Read(pieces[i]));
        var teacher = Teacher.Fit(read, ClassifierShare);
        var taught = Array.ConvertAll(read, teacher.Score);

        // The pieces with the lowest and the highest scores. Ties are broken by position, so that there are always both.
        var order = Enumerable.Range(0, pieces.Length).OrderBy(i => taught[i]).ThenBy(i => i).ToArray();
        var count = Math.Max(1, (int)(pieces.Length * _options.Share));
        int[] chosen = [.. order.Take(count).Concat(order.Skip(Math.Max(count, order.Length - count))).Order()];
        var lowest = order.AsSpan(0, count).ToArray().ToHashSet();
        var labels = Array.ConvertAll(chosen, i => !lowest.Contains(i));

        progress?.Report(new("Teaching", 1, 3));
        var vocabulary = TermVocabulary.Fit(
            pieces, GramClassifier.Reader, minDocumentFrequency: 3, maxTerms: 200_000, cancellationToken: cancellationToken);
        var grams = vocabulary.Rows(Array.ConvertAll(chosen, i => pieces[i]), _options.ThreadCount, cancellationToken);
        var characters = GramClassifier.Fit(vocabulary, grams, labels, StudentC, cancellationToken);

        progress?.Report(new("Teaching", 2, 3));
        var pooled = PooledClassifier.Fit(Array.ConvertAll(read, lyric => lyric.Pooled), chosen, labels, PooledC, cancellationToken);

        var characterScores = new double[pieces.Length];
        Parallel.For(0, pieces.Length, parallel, i => characterScores[i] = characters.Score(read[i].Prepared, out _));
        var model = new LyricSentimentModel(
            _options,
            parts,
            teacher,
            characters,
            pooled,
            Scale.Of(taught),
            Scale.Of(characterScores),
            Scale.Of(Array.ConvertAll(read, lyric => pooled.Score(lyric.Pooled))));

        var sums = new double[texts.Count];
        Parallel.For(0, sums.Length, parallel, i => sums[i] = model.Sum(texts[i]));
        progress?.Report(new("Teaching", 3, 3));
        return model.CalibratedBy(Scale.Of(sums));
    }

    private static (List<string> Texts, int Given) Usable(IEnumerable<string> lyrics, CancellationToken cancellationToken)
    {
        const int MinCharacters = 20;
        var texts = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var given = 0;
        foreach (var lyric in lyrics)
        {
            cancellationToken.ThrowIfCancellationRequested();
            given++;
            if (lyric is not null && IsChinese(lyric, MinCharacters) && seen.Add(TermReader.Prepare(lyric, onlyHan: true)))
            {
                texts.Add(lyric);
            }
        }

        return (texts, given);
    }

    private static bool IsChinese(string text, int minCharacters) =>
        text.Count(TermReader.IsHan) >= minCharacters
        && ScriptShares.LanguageOf(text) is LyricLanguage.ChineseSimplified or LyricLanguage.ChineseTraditional;

    /// <summary>
    /// Divides a text into runs of lines that have at least <paramref name="length"/> Chinese characters. A rest with less than half of
    /// that is left out, unless it is the whole text.
    /// </summary>
    internal static IEnumerable<string> Chunks(string text, int length)
    {
        var start = 0;
        var han = 0;
        var isFirst = true;
        for (var i = 0; i < text.Length; i++)
        {
            han += TermReader.IsHan(text[i]) ? 1 : 0;
            if (text[i] is '\n' or '\r' && han >= length)
            {
                yield return text[start..i];
                (start, han, isFirst) = (i + 1, 0, false);
            }
        }

        if (han >= length / 2 || (isFirst && han > 0))
        {
            yield return text[start..];
        }
    }
}
