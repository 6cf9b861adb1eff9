using System.Buffers;
using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>
/// Features of things: a dense matrix of keys × named columns. Immutable and safe for concurrent use. It is also a source of its rows,
/// for classifiers.
/// </summary>
/// <typeparam name="TKey">The key of a row, usually an id.</typeparam>
/// <example>
/// <code>
/// var table = new FeatureTable&lt;SongId&gt;(
///     new Vocabulary&lt;SongId&gt;([new(1), new(2)]), ["tempo", "energy"], [120, 0.5f, 90, 0.2f]);
/// float tempo = table[new SongId(1)].Values.Span[0];
/// </code>
/// </example>
public sealed class FeatureTable<TKey> : IItemSource<TKey, FeatureRow>
    where TKey : notnull
{
    private readonly float[] _values;

    /// <summary>Makes a table over <paramref name="values"/>, which it keeps: do not change them afterwards.</summary>
    /// <param name="keys">The rows.</param>
    /// <param name="names">The columns, distinct.</param>
    /// <param name="values">Row-major, keys × names, finite.</param>
    /// <exception cref="ArgumentException">
    /// The sizes disagree, a name occurs twice, or a value is not finite; the message names the place.
    /// </exception>
    public FeatureTable(Vocabulary<TKey> keys, IReadOnlyList<string> names, float[] values)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)keys.Count * names.Count)
        {
            throw new ArgumentException(
                $"{keys.Count} rows of {names.Count} features need {(long)keys.Count * names.Count} values; {values.Length} were given.",
                nameof(values));
        }

        var seen = new HashSet<string>();
        if (names.FirstOrDefault(name => !seen.Add(name)) is { } twice)
        {
            throw new ArgumentException($"The feature name '{twice}' occurs twice; names must be distinct.", nameof(names));
        }

        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"Features must be finite; '{names[bad % names.Count]}' of {keys[bad / names.Count]} is {values[bad]}.", nameof(values));
        }

        Keys = keys;
        Names = [.. names];
        Dimension = names.Count;
        _values = values;
    }

    /// <summary>The rows.</summary>
    public Vocabulary<TKey> Keys { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many columns there are.</summary>
    public int Dimension { get; }

    /// <summary>The features of one row, <see cref="Dimension"/> values.</summary>
    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * Dimension, Dimension);

    /// <summary>All rows with the names of their columns, in the order of <see cref="Keys"/>. They share the table's memory.</summary>
    public IReadOnlyList<FeatureRow> Rows =>
        field ??= [.. Enumerable.Range(0, Keys.Count).Select(row => new FeatureRow(Names, _values.AsMemory(row * Dimension, Dimension)))];

    /// <summary>The features of one key with the names of their columns.</summary>
    /// <exception cref="KeyNotFoundException">The key has no row.</exception>
    public FeatureRow this[TKey key] => Keys.IndexOf(key) is >= 0 and var row
        ? new(Names, _values.AsMemory(row * Dimension, Dimension))
        : throw new KeyNotFoundException(
            $"There are no features of {key} among the {Keys.Count} rows; ask Keys.Contains first where a key may be missing.");

    Vocabulary<TKey> IItemSource<TKey, FeatureRow>.Items => Keys;

    ValueTask<FeatureRow> IItemSource<TKey, FeatureRow>.ReadAsync(TKey item, CancellationToken cancellationToken) => new(this[item]);

    /// <summary>The families of the columns (<see cref="FeatureTable.FamilyOf"/>), distinct, in the order of the columns.</summary>
    public IReadOnlyList<string> Families => [.. Names.Select(FeatureTable.FamilyOf).Distinct()];

    /// <summary>The columns of some families, in the order of this table: for kernels and ablations that go by family.</summary>
    /// <exception cref="ArgumentException">There is no such family; the message names those that there are.</exception>
    public FeatureTable<TKey> SelectFamilies(params IReadOnlyCollection<string> families)
    {
        ArgumentNullException.ThrowIfNull(families);
        if (families.Except(Families).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException(
                $"There is no family '{unknown}' in this table; it has {string.Join(", ", Families)}.", nameof(families));
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

    /// <summary>
    /// The same features in the order of another vocabulary; a key without features gets the means of the table and 1 in the column
    /// <c>missing</c>.
    /// </summary>
    /// <param name="keys">The rows of the result.</param>
    /// <param name="missing">Name of a mask column (1 where features are missing, else 0), or <see langword="null"/> for none.</param>
    /// <param name="isTraining">
    /// The rows of which the means are taken: where a part of the items is held out for a test, those of the training items. All rows by
    /// default.
    /// </param>
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
    /// <summary>
    /// The family of a feature: its name up to the first digit or full stop. <c>mfcc3.mean</c> and <c>mfcc.gap</c> are of the family
    /// <c>mfcc</c>.
    /// </summary>
    public static string FamilyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var end = name.AsSpan().IndexOfAny(FamilyEnd);
        return end > 0 ? name[..end] : name;
    }

    /// <summary>Joins tables side by side (an outer join): the result has the rows of any of them and the columns of all of them.</summary>
    /// <remarks>Where a table lacks a row, its columns get that table's means; a table that lacks any row also adds a mask column
    /// <c>missing.{first name}</c>
    /// (with <c>.2</c>, <c>.3</c>, … behind it where that name is taken, as in a join of joins).</remarks>
    /// <exception cref="ArgumentException">No table was given, or two share a column name.</exception>
    public static FeatureTable<TKey> Join<TKey>(params IReadOnlyList<FeatureTable<TKey>> tables)
        where TKey : notnull => Join(tables, isTraining: null);

    /// <inheritdoc cref="Join{TKey}(IReadOnlyList{FeatureTable{TKey}})"/>
    /// <param name="tables">The tables.</param>
    /// <param name="isTraining">
    /// The rows of which the means are taken: where a part of the items is held out for a test, those of the training items.
    /// <see langword="null"/> for all rows.
    /// </param>
    public static FeatureTable<TKey> Join<TKey>(IReadOnlyList<FeatureTable<TKey>> tables, Func<TKey, bool>? isTraining)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(tables);
        if (tables.Count == 0)
        {
            throw new ArgumentException("There is nothing to join; give one feature table or more.", nameof(tables));
        }

        var keys = new Vocabulary<TKey>(tables.SelectMany(table => table.Keys).Distinct());
        var taken = tables.SelectMany(table => table.Names).ToHashSet();
        var aligned = tables.Select(table => table.AlignTo(
            keys,
            table.Keys.Count == keys.Count || table.Dimension == 0 ? null : FreeName($"missing.{table.Names[0]}", taken),
            isTraining)).ToArray();
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
