using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Learns the sentiment of Chinese lyrics from lyrics without labels: from the host's own catalogue.</summary>
/// <remarks>
/// <para>
/// Word vectors of the lyrics (windows of 5 and of 10 words) tell how near each word is to seed words; the teacher adds up, each in deviations, the mean over a text's words, the lexicon with its negations
/// (<see cref="ChineseSentiment"/>) and half the score of a classifier of labelled sentences. Two students, one of characters, one of pooled word vectors, learn its surest pieces of lyrics, and generalise to words that it does not know.
/// The score is the sum of teacher and students.
/// </para>
/// <para>Source: self-training with a lexicon as teacher, as in L. Qiu et al., SELC (CIKM 2009); vectors and weights as named at <see cref="WordVectors"/>.</para>
/// </remarks>
public sealed class LyricSentimentTrainer
{
    private const double ClassifierShare = .5;
    private const double StudentC = 1;          // of the student of characters; rows have length 1
    private const double PooledC = .1;          // of the student of vectors; columns have deviation 1

    private static readonly int[] Windows = [5, 10];

    private readonly LyricSentimentOptions _options;
    private readonly ChineseSentiment _sentences;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <param name="sentences">The model of labelled sentences that is part of the teacher; <see cref="ChineseSentiment.Default"/> where <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public LyricSentimentTrainer(LyricSentimentOptions? options = null, ChineseSentiment? sentences = null)
    {
        _options = new LyricSentimentOptionsValidator().Validated(options ?? new());
        _options = _options with { PositiveSeeds = [.. _options.PositiveSeeds ?? []], NegativeSeeds = [.. _options.NegativeSeeds ?? []] };
        _sentences = sentences ?? ChineseSentiment.Default;
    }

    /// <summary>Learns a model.</summary>
    /// <param name="lyrics">Sung words, lines divided by line breaks, without stamps and credits. Duplicates, and lyrics with fewer than twenty Chinese characters or in another language (<see cref="ScriptShares.LanguageOf"/>), are left out.</param>
    /// <param name="progress">Told of the stages.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <returns>The model. The same lyrics in the same order and the same options give the same bits. Time grows with the number of words and of different words: about 20 s for a thousand songs, memory 4 MB for a thousand different words.</returns>
    /// <exception cref="ArgumentException">There are fewer Chinese lyrics than <see cref="LyricSentimentOptions.LeastLyrics"/>, or none of the seed words occurs five times in them.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public Task<LyricSentimentModel> FitAsync(IEnumerable<string> lyrics, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lyrics);
        return Task.Run(() => Fit(lyrics, progress, cancellationToken), cancellationToken);
    }

    private LyricSentimentModel Fit(IEnumerable<string> lyrics, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var (texts, given) = Usable(lyrics, cancellationToken);
        if (texts.Count < _options.LeastLyrics)
        {
            throw new ArgumentException(
                $"Of {given} lyrics {texts.Count} are distinct and Chinese; learning needs {_options.LeastLyrics} or more ({nameof(LyricSentimentOptions.LeastLyrics)}). Give more, or use {nameof(ChineseSentiment)}.{nameof(ChineseSentiment.Default)}, which needs none.",
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
            new() { Size = _options.VectorSize, Window = window, Seed = _options.Seed, ThreadCount = _options.ThreadCount },
            progress,
            cancellationToken));
        if (!positive.Any(word => vectors[0].IndexOf(word) >= 0) || !negative.Any(word => vectors[0].IndexOf(word) >= 0))
        {
            throw new ArgumentException($"None of the {positive.Length} positive, or none of the {negative.Length} negative seed words occurs five times in the {texts.Count} lyrics. Give more lyrics, or other seed words.", nameof(lyrics));
        }

        var contrasts = Array.ConvertAll(vectors, learned => learned.Contrast(positive, negative));
        var pieces = texts.SelectMany(text => Chunks(text, _options.ChunkLength)).ToArray();

        progress?.Report(new("Teaching", 0, 3));
        var parts = new LyricSentimentParts(_sentences.Classifier, vectors, contrasts, _options.FrequencyWeight);
        var read = new ReadLyric[pieces.Length];
        Parallel.For(0, pieces.Length, parallel, i => read[i] = parts.Read(pieces[i]));
        var teacher = Teacher.Fit(read, ClassifierShare);
        var taught = Array.ConvertAll(read, teacher.Score);

        // The lowest and the highest fifth; ties by place, so that both always exist.
        var order = Enumerable.Range(0, pieces.Length).OrderBy(i => taught[i]).ThenBy(i => i).ToArray();
        var count = Math.Max(1, (int)(pieces.Length * _options.Share));
        int[] chosen = [.. order.Take(count).Concat(order.Skip(Math.Max(count, order.Length - count))).Order()];
        var middle = order.AsSpan(0, count).ToArray().ToHashSet();
        var labels = Array.ConvertAll(chosen, i => !middle.Contains(i));

        progress?.Report(new("Teaching", 1, 3));
        var vocabulary = TermVocabulary.Fit(pieces, GramClassifier.Reader, leastTexts: 3, mostTerms: 200_000, cancellationToken: cancellationToken);
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
        const int LeastCharacters = 20;
        var texts = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var given = 0;
        foreach (var lyric in lyrics)
        {
            cancellationToken.ThrowIfCancellationRequested();
            given++;
            if (lyric is not null && IsChinese(lyric, LeastCharacters) && seen.Add(TermReader.Prepare(lyric, onlyHan: true)))
            {
                texts.Add(lyric);
            }
        }

        return (texts, given);
    }

    private static bool IsChinese(string text, int least) =>
        text.Count(TermReader.IsHan) >= least
        && ScriptShares.LanguageOf(text) is LyricLanguage.ChineseSimplified or LyricLanguage.ChineseTraditional;

    /// <summary>Lines, put together until they hold <paramref name="length"/> Chinese characters; a rest of less than half of that is left out unless it is all there is.</summary>
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
