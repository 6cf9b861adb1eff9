using System.Buffers;
using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Features of things: a dense matrix of keys × named columns. Immutable and safe for concurrent use.</summary>
/// <typeparam name="TKey">The key of a row, usually an id.</typeparam>
public sealed class FeatureTable<TKey>
    where TKey : notnull
{
    private readonly float[] _values;

    /// <summary>Makes a table over <paramref name="values"/>, which it keeps: do not change them afterwards.</summary>
    /// <param name="keys">The rows.</param>
    /// <param name="names">The columns, distinct.</param>
    /// <param name="values">Row-major, keys × names, finite.</param>
    /// <exception cref="ArgumentException">The sizes disagree, a name occurs twice, or a value is not finite; the message names the place.</exception>
    public FeatureTable(Vocabulary<TKey> keys, IReadOnlyList<string> names, float[] values)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)keys.Count * names.Count)
        {
            throw new ArgumentException($"{keys.Count} rows of {names.Count} features need {(long)keys.Count * names.Count} values; {values.Length} were given.", nameof(values));
        }

        var seen = new HashSet<string>();
        if (names.FirstOrDefault(name => !seen.Add(name)) is { } twice)
        {
            throw new ArgumentException($"The feature name '{twice}' occurs twice; names must be distinct.", nameof(names));
        }

        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            throw new ArgumentException($"Features must be finite; '{names[bad % names.Count]}' of {keys[bad / names.Count]} is {values[bad]}.", nameof(values));
        }

        Keys = keys;
        Names = [.. names];
        _values = values;
    }

    /// <summary>The rows.</summary>
    public Vocabulary<TKey> Keys { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many columns there are.</summary>
    public int Dimension => Names.Count;

    /// <summary>The features of one row, <see cref="Dimension"/> values.</summary>
    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * Dimension, Dimension);

    /// <summary>The families of the columns (<see cref="FeatureTable.FamilyOf"/>), distinct, in the order of the columns.</summary>
    public IReadOnlyList<string> Families => [.. Names.Select(FeatureTable.FamilyOf).Distinct()];

    /// <summary>The columns of some families, in the order of this table: for kernels and ablations that go by family.</summary>
    /// <exception cref="ArgumentException">There is no such family; the message names those that there are.</exception>
    public FeatureTable<TKey> SelectFamilies(params IReadOnlyCollection<string> families)
    {
        ArgumentNullException.ThrowIfNull(families);
        if (families.Except(Families).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"There is no family '{unknown}' in this table; it has {string.Join(", ", Families)}.", nameof(families));
        }

        var columns = Enumerable.Range(0, Dimension).Where(column => families.Contains(FeatureTable.FamilyOf(Names[column]))).ToArray();
        var values = new float[(long)Keys.Count * columns.Length];
        for (var row = 0; row < Keys.Count; row++)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                values[(row * columns.Length) + i] = Row(row)[columns[i]];
            }
        }

        return new(Keys, [.. columns.Select(column => Names[column])], values);
    }

    /// <summary>The same features in the order of another vocabulary; a key without features gets the means of the table and 1 in the column <c>missing</c>.</summary>
    /// <param name="keys">The rows of the result.</param>
    /// <param name="missing">Name of a mask column (1 where features are missing, else 0), or <see langword="null"/> for none.</param>
    /// <param name="isTraining">Which rows of this table the means are taken of: those of training items, where there is a test. All by default.</param>
    public FeatureTable<TKey> AlignTo(Vocabulary<TKey> keys, string? missing = null, Func<TKey, bool>? isTraining = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var width = Dimension + (missing is null ? 0 : 1);
        var values = new float[(long)keys.Count * width];
        var means = Means(isTraining);
        for (var row = 0; row < keys.Count; row++)
        {
            var source = Keys.IndexOf(keys[row]);
            var target = values.AsSpan(row * width, width);
            (source < 0 ? means : Row(source)).CopyTo(target);
            if (missing is not null)
            {
                target[^1] = source < 0 ? 1 : 0;
            }
        }

        return new(keys, missing is null ? Names : [.. Names, missing], values);
    }

    private ReadOnlySpan<float> Means(Func<TKey, bool>? isTraining)
    {
        var sums = new double[Dimension];
        var count = 0;
        for (var row = 0; row < Keys.Count; row++)
        {
            if (isTraining is not null && !isTraining(Keys[row]))
            {
                continue;
            }

            count++;
            var values = Row(row);
            for (var column = 0; column < sums.Length; column++)
            {
                sums[column] += values[column];
            }
        }

        return Array.ConvertAll(sums, sum => (float)(sum / Math.Max(1, count)));
    }
}

