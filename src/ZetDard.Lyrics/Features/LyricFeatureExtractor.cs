using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// Computes about 45 features of the structure and the sentiment of a lyric, in families. Immutable and safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// Only sung lines count, without credits, titles, notices and section names. A word is one of jieba's in Chinese, a single kana in
/// Japanese, a run of letters elsewhere. A lyric without sung lines gives zeros; one without times gives zeros in the family <c>course</c>.
/// </para>
/// <para>
/// Counts are natural logarithms of 1 + the count; times are in seconds; shares lie between 0 and 1; sentiment lies between −1 and 1, and
/// differences of sentiment between −2 and 2.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var extractor = new LyricFeatureExtractor();
/// var features = new float[extractor.Names.Count];
/// extractor.Extract(ParsedLyric.Read("song.lrc"), features);
/// foreach (var (name, value) in extractor.Names.Zip(features)) Console.WriteLine($"{name} {value}");
/// </code>
/// </example>
public sealed class LyricFeatureExtractor : IFeatureExtractor<ParsedLyric>
{
    /// <summary>The default key of the extractor in a container, and the name of its options there.</summary>
    public const string Key = "lyrics";

    private const double MinSentiment = .1;         // a line counts as positive or negative from this absolute sentiment on
    private const double LongGapSeconds = 15;       // a pause of this length, such as an interlude, is counted

    private static readonly (LyricFamilies Family, string[] Names)[] AllNames =
    [
        (LyricFamilies.Length,
        [
            "length.lines", "length.distinctLines", "length.words", "length.characters", "length.wordsPerLine", "length.wordsPerLineSd",
            "length.charactersPerLine", "length.charactersPerLineSd", "length.charactersPerWord",
        ]),
        (LyricFamilies.Repetition,
        [
            "repetition.lines", "repetition.mostFrequentLine", "repetition.nextLine", "repetition.distinctWords",
            "repetition.distinctPairs", "repetition.onceWords", "repetition.complexity",
        ]),
        (LyricFamilies.Language,
        [
            "language.chinese", "language.traditional", "language.japanese", "language.korean", "language.latin", "language.other",
            "language.mixedLines",
        ]),
        (LyricFamilies.Course,
        [
            "course.isTimed", "course.start", "course.span", "course.wordsPerSecond", "course.charactersPerSecond", "course.lineSeconds",
            "course.lineSecondsSd", "course.maxPause", "course.pauses",
        ]),
        (LyricFamilies.Sentiment,
        [
            "sentiment.song", "sentiment.mean", "sentiment.spread", "sentiment.trend", "sentiment.p10", "sentiment.p90", "sentiment.first",
            "sentiment.last", "sentiment.chorus", "sentiment.verse", "sentiment.chorusMinusVerse", "sentiment.positiveLines",
            "sentiment.negativeLines",
        ]),
    ];

    private readonly LyricFamilies _families;
    private readonly ILyricSentiment? _sentiment;
    private readonly WordSegmenter _segmenter;

