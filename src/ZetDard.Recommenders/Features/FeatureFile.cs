using System.Globalization;
using CsvHelper;

namespace ZetDard.Recommenders;

/// <summary>What was read from a file of features.</summary>
/// <typeparam name="TKey">The key of a row.</typeparam>
/// <param name="Table">The features, one row for each key, in the order of the file.</param>
/// <param name="Unmatched">The rows without a key: the line and what the key columns say.</param>
/// <param name="RepeatedCount">How many rows had a key that was there already; the first one stays.</param>
/// <param name="SkippedColumns">Columns that hold something else than numbers.</param>
/// <param name="Problems">Rows that could not be read.</param>
public sealed record FeatureFile<TKey>(
    FeatureTable<TKey> Table, IReadOnlyList<(long Line, string Fields)> Unmatched, int RepeatedCount, IReadOnlyList<string> SkippedColumns, IReadOnlyList<RowProblem> Problems)
    where TKey : notnull;

/// <summary>Writes feature tables as CSV, and reads such files and other people's tables of numbers.</summary>
/// <remarks>The first row names the columns. UTF-8 with or without a byte-order mark, delimited by comma, tab or blanks, plain or gzip-compressed; numbers in the invariant form, true and false as 1 and 0.</remarks>
public static class FeatureFile
{
    /// <summary>Writes a table: a column <c>id</c>, then the features, nine digits each, so that they are read back exactly. An existing file is replaced as a whole.</summary>
    public static void Write<TItem>(string path, FeatureTable<TItem> table)
        where TItem : struct, IId<TItem> => Write(path, table, item => item.Value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc cref="Write{TItem}(string, FeatureTable{TItem})"/>
    /// <param name="path">The file.</param>
    /// <param name="table">The table.</param>
    /// <param name="nameOf">What to write for a key.</param>
    public static void Write<TKey>(string path, FeatureTable<TKey> table, Func<TKey, string> nameOf)
        where TKey : notnull
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(nameOf);
        DataFile.Replace(path, stream =>
        {
            using var csv = CsvWriter.Create(stream, new CsvWriterOptions(), leaveOpen: true);
            csv.WriteField("id");
            foreach (var name in table.Names)
            {
                csv.WriteField(name);
            }

            csv.EndRecord();
            for (var row = 0; row < table.Keys.Count; row++)
            {
                csv.WriteField(nameOf(table.Keys[row]));
                foreach (var value in table.Row(row))
                {
                    csv.WriteField(value.ToString("G9", CultureInfo.InvariantCulture));
                }

                csv.EndRecord();
            }

            csv.Flush();
        });
    }

    /// <summary>Reads a file whose column <c>id</c> holds ids, as <see cref="Write{TItem}(string, FeatureTable{TItem})"/> writes it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or has no such column.</exception>
    public static FeatureFile<TItem> Read<TItem>(string path)
        where TItem : struct, IId<TItem> => Read(path, ["id"], static (IReadOnlyList<string> fields, out TItem item) =>
        {
            var isId = IntegerName.TryParse(fields[0], out var value);
            item = TItem.From(value);
            return isId;
        });

