using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// The terms of some texts with their inverse document frequencies, ln((1 + texts) / (1 + texts with the term)) + 1. Computes TF-IDF rows
/// of length 1. Immutable.
/// </summary>
internal sealed class TermVocabulary
{
    private readonly Dictionary<string, int> _indices;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly TermReader _reader;
    private readonly bool _isSublinear;

    /// <param name="terms">Distinct terms; the column of a term is its index.</param>
    /// <param name="idf">The inverse document frequency of each term.</param>
    /// <param name="reader">Divides texts into terms.</param>
    /// <param name="isSublinear">Whether a term that occurs n times counts as 1 + ln n instead of n.</param>
    /// <exception cref="ArgumentException">A term occurs twice, or the sizes disagree.</exception>
    public TermVocabulary(string[] terms, float[] idf, TermReader reader, bool isSublinear = true)
    {
        if (terms.Length != idf.Length)
        {
            throw new ArgumentException($"There are {idf.Length} document frequencies for {terms.Length} terms.", nameof(idf));
        }

        (Terms, Idf, _reader, _isSublinear) = (terms, idf, reader, isSublinear);
        _indices = new(terms.Length, StringComparer.Ordinal);
        for (var i = 0; i < terms.Length; i++)
        {
            _indices.Add(terms[i], i);
        }

        _lookup = _indices.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string[] Terms { get; }

    public float[] Idf { get; }

    /// <summary>Learns the terms of texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="reader">Divides texts into terms.</param>
    /// <param name="minDocumentFrequency">Terms that occur in fewer texts are left out.</param>
    /// <param name="maxTerms">
    /// The maximum number of terms. The ones that occur in most texts are kept; ties are broken by the order of characters.
    /// </param>
    /// <param name="isSublinear">See the constructor.</param>
    /// <param name="cancellationToken">Checked before each text.</param>
    public static TermVocabulary Fit(
        IReadOnlyList<string> texts,
        TermReader reader,
        int minDocumentFrequency,
        int maxTerms,
        bool isSublinear = true,
        CancellationToken cancellationToken = default)
    {
        var counts = new Dictionary<string, (int Texts, int Last)>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var text = 0; text < texts.Count; text++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Read(texts[text], term =>
            {
                if (!lookup.TryGetValue(term, out var count))
                {
                    lookup[term] = (1, text);
                }
                else if (count.Last != text)
                {
                    lookup[term] = (count.Texts + 1, text);
                }
            });
        }

        var kept = counts.Where(pair => pair.Value.Texts >= minDocumentFrequency)
            .OrderByDescending(pair => pair.Value.Texts).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(maxTerms)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ToArray();
        return new(
            Array.ConvertAll(kept, pair => pair.Key),
            Array.ConvertAll(kept, pair => (float)(Math.Log((1.0 + texts.Count) / (1 + pair.Value.Texts)) + 1)),
            reader,
            isSublinear);
    }

    /// <summary>The TF-IDF row of a text, of length 1, with ascending columns; empty if it has no known term.</summary>
    public (int[] Columns, float[] Values) Row(string text) => PreparedRow(_reader.Prepare(text));

    /// <summary>The same for a text that the reader's <see cref="TermReader.Prepare(string)"/> returned.</summary>
    public (int[] Columns, float[] Values) PreparedRow(string prepared)
    {
        var counts = new Dictionary<int, int>();
        _reader.ReadPrepared(prepared, term =>
        {
            if (_lookup.TryGetValue(term, out var column))
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, column, out _)++;
            }
        });
        var columns = counts.Keys.ToArray();
        Array.Sort(columns);
        return (columns, Weigh(columns, column => counts[column], Idf, _isSublinear));
    }

    /// <summary>Computes the rows of texts in parallel.</summary>
    public CsrMatrix Rows(IReadOnlyList<string> texts, int threadCount = 0, CancellationToken cancellationToken = default)
    {
        var rows = new (int[] Columns, float[] Values)[texts.Count];
        Parallel.For(0, texts.Count, Threads.Options(threadCount, cancellationToken), i => rows[i] = Row(texts[i]));
        return SparseRows.Matrix(Terms.Length, rows);
    }

    /// <summary>Computes tf · idf, divided by the length of the row.</summary>
    public static float[] Weigh(int[] columns, Func<int, int> count, float[] idf, bool isSublinear)
    {
        var values = new float[columns.Length];
        var squares = 0.0;
        for (var i = 0; i < columns.Length; i++)
        {
            var n = count(columns[i]);
            var weight = (isSublinear ? 1 + Math.Log(n) : n) * idf[columns[i]];
            values[i] = (float)weight;
            squares += weight * weight;
        }

        var scale = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] * scale);
        }

        return values;
    }
}
