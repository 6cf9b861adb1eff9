using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// Logistic regression over TF-IDF of Chinese characters and pairs of them. It has no bias, so that a text without evidence has even odds:
/// reviews that say nothing good are complaints, but lines of a song are not. Immutable.
/// </summary>
internal sealed class GramClassifier
{
    public static readonly TermReader Reader = new(minCharacters: 1, maxCharacters: 2, maxWords: 0, onlyHan: true);

    private const double NeutralTerms = 10;         // so many neutral terms are added, because a few terms are weak evidence

    private readonly TermVocabulary _vocabulary;
    private readonly float[] _weights;

    public GramClassifier(TermVocabulary vocabulary, float[] weights)
    {
        if (weights.Length != vocabulary.Terms.Length
            || !Array.TrueForAll(weights, float.IsFinite)
            || !Array.TrueForAll(vocabulary.Idf, float.IsFinite))
        {
            throw new ArgumentException(
                $"{weights.Length} weights do not fit {vocabulary.Terms.Length} terms, or are not finite.", nameof(weights));
        }

        (_vocabulary, _weights) = (vocabulary, weights);
    }

    public TermVocabulary Vocabulary => _vocabulary;

    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>
    /// The log-odds that a text is positive, multiplied by n / (n + 10), where n is the number of its distinct known n-grams.
    /// </summary>
    /// <param name="prepared">A text that <see cref="TermReader.Prepare(string, bool)"/> returned, with Chinese characters only.</param>
    /// <param name="isKnown">Whether any of its n-grams is known.</param>
    public double Score(string prepared, out bool isKnown)
    {
        var (columns, values) = _vocabulary.PreparedRow(prepared);
        isKnown = columns.Length > 0;
        var sum = 0.0;
        for (var i = 0; i < columns.Length; i++)
        {
            sum += (double)_weights[columns[i]] * values[i];
        }

        return sum * Evidence(columns.Length);
    }

    /// <summary>The factor by which log-odds are reduced that come from <paramref name="termCount"/> distinct n-grams.</summary>
    public static double Evidence(int termCount) => termCount / (termCount + NeutralTerms);

    public static GramClassifier Fit(
        TermVocabulary vocabulary, CsrMatrix rows, ReadOnlySpan<bool> labels, double c, CancellationToken cancellationToken)
    {
        var fitted = LogisticRegression.Fit(rows, labels, c, hasBias: false, cancellationToken: cancellationToken);
        return new(vocabulary, Array.ConvertAll(fitted.Weights, weight => (float)weight));
    }

    /// <summary>Rounds the weights and frequencies to a grid of 8 bits, which <see cref="WriteSmall"/> writes without loss.</summary>
    public GramClassifier Rounded()
    {
        var (idf, idfStep) = Bytes(_vocabulary.Idf);
        var (weights, weightStep) = SignedBytes(_weights);
        return new(
            new(_vocabulary.Terms, Array.ConvertAll(idf, value => value * idfStep), Reader),
            Array.ConvertAll(weights, value => value * weightStep));
    }

    public void Write(ContentKey key)
    {
        key.Write(string.Join('\n', _vocabulary.Terms));
        key.Write(_vocabulary.Idf);
        key.Write(_weights);
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(string.Join('\n', _vocabulary.Terms));
        writer.Write<float>(_vocabulary.Idf);
        writer.Write<float>(_weights);
    }

    public static GramClassifier Read(ModelReader reader) =>
        new(new(reader.ReadString().Split('\n'), reader.ReadArray<float>(), Reader), reader.ReadArray<float>());

    /// <summary>Writes a <see cref="Rounded"/> classifier: two bytes for each term besides its text.</summary>
    public void WriteSmall(ModelWriter writer)
    {
        var (idf, idfStep) = Bytes(_vocabulary.Idf);
        var (weights, weightStep) = SignedBytes(_weights);
        writer.Write(string.Join('\n', _vocabulary.Terms));
        writer.Write<byte>(idf);
        writer.Write((double)idfStep);
        writer.Write<sbyte>(weights);
        writer.Write((double)weightStep);
    }

    public static GramClassifier ReadSmall(ModelReader reader)
    {
        var terms = reader.ReadString().Split('\n');
        var idf = reader.ReadArray<byte>();
        var idfStep = (float)reader.ReadDouble();
        var weights = reader.ReadArray<sbyte>();
        var weightStep = (float)reader.ReadDouble();
        return new(
            new(terms, Array.ConvertAll(idf, value => value * idfStep), Reader),
            Array.ConvertAll(weights, value => value * weightStep));
    }

    // Steps are powers of two, so that values on the grid are exact, and rounding them again gives the same grid.
    private static (byte[] Values, float Step) Bytes(float[] values)
    {
        var step = Step(values.Max(), byte.MaxValue);
        return (Array.ConvertAll(values, value => (byte)MathF.Round(value / step)), step);
    }

    private static (sbyte[] Values, float Step) SignedBytes(float[] values)
    {
        var step = Step(values.Max(MathF.Abs), sbyte.MaxValue);
        return (Array.ConvertAll(values, value => (sbyte)MathF.Round(value / step)), step);
    }

    private static float Step(float max, int levels) =>
        MathF.ScaleB(1, (int)MathF.Ceiling(MathF.Log2(MathF.Max(1e-9f, max) / levels)));
}
