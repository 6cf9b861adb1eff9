using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// Word embeddings that are learned from texts: the vectors of words that occur near the same words form a small angle. Immutable and safe
/// for concurrent use.
/// </summary>
/// <remarks>
/// The positive pointwise mutual information of words and contexts is reduced by a truncated singular value decomposition; the vectors are
/// the rows of U √S. Source: O. Levy, Y. Goldberg and I. Dagan, Improving Distributional Similarity with Lessons Learned from Word
/// Embeddings (2015). Texts are folded (width, case, traditional to simplified) and divided by <see cref="WordSegmenter"/>. Vectors contain
/// traces of the texts from which they were learned: do not publish them if you may not publish the texts.
/// </remarks>
public sealed class WordVectors : ISaveable
{
    private readonly string[] _words;
    private readonly Dictionary<string, int> _indices;
    private readonly float[] _vectors;
    private readonly float[] _frequencies;
    private readonly float[] _lengths;

    internal WordVectors(string[] words, float[] vectors, float[] frequencies)
    {
        if (words.Length == 0 || frequencies.Length != words.Length || vectors.Length % words.Length != 0)
        {
            throw new ArgumentException(
                $"{words.Length} words do not fit {vectors.Length} numbers and {frequencies.Length} frequencies.", nameof(vectors));
        }

        (_words, _vectors, _frequencies) = (words, vectors, frequencies);
        EmbeddingSize = vectors.Length / words.Length;
        _indices = new(words.Length, StringComparer.Ordinal);
        _lengths = new float[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            _indices.Add(words[i], i);
            _lengths[i] = MathF.Sqrt(TensorPrimitives.SumOfSquares(VectorAt(i)));
        }

        if (!TensorPrimitives.IsFiniteAll<float>(vectors) || !TensorPrimitives.IsFiniteAll<float>(frequencies))
        {
            throw new ArgumentException("Vectors and frequencies must be finite.", nameof(vectors));
        }
    }

    /// <summary>The number of words.</summary>
    public int Count => _words.Length;

    /// <summary>The number of dimensions: as in the options, or fewer if the texts have fewer different words.</summary>
    public int EmbeddingSize { get; }

    /// <summary>The words, the most frequent first.</summary>
    public IReadOnlyList<string> Words => _words;

    ModelFormat ISaveable.Format => FileFormat;

    private static ModelFormat FileFormat { get; } = new("lyrics/word-vectors", Read);

    void ISaveable.Write(ModelWriter writer) => Write(writer);

    internal void Write(ModelWriter writer)
    {
        writer.Write(string.Join('\n', _words));
        writer.Write<float>(_vectors);
        writer.Write<float>(_frequencies);
    }

    internal static WordVectors Read(ModelReader reader) =>
        new(reader.ReadString().Split('\n'), reader.ReadArray<float>(), reader.ReadArray<float>());

    internal float[] AllVectors => _vectors;

    internal float[] AllFrequencies => _frequencies;

    /// <summary>Learns vectors from texts.</summary>
    /// <param name="texts">The texts; thousands of songs are enough. Words of different texts are not contexts of each other.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Receives the stages of the work.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// Fewer than two words occur <see cref="WordVectorOptions.MinCount"/> times or more, or an option is out of its range.
    /// </exception>
    public static WordVectors Learn(
        IEnumerable<string> texts,
        WordVectorOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options = new WordVectorOptionsValidator().Validated(options ?? new());
        string[] all = [.. texts];
        var words = new List<string>[all.Length];
        var parallel = Threads.Options(options.ThreadCount, cancellationToken);
        Parallel.For(0, all.Length, parallel, i => words[i] = TermReader.Words(all[i], onlyHan: false));
        return Learn(words, options, progress, cancellationToken);
    }

    /// <summary>Loads vectors.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file holds no word vectors, or is truncated or damaged.</exception>
    public static WordVectors Load(string path) => ModelFile.LoadModel<WordVectors>(path, FileFormat);

    /// <summary>Saves the vectors with a checksum; an existing file is replaced as a whole.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path) => ModelFile.SaveModel(this, path);