    /// <summary>Reads a table of numbers whose rows get their keys from any columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyColumns">The columns that <paramref name="keyOf"/> is given; upper and lower case are the same.</param>
    /// <param name="keyOf">Makes the key of a row.</param>
    /// <param name="columns">The feature columns; <see langword="null"/> for every other column all of whose fields are numbers.</param>
    /// <param name="isTraining">Which rows the means of columns are taken of: those of training items, where there is a test. All by default.</param>
    /// <returns>The table. An empty field gets its column's mean, and a column with empty fields a mask column <c>missing.{name}</c> (1 where the field was empty) behind the others.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, has no such column, names a feature twice, or an asked column holds something else than numbers; the message names the place.</exception>
    public static FeatureFile<TKey> Read<TKey>(string path, IReadOnlyList<string> keyColumns, FeatureKey<TKey> keyOf, IReadOnlyCollection<string>? columns = null, Func<TKey, bool>? isTraining = null)
        where TKey : notnull
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(keyColumns);
        ArgumentNullException.ThrowIfNull(keyOf);
        using var rows = RowReader.Open(path, allowLineBreaks: true);
        var header = ReadHeader(path, rows);
        var keyIndex = keyColumns.Select(IndexOf).ToArray();
        var featureIndex = columns is null ? [.. Enumerable.Range(0, header.Length).Except(keyIndex)] : columns.Select(IndexOf).ToArray();
        if (featureIndex.GroupBy(column => header[column]).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"{path} has the feature column '{twice.Key}' {twice.Count()} times; columns need names of their own.");
        }

        var notNumber = new (long Line, string Field)?[featureIndex.Length];
        var (keys, seen, values) = (new List<TKey>(), new HashSet<TKey>(), new List<float[]>());
        var (unmatched, problems, repeated) = (new List<(long, string)>(), new List<RowProblem>(), 0);
        while (rows.Read())
        {
            if (rows.Malformed is not null || rows.FieldCount != header.Length)
            {
                problems.Add(new(rows.Line, Math.Min(rows.FieldCount, header.Length), rows.Malformed ?? $"the row has {rows.FieldCount} fields, the header {header.Length}"));
                continue;
            }

            var fields = keyIndex.Select(column => rows.Field(column).ToString()).ToArray();
            if (!keyOf(fields, out var key))
            {
                unmatched.Add((rows.Line, string.Join(" - ", fields)));
                continue;
            }

            if (!seen.Add(key))
            {
                repeated++;
                continue;
            }

            var row = new float[featureIndex.Length];
            for (var i = 0; i < row.Length; i++)
            {
                if (!TryParse(rows.Field(featureIndex[i]), out row[i]))
                {
                    notNumber[i] ??= (rows.Line, rows.Field(featureIndex[i]).ToString());
                }
            }

            keys.Add(key);
            values.Add(row);
        }

        if (columns is not null && Array.FindIndex(notNumber, found => found is not null) is >= 0 and var bad)
        {
            throw new InvalidDataException($"{path}, line {notNumber[bad]!.Value.Line}: '{notNumber[bad]!.Value.Field}' in column '{header[featureIndex[bad]]}' is not a number.");
        }

        var kept = Enumerable.Range(0, featureIndex.Length).Where(i => notNumber[i] is null).ToArray();
        var incomplete = kept.Where(i => values.Exists(row => float.IsNaN(row[i]))).ToArray();
        var training = values.Where((_, row) => isTraining is null || isTraining(keys[row])).ToArray();
        var means = incomplete.ToDictionary(i => i, i => (float)training.Select(row => (double)row[i]).Where(double.IsFinite).DefaultIfEmpty().Average());
        return new(
            new(
                new(keys),
                [.. kept.Select(i => header[featureIndex[i]]), .. incomplete.Select(i => $"missing.{header[featureIndex[i]]}")],
                [.. values.SelectMany(row => kept.Select(i => float.IsNaN(row[i]) ? means[i] : row[i]).Concat(incomplete.Select(i => float.IsNaN(row[i]) ? 1f : 0)))]),
            unmatched,
            repeated,
            [.. Enumerable.Range(0, featureIndex.Length).Except(kept).Select(i => header[featureIndex[i]])],
            problems);

        int IndexOf(string column) => Array.FindIndex(header, name => name.Equals(column, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
            ? index
            : throw new InvalidDataException($"{path} has no column '{column}'; its columns are {string.Join(", ", header)}.");
    }

    /// <summary>Reads the names of the columns of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or empty.</exception>
    public static IReadOnlyList<string> ReadHeader(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var rows = RowReader.Open(path, allowLineBreaks: true);
        return ReadHeader(path, rows);
    }

    private static string[] ReadHeader(string path, RowReader rows) => rows.Read()
        ? [.. Enumerable.Range(0, rows.FieldCount).Select(column => rows.Field(column).TrimStart('\uFEFF').ToString())]
        : throw new InvalidDataException($"{path} has no row; the first one must name the columns.");

    private static bool TryParse(ReadOnlySpan<char> field, out float value)
    {
        value = float.NaN;              // an empty field
        if (field.IsEmpty)
        {
            return true;
        }

        if (bool.TryParse(field, out var truth))
        {
            value = truth ? 1 : 0;
            return true;
        }

        return float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }
}