    /// <summary>Creates an extractor.</summary>
    /// <param name="options">The options, which are copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">The options name no family, or one that does not exist.</exception>
    public LyricFeatureExtractor(LyricFeatureOptions? options = null)
    {
        options = new LyricFeatureOptionsValidator().Validated(options ?? new());
        _families = options.Families;
        _sentiment = _families.HasFlag(LyricFamilies.Sentiment) ? options.Sentiment ?? LyricSentiment.Default : null;
        _segmenter = options.Segmenter ?? DefaultSegmenter.Value;
        Names = [.. AllNames.Where(family => _families.HasFlag(family.Family)).SelectMany(family => family.Names)];

        // A segmenter or sentiment of the application must identify itself, or nothing is cached.
        var sentimentKey = _sentiment is null ? "none" : _sentiment.CacheKey;
        CacheKey = sentimentKey is null || options.Segmenter is not null ? null
            : string.Create(
                CultureInfo.InvariantCulture, $"{ContentKey.OfCode("lyrics")} families={(int)_families} sentiment={sentimentKey}");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    /// <remarks><see langword="null"/> if the options hold a segmenter, or a sentiment without a key of its own.</remarks>
    public string? CacheKey { get; }

    /// <inheritdoc/>
    public void Extract(ParsedLyric source, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (features.Length < Names.Count)
        {
            throw new ArgumentException($"There are {Names.Count} features; there is room for {features.Length}.", nameof(features));
        }

        var song = new Song(source, _segmenter);
        var at = 0;
        foreach (var (family, names) in AllNames)
        {
            if (!_families.HasFlag(family))
            {
                continue;
            }

            var values = song.LineCount == 0 ? new double[names.Length] : family switch
            {
                LyricFamilies.Length => Length(song),
                LyricFamilies.Repetition => Repetition(song),
                LyricFamilies.Language => Language(song),
                LyricFamilies.Course => Course(song),
                _ => Sentiment(song, _sentiment!),
            };
            foreach (var value in values)
            {
                features[at++] = double.IsFinite(value) ? (float)value : 0;
            }
        }
    }

    private static double[] Length(Song song)
    {
        double[] characters = [.. song.Lines.Select(line => (double)line.Text.Count(char.IsLetterOrDigit))];
        double[] words = [.. song.WordCounts.Select(count => (double)count)];
        return
        [
            Math.Log(1 + song.LineCount), Math.Log(1 + song.Lyric.DistinctLines.Count),
            Math.Log(1 + words.Sum()), Math.Log(1 + characters.Sum()),
            Mean(words), Deviation(words), Mean(characters), Deviation(characters), characters.Sum() / Math.Max(1, words.Sum()),
        ];
    }

    private static double[] Repetition(Song song)
    {
        var words = song.Words;
        var counts = words.CountBy(word => word, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var pairs = Enumerable.Range(0, Math.Max(0, words.Count - 1)).Select(i => (words[i], words[i + 1])).Distinct().Count();
        var again = Enumerable.Range(1, song.LineCount - 1).Count(i => song.Keys[i] == song.Keys[i - 1]);
        return
        [
            1 - ((double)song.Lyric.DistinctLines.Count / song.LineCount),
            (double)song.Lyric.DistinctLines.Max(line => line.Count) / song.LineCount,
            (double)again / Math.Max(1, song.LineCount - 1),
            (double)counts.Count / Math.Max(1, words.Count),
            (double)pairs / Math.Max(1, words.Count - 1),
            (double)counts.Values.Count(count => count == 1) / Math.Max(1, words.Count),
            Complexity(words),
        ];
    }

    // Complexity by Lempel and Ziv (1978): the words are divided into phrases, each of which is new by its last word; the number of phrases
    // is related to that of words.
    private static double Complexity(List<string> words)
    {
        var phrases = new Dictionary<(int Phrase, string Word), int>();
        var phrase = 0;
        foreach (var word in words)
        {
            if (phrases.TryGetValue((phrase, word), out var longer))
            {
                phrase = longer;
            }
            else
            {
                phrases.Add((phrase, word), phrases.Count + 1);
                phrase = 0;
            }
        }

        return (double)(phrases.Count + (phrase > 0 ? 1 : 0)) / Math.Max(1, words.Count);
    }

    private static double[] Language(Song song)
    {
        var shares = ScriptShares.Of(song.Lyric.Text);
        return
        [
            shares.Chinese, song.Lyric.Language == LyricLanguage.ChineseTraditional ? 1 : 0,
            shares.Japanese, shares.Korean, shares.Latin, shares.Other,
            (double)song.Lines.Count(line => IsMixed(ScriptShares.Of(line.Text))) / song.LineCount,
        ];
    }

    private static bool IsMixed(ScriptShares line) =>
        Math.Max(Math.Max(line.Chinese, line.Japanese), Math.Max(Math.Max(line.Korean, line.Latin), line.Other)) is > 0 and < .9;

    private static double[] Course(Song song)
    {
        var timed = Enumerable.Range(0, song.LineCount).Where(i => song.Lines[i].Time is not null).ToArray();
        if (timed.Length == 0)
        {
            return new double[9];
        }

        double[] times = [.. timed.Select(i => song.Lines[i].Time!.Value.TotalSeconds)];

        // A line lasts as long as the file says, or else until the next line begins. A pause is the time without singing.
        var seconds = new List<double>();
        var (sung, words, characters, maxPause, pauses) = (0.0, 0.0, 0.0, 0.0, 0);
        for (var i = 0; i < times.Length; i++)
        {
            var line = song.Lines[timed[i]];
            var next = i + 1 < times.Length ? times[i + 1] - times[i] : double.NaN;
            var lasts = Math.Min(line.Duration?.TotalSeconds ?? next, double.IsNaN(next) ? double.MaxValue : next);
            var pause = next - Math.Min(lasts, LongGapSeconds);
            if (double.IsFinite(next))
            {
                maxPause = Math.Max(maxPause, next);
                pauses += pause >= LongGapSeconds || next >= 2 * LongGapSeconds ? 1 : 0;
            }

            if (lasts is > 0 and <= LongGapSeconds)
            {
                seconds.Add(lasts);
                sung += lasts;
                words += song.WordCounts[timed[i]];
                characters += line.Text.Count(char.IsLetterOrDigit);
            }
        }

        double[] lengths = [.. seconds];
        return
        [
            1, times[0], times[^1] - times[0],
            words / Math.Max(1, sung), characters / Math.Max(1, sung), Mean(lengths), Deviation(lengths), maxPause, Math.Log(1 + pauses),
        ];
    }

    private static double[] Sentiment(Song song, ILyricSentiment sentiment)
    {
        var known = new Dictionary<string, double>(StringComparer.Ordinal);
        var scores = new double[song.LineCount];
        for (var i = 0; i < scores.Length; i++)
        {
            if (!known.TryGetValue(song.Keys[i], out scores[i]))
            {
                scores[i] = sentiment.Score(song.Lines[i].Text);
                known.Add(song.Keys[i], scores[i]);
            }
        }

        var counts = song.Keys.CountBy(key => key, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        double[] chorus = [.. scores.Where((_, i) => counts[song.Keys[i]] > 1)];
        double[] verse = [.. scores.Where((_, i) => counts[song.Keys[i]] == 1)];
        var mean = Mean(scores);
        double[] sorted = [.. scores.Order()];
        var quarter = Math.Max(1, scores.Length / 4);

        // If there is no chorus, or nothing but a chorus, the missing part gets the mean of the song.
        var chorusMean = chorus.Length > 0 ? Mean(chorus) : mean;
        var verseMean = verse.Length > 0 ? Mean(verse) : mean;
        return
        [
            sentiment.Score(song.Lyric.Text), mean, Deviation(scores), Trend(scores),
            sorted[(sorted.Length - 1) / 10], sorted[^(1 + ((sorted.Length - 1) / 10))],
            Mean(scores.AsSpan(0, quarter)), Mean(scores.AsSpan(scores.Length - quarter)), chorusMean, verseMean, chorusMean - verseMean,
            scores.Count(score => score >= MinSentiment) / (double)scores.Length,
            scores.Count(score => score <= -MinSentiment) / (double)scores.Length,
        ];
    }

    // The slope of the regression line through the scores, over the whole song: by how much the last line exceeds the first.
    private static double Trend(double[] scores)
    {
        if (scores.Length < 2)
        {
            return 0;
        }

        var mean = Mean(scores);
        var (covariance, variance) = (0.0, 0.0);
        for (var i = 0; i < scores.Length; i++)
        {
            var place = (i / (scores.Length - 1.0)) - .5;
            covariance += place * (scores[i] - mean);
            variance += place * place;
        }

        return covariance / variance;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / Math.Max(1, values.Length);
    }

    private static double Deviation(double[] values)
    {
        var mean = Mean(values);
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length));
    }

    private static class DefaultSegmenter
    {
        public static readonly WordSegmenter Value = WordSegmenter.Default.WithScriptFolding();
    }

    // What several families need to know about a song.
    private sealed class Song
    {
        public Song(ParsedLyric lyric, WordSegmenter segmenter)
        {
            Lyric = lyric;
            Keys = [.. lyric.Lines.Select(line => ParsedLyric.KeyOf(line.Text))];
            WordCounts = new int[lyric.Lines.Count];
            var ranges = new List<Range>();
            for (var i = 0; i < WordCounts.Length; i++)
            {
                var before = Words.Count;
                LyricWords.Add(lyric.Lines[i].Text, segmenter, Words, ranges);
                WordCounts[i] = Words.Count - before;
            }
        }

        public ParsedLyric Lyric { get; }

        public IReadOnlyList<LyricLine> Lines => Lyric.Lines;

        public int LineCount => Lyric.Lines.Count;

        public string[] Keys { get; }

        public List<string> Words { get; } = [];

        public int[] WordCounts { get; }
    }
}