    /// <summary>Finds the vector of a word.</summary>
    /// <param name="word">The word, in simplified characters and lower case.</param>
    /// <param name="vector">Receives <see cref="EmbeddingSize"/> numbers.</param>
    /// <returns>Whether the word is known.</returns>
    public bool TryGetVector(string word, out ReadOnlySpan<float> vector)
    {
        ArgumentNullException.ThrowIfNull(word);
        var isKnown = _indices.TryGetValue(word, out var index);
        vector = isKnown ? VectorAt(index) : [];
        return isKnown;
    }

    /// <summary>The share of a word among all words of the texts; 0 if it is not known.</summary>
    public double FrequencyOf(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return _indices.TryGetValue(word, out var index) ? _frequencies[index] : 0;
    }

    /// <summary>Finds the words nearest to a word by cosine.</summary>
    /// <param name="word">The word, in simplified characters and lower case.</param>
    /// <param name="count">The maximum number of words, 1 or more.</param>
    /// <returns>The nearest first, without the word itself; empty if the word is not known. Ties are broken by frequency.</returns>
    public IReadOnlyList<(string Word, double Cosine)> Nearest(string word, int count = 10)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _indices.TryGetValue(word, out var index)
            ? [.. Enumerable.Range(0, Count)
                .Where(other => other != index)
                .Select(other => (Word: _words[other], Cosine: Cosine(index, other)))
                .OrderByDescending(near => near.Cosine)
                .Take(count)]
            : [];
    }

    internal int IndexOf(string word) => _indices.GetValueOrDefault(word, -1);

    internal ReadOnlySpan<float> VectorAt(int index) => _vectors.AsSpan(index * EmbeddingSize, EmbeddingSize);

    internal double FrequencyAt(int index) => _frequencies[index];

    /// <summary>The mean cosine of each word with the positive words minus that with the negative words.</summary>
    internal float[] Contrast(IEnumerable<string> positive, IEnumerable<string> negative)
    {
        var direction = new double[EmbeddingSize];
        Add(positive, 1);
        Add(negative, -1);
        var scores = new float[Count];
        for (var i = 0; i < Count; i++)
        {
            var sum = 0.0;
            var vector = VectorAt(i);
            for (var d = 0; d < EmbeddingSize; d++)
            {
                sum += direction[d] * vector[d];
            }

            scores[i] = _lengths[i] > 0 ? (float)(sum / _lengths[i]) : 0;
        }

        return scores;

        void Add(IEnumerable<string> seeds, int sign)
        {
            var known = seeds.Select(IndexOf).Where(index => index >= 0 && _lengths[index] > 0).ToArray();
            foreach (var index in known)
            {
                var vector = VectorAt(index);
                for (var d = 0; d < EmbeddingSize; d++)
                {
                    direction[d] += sign * vector[d] / ((double)_lengths[index] * known.Length);
                }
            }
        }
    }

    /// <summary>
    /// Adds the vectors of the known words, each with the weight a / (a + its frequency) (Arora, Liang and Ma 2017), and divides by the sum
    /// of the weights.
    /// </summary>
    /// <returns>Whether there was a known word; otherwise <paramref name="pooled"/> is 0.</returns>
    internal bool Pool(IReadOnlyList<string> words, double a, Span<double> pooled)
    {
        pooled.Clear();
        var weights = 0.0;
        foreach (var word in words)
        {
            if (_indices.TryGetValue(word, out var index))
            {
                var weight = a / (a + _frequencies[index]);
                var vector = VectorAt(index);
                for (var d = 0; d < vector.Length; d++)
                {
                    pooled[d] += weight * vector[d];
                }

                weights += weight;
            }
        }

        if (weights > 0)
        {
            TensorPrimitives.Divide(pooled, weights, pooled);
        }

        return weights > 0;
    }

    internal static WordVectors Learn(
        IReadOnlyList<IReadOnlyList<string>> texts,
        WordVectorOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in texts.SelectMany(text => text))
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
        }

        var kept = counts.Where(pair => pair.Value >= options.MinCount)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(options.MaxWords).ToArray();
        if (kept.Length < 2)
        {
            throw new ArgumentException(
                $"Word vectors need two words or more that occur {options.MinCount} times or more; "
                + $"of the {counts.Count} different words of the {texts.Count} texts, {kept.Length} do. "
                + $"Give more texts, or lower {nameof(options.MinCount)}.",
                nameof(texts));
        }

        var total = counts.Values.Sum(count => (long)count);
        var indices = kept.Select((pair, index) => (pair.Key, index))
            .ToDictionary(pair => pair.Key, pair => pair.index, StringComparer.Ordinal);
        progress?.Report(new("Counting contexts", 0, kept.Length));
        var information = Information(texts, indices, options, cancellationToken);
        progress?.Report(new("Decomposing", 0, 1));

        // The right singular vectors of the transpose are the left ones of the matrix: one row for each word.
        var svd = TruncatedSvd.Compute(
            information.Transpose(),
            options.EmbeddingSize,
            options.Seed,
            iterations: 2,
            threadCount: options.ThreadCount,
            cancellationToken: cancellationToken);
        var vectors = svd.Right.ToArray();
        var values = svd.SingularValues.Span;
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] *= MathF.Sqrt(values[i % svd.Rank]);
        }

        progress?.Report(new("Decomposing", 1, 1));
        return new(Array.ConvertAll(kept, pair => pair.Key), vectors, Array.ConvertAll(kept, pair => (float)(pair.Value / (double)total)));
    }

    /// <summary>Computes max(0, ln (n(w, c) · Σ n^power / (n(w) · n(c)^power))), words × contexts.</summary>
    private static CsrMatrix Information(
        IReadOnlyList<IReadOnlyList<string>> texts,
        Dictionary<string, int> indices,
        WordVectorOptions options,
        CancellationToken cancellationToken)
    {
        // The texts as indices of known words with −1 between texts, and the positions of each word.
        var sequence = new List<int>();
        foreach (var text in texts)
        {
            foreach (var word in text)
            {
                if (indices.TryGetValue(word, out var index))
                {
                    sequence.Add(index);
                }
            }

            sequence.Add(-1);
        }

        var tokens = sequence.ToArray();
        var places = new List<int>[indices.Count];
        for (var word = 0; word < places.Length; word++)
        {
            places[word] = [];
        }

        for (var place = 0; place < tokens.Length; place++)
        {
            if (tokens[place] >= 0)
            {
                places[tokens[place]].Add(place);
            }
        }

        var rows = new (int[] Columns, float[] Values)[indices.Count];
        var parallel = Threads.Options(options.ThreadCount, cancellationToken);
        Parallel.For(0, rows.Length, parallel, () => new int[indices.Count], (word, _, near) =>
        {
            rows[word] = Contexts(tokens, places[word], options.Window, near);
            return near;
        }, _ => { });

        // Counts are symmetric, so that the sum of a row is that of the column.
        var sums = Array.ConvertAll(rows, row => row.Values.Sum(value => (double)value));
        var powers = Array.ConvertAll(sums, sum => Math.Pow(sum, options.ContextPower));
        var all = powers.Sum();
        Parallel.For(0, rows.Length, parallel, word =>
        {
            var (columns, counts) = rows[word];
            var kept = 0;
            for (var i = 0; i < columns.Length; i++)
            {
                var information = (float)Math.Log(counts[i] * all / (sums[word] * powers[columns[i]]));
                if (information > 0)
                {
                    (columns[kept], counts[kept++]) = (columns[i], information);
                }
            }

            rows[word] = (columns[..kept], counts[..kept]);
        });
        return SparseRows.Matrix(indices.Count, rows);
    }

    // Counts how often each word is near one word. The counts in near are all 0 before and after.
    private static (int[] Columns, float[] Values) Contexts(int[] tokens, List<int> places, int window, int[] near)
    {
        var found = new List<int>();
        foreach (var place in places)
        {
            for (var direction = -1; direction <= 1; direction += 2)
            {
                for (var distance = 1; distance <= window; distance++)
                {
                    var other = place + (direction * distance);
                    if (other < 0 || tokens[other] < 0)     // −1 ends the sequence
                    {
                        break;
                    }

                    if (near[tokens[other]]++ == 0)
                    {
                        found.Add(tokens[other]);
                    }
                }
            }
        }

        var columns = found.ToArray();
        Array.Sort(columns);
        var values = new float[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            values[i] = near[columns[i]];
            near[columns[i]] = 0;
        }

        return (columns, values);
    }

    private double Cosine(int left, int right)
    {
        var lengths = (double)_lengths[left] * _lengths[right];
        return lengths > 0 ? TensorPrimitives.Dot(VectorAt(left), VectorAt(right)) / lengths : 0;
    }
}