/// <summary>Makes and joins feature tables.</summary>
public static class FeatureTable
{
    /// <summary>The family of a feature: its name up to the first digit or full stop. <c>mfcc3.mean</c> and <c>mfcc.gap</c> are of the family <c>mfcc</c>.</summary>
    public static string FamilyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var end = name.AsSpan().IndexOfAny(FamilyEnd);
        return end > 0 ? name[..end] : name;
    }

    /// <summary>Computes the features of every item of a source: in parallel, cached where both sides can name what they are, broken items listed and not fatal.</summary>
    /// <param name="source">The items.</param>
    /// <param name="extractor">What computes their features.</param>
    /// <param name="options">Threads and cache; defaults where <see langword="null"/>.</param>
    /// <param name="progress">Told of each item, from any thread.</param>
    /// <param name="cancellationToken">Stops the work; what was computed stays in the cache.</param>
    /// <returns>The table, and the items that failed with <see cref="IOException"/>, <see cref="InvalidDataException"/>, <see cref="NotSupportedException"/> (a decoder that is not installed), <see cref="ArgumentException"/>, <see cref="UnauthorizedAccessException"/>, or with a feature that is not finite.</returns>
    public static async Task<FeatureExtraction<TKey>> FromAsync<TKey, TSource>(
        IItemSource<TKey, TSource> source, IFeatureExtractor<TSource> extractor, FeatureExtractionOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(extractor);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.ThreadCount);
        var items = source.Items.ToArray();
        var rows = new float[]?[items.Length];
        var reasons = new string?[items.Length];
        var (done, cached, cacheProblem) = (0, 0, (string?)null);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ThreadCount == 0 ? Environment.ProcessorCount : options.ThreadCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, items.Length, parallel, async (index, token) =>
        {
            cancellationToken.ThrowIfCancellationRequested();       // the loop's own token may hear of it much later
            try
            {
                var features = new float[extractor.Dimension];
                var content = options.Cache is null || extractor.CacheKey is null ? null : await source.ContentKeyAsync(items[index], token).ConfigureAwait(false);
                var key = content is null ? null : $"{extractor.CacheKey}\n{content}";
                if (key is not null && options.Cache!.TryRead(key, features) && FindNotFinite(features) < 0)
                {
                    rows[index] = features;
                    Interlocked.Increment(ref cached);
                }
                else
                {
                    extractor.Extract(await source.ReadAsync(items[index], token).ConfigureAwait(false), features);
                    if (FindNotFinite(features) is >= 0 and var bad)
                    {
                        throw new InvalidDataException($"Its feature '{extractor.Names[bad]}' is {features[bad].ToString(CultureInfo.InvariantCulture)}; features must be finite.");
                    }

                    rows[index] = features;
                    if (key is not null && Keep(options.Cache!, key, features) is { } problem)
                    {
                        cacheProblem = problem;
                    }
                }
            }
            catch (Exception broken) when (broken is IOException or InvalidDataException or NotSupportedException or ArgumentException or UnauthorizedAccessException)
            {
                reasons[index] = broken.Message;
            }

            progress?.Report(new("Extracting features", Interlocked.Increment(ref done), items.Length));
        }).ConfigureAwait(false);

        var read = Enumerable.Range(0, items.Length).Where(index => rows[index] is not null).ToArray();
        var values = new float[(long)read.Length * extractor.Dimension];
        for (var row = 0; row < read.Length; row++)
        {
            rows[read[row]]!.CopyTo(values, row * extractor.Dimension);
        }

        return new(
            new(new(read.Select(index => items[index])), extractor.Names, values),
            [.. Enumerable.Range(0, items.Length).Where(index => rows[index] is null).Select(index => new FeatureFailure<TKey>(items[index], reasons[index]!))],
            cached)
        {
            CacheProblem = cacheProblem,
        };
    }

    /// <summary>Puts tables side by side (an outer join): the rows of any of them, the columns of all.</summary>
    /// <remarks>Where a table lacks a row, its columns get that table's means; a table that lacks any row also adds a mask column <c>missing.{first name}</c>
    /// (with <c>.2</c>, <c>.3</c>, … behind it where that name is taken, as in a join of joins).</remarks>
    /// <exception cref="ArgumentException">No table was given, or two share a column name.</exception>
    public static FeatureTable<TKey> Concat<TKey>(params IReadOnlyList<FeatureTable<TKey>> tables)
        where TKey : notnull => Concat(tables, isTraining: null);

    /// <inheritdoc cref="Concat{TKey}(IReadOnlyList{FeatureTable{TKey}})"/>
    /// <param name="tables">The tables.</param>
    /// <param name="isTraining">Which rows the means are taken of: those of training items, where there is a test. <see langword="null"/> for all.</param>
    public static FeatureTable<TKey> Concat<TKey>(IReadOnlyList<FeatureTable<TKey>> tables, Func<TKey, bool>? isTraining)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(tables);
        if (tables.Count == 0)
        {
            throw new ArgumentException("There is nothing to join; give one feature table or more.", nameof(tables));
        }

        var keys = new Vocabulary<TKey>(tables.SelectMany(table => table.Keys).Distinct());
        var taken = tables.SelectMany(table => table.Names).ToHashSet();
        var aligned = tables.Select(table => table.AlignTo(keys, table.Keys.Count == keys.Count || table.Dimension == 0 ? null : FreeName($"missing.{table.Names[0]}", taken), isTraining)).ToArray();
        var names = aligned.SelectMany(table => table.Names).ToArray();
        var values = new float[(long)keys.Count * names.Length];
        for (var row = 0; row < keys.Count; row++)
        {
            var start = row * names.Length;
            foreach (var table in aligned)
            {
                table.Row(row).CopyTo(values.AsSpan(start));
                start += table.Dimension;
            }
        }

        return new(keys, names, values);
    }

    private static int FindNotFinite(float[] features) => Array.FindIndex(features, value => !float.IsFinite(value));

    // Features that were computed are not lost to a full disk.
    private static string? Keep(IFeatureCache cache, string key, float[] features)
    {
        try
        {
            cache.Write(key, features);
            return null;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return unwritable.Message;
        }
    }

    private static readonly SearchValues<char> FamilyEnd = SearchValues.Create(".0123456789");

    private static string FreeName(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
        }

        return free;
    }
}
