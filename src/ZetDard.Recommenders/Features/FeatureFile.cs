using System.Globalization;
using CsvHelper;

namespace ZetDard.Recommenders;

/// <summary>The contents of a feature file.</summary>
/// <typeparam name="TKey">The key of a row.</typeparam>
/// <param name="Table">The features, one row for each key, in the order of the file.</param>
/// <param name="Unmatched">The rows without a key, each with its line and the fields of its key columns.</param>
/// <param name="RepeatedCount">The number of rows whose key had occurred before. The first row of a key is kept.</param>
/// <param name="SkippedColumns">The columns without a name, and those with a field that is neither a number nor marks a missing value.</param>
/// <param name="Problems">The rows that could not be read.</param>
public sealed record FeatureFile<TKey>(
    FeatureTable<TKey> Table,
    IReadOnlyList<(long Line, string Fields)> Unmatched,
    int RepeatedCount,
    IReadOnlyList<string> SkippedColumns,
    IReadOnlyList<RowProblem> Problems)
    where TKey : notnull;

/// <summary>Writes feature tables as CSV, and reads them and tables of numbers that other programs have written.</summary>
/// <remarks>
/// The first row names the columns. Files are plain or gzip-compressed, in UTF-8 or a given encoding, with commas, tabs, semicolons, bars
/// or blanks between the fields. Numbers are in the invariant culture; true and false are read as 1 and 0. An empty field, <c>NA</c>,
/// <c>NaN</c>, <c>null</c>, <c>NULL</c>, <c>None</c>, <c>\N</c>, <c>-</c> and <c>?</c> are missing values.
/// </remarks>
public static class FeatureFile
{
    /// <summary>
    /// Writes a table: a column <c>id</c> and then the features, with nine digits, so that they are read back exactly. An existing file is
    /// replaced as a whole.
    /// </summary>
    /// <remarks>
    /// A name that a spreadsheet would run as a formula, because it begins with <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c>, a tab or a line
    /// break, gets an apostrophe in front of it, which reading takes off again.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A name has a character that a text file cannot hold (NUL, or half of a surrogate pair), or a feature has no name.
    /// </exception>
    public static void Write<TItem>(string path, FeatureTable<TItem> table)
        where TItem : struct, IId<TItem> => Write(path, table, item => item.Value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc cref="Write{TItem}(string, FeatureTable{TItem})"/>
    /// <param name="path">The file.</param>
    /// <param name="table">The table.</param>
    /// <param name="nameOf">Returns the text to write for a key.</param>
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
                WriteText(csv, name.Length > 0 ? name : throw new ArgumentException("A feature has an empty name; name it.", nameof(table)));
            }

            csv.EndRecord();
            for (var row = 0; row < table.Keys.Count; row++)
            {
                WriteText(csv, nameOf(table.Keys[row]));
                foreach (var value in table.Row(row))
                {
                    csv.WriteField(value.ToString("G9", CultureInfo.InvariantCulture));
                }

                csv.EndRecord();
            }

            csv.Flush();
        });
    }

    /// <summary>
    /// Reads a file with a column <c>id</c> of ids, such as <see cref="Write{TItem}(string, FeatureTable{TItem})"/> writes it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">
    /// What separates the fields: one character or <c>::</c>; a blank stands for any number of blanks. <see langword="null"/> to find it from
    /// the first rows.
    /// </param>
    /// <param name="encoding">The encoding by its name, such as <c>GB18030</c>; see <see cref="DataFile.OpenRead"/>.</param>
    /// <exception cref="InvalidDataException">The file is damaged or not a table, or has no such column.</exception>
    public static FeatureFile<TItem> Read<TItem>(string path, string? separator = null, string? encoding = null)
        where TItem : struct, IId<TItem> => Read(
            path,
            ["id"],
            static (IReadOnlyList<string> fields, out TItem item) =>
            {
                var isId = IntegerName.TryParse(fields[0], out var value);
                item = TItem.From(value);
                return isId;
            },
            separator: separator,
            encoding: encoding);

    /// <summary>Reads a table of numbers. The key of a row is made from any of its columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyColumns">
    /// The columns that are passed to <paramref name="keyOf"/>; upper and lower case are not distinguished.
    /// </param>
    /// <param name="keyOf">Makes the key of a row.</param>
    /// <param name="columns">The feature columns; <see langword="null"/> for all other columns that hold only numbers.</param>
    /// <param name="isTraining">
    /// Whether a row is one of a training item; the means of columns are computed from these rows. Default all rows.
    /// </param>
    /// <param name="separator">
    /// What separates the fields: one character or <c>::</c>; a blank stands for any number of blanks. <see langword="null"/> to find it from
    /// the first rows.
    /// </param>
    /// <param name="encoding">The encoding by its name, such as <c>GB18030</c>; see <see cref="DataFile.OpenRead"/>.</param>
    /// <returns>
    /// The table. A missing value gets the mean of its column. For each column with missing values, a mask column <c>missing.{name}</c>
    /// follows after the others, which is 1 where the value was missing.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or not a table, lacks a column, has two feature columns of one name, a column of numbers has an infinite one, or
    /// one of <paramref name="columns"/> has a field that is not a number; the message says where.
    /// </exception>
    public static FeatureFile<TKey> Read<TKey>(
        string path,
        IReadOnlyList<string> keyColumns,
        FeatureKey<TKey> keyOf,
        IReadOnlyCollection<string>? columns = null,
        Func<TKey, bool>? isTraining = null,
        string? separator = null,
        string? encoding = null)
        where TKey : notnull
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(keyColumns);
        ArgumentNullException.ThrowIfNull(keyOf);
        using var rows = Open(path, separator, encoding);
        var header = ReadHeader(path, rows);
        var shift = rows.HasRowNames ? 1 : 0;
        var keyIndex = keyColumns.Select(IndexOf).ToArray();
        var unnamed = Enumerable.Range(0, header.Length).Where(column => IsIndex(header[column])).ToArray();
        var featureIndex = columns is null ? [.. Enumerable.Range(0, header.Length).Except(keyIndex).Except(unnamed)] : columns.Select(IndexOf).ToArray();
        if (featureIndex.GroupBy(column => header[column]).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidDataException(
                $"{path} has the feature column '{twice.Key}' {twice.Count()} times; the names of columns must be distinct.");
        }

        var notNumber = new (long Line, string Field)?[featureIndex.Length];
        var infinite = new (long Line, string Field)?[featureIndex.Length];
        var (keys, seen, values) = (new List<TKey>(), new HashSet<TKey>(), new List<float[]>());
        var (unmatched, problems, repeated) = (new List<(long, string)>(), new List<RowProblem>(), 0);
        while (rows.Read())
        {
            if (rows.Malformed is not null || rows.FieldCount != header.Length + shift)
            {
                var problem = rows.Malformed ?? $"the row has {rows.FieldCount} fields, the header {header.Length}";
                problems.Add(new(rows.Line, Math.Min(rows.FieldCount, header.Length), problem));
                continue;
            }

            var fields = keyIndex.Select(column => SpreadsheetText.Read(rows.ExactField(column + shift))).ToArray();
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
                var field = rows.Field(featureIndex[i] + shift);
                if (!TryParse(field, out row[i]))
                {
                    notNumber[i] ??= (rows.Line, field.ToString());
                }
                else if (float.IsInfinity(row[i]))
                {
                    infinite[i] ??= (rows.Line, field.ToString());
                }
            }

            keys.Add(key);
            values.Add(row);
        }

        if (columns is not null && Array.FindIndex(notNumber, found => found is not null) is >= 0 and var bad)
        {
            var (line, field) = notNumber[bad]!.Value;
            throw new InvalidDataException($"{path}, line {line}: '{field}' in column '{header[featureIndex[bad]]}' is not a number.");
        }

        if (Array.FindIndex(notNumber.Zip(infinite).ToArray(), found => found is (null, not null)) is >= 0 and var tooLarge)
        {
            var (line, field) = infinite[tooLarge]!.Value;
            throw new InvalidDataException(
                $"{path}, line {line}: '{field}' in column '{header[featureIndex[tooLarge]]}' is not a finite number of single precision. "
                + "Leave the field empty, or name the columns to read.");
        }

        var kept = Enumerable.Range(0, featureIndex.Length).Where(i => notNumber[i] is null).ToArray();
        if (kept.Length == 0 && featureIndex.Length > 0)
        {
            var (line, field) = notNumber[0]!.Value;
            throw new InvalidDataException(
                $"{path} has no column of numbers: the first field that is none is '{field}' in column '{header[featureIndex[0]]}' on line {line}. "
                + "Numbers are written with a decimal point.");
        }

        var incomplete = kept.Where(i => values.Exists(row => float.IsNaN(row[i]))).ToArray();
        if (incomplete.Select(i => $"missing.{header[featureIndex[i]]}").FirstOrDefault(mask => kept.Any(i => header[featureIndex[i]] == mask)) is { } twin)
        {
            throw new InvalidDataException($"{path} has a column '{twin}', which is the name of the mask of another column with missing values; rename it.");
        }

        var training = values.Where((_, row) => isTraining is null || isTraining(keys[row])).ToArray();
        var means = incomplete.ToDictionary(
            i => i, i => (float)training.Select(row => (double)row[i]).Where(double.IsFinite).DefaultIfEmpty().Average());
        return new(
            new(
                new(keys),
                [.. kept.Select(i => header[featureIndex[i]]), .. incomplete.Select(i => $"missing.{header[featureIndex[i]]}")],
                [
                    .. values.SelectMany(row => kept.Select(i => float.IsNaN(row[i]) ? means[i] : row[i])
                        .Concat(incomplete.Select(i => float.IsNaN(row[i]) ? 1f : 0))),
                ]),
            unmatched,
            repeated,
            [
                .. unnamed.Select(column => header[column].Length > 0 ? header[column] : string.Create(CultureInfo.InvariantCulture, $"column {column + 1}")),
                .. Enumerable.Range(0, featureIndex.Length).Except(kept).Select(i => header[featureIndex[i]]),
            ],
            problems);

        int IndexOf(string column)
        {
            var index = Array.FindIndex(header, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
            return index >= 0
                ? index
                : throw new InvalidDataException($"{path} has no column '{column}'; its columns are {string.Join(", ", header)}.");
        }
    }

    /// <summary>Reads the names of the columns of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What separates the fields; <see langword="null"/> to find it from the first rows.</param>
    /// <param name="encoding">The encoding by its name; see <see cref="DataFile.OpenRead"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, empty or not a table.</exception>
    public static IReadOnlyList<string> ReadHeader(string path, string? separator = null, string? encoding = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var rows = Open(path, separator, encoding);
        return ReadHeader(path, rows);
    }

    // What pandas calls the index of a data frame.
    private static bool IsIndex(string name) => name.Length == 0 || name is ['U', 'n', 'n', 'a', 'm', 'e', 'd', ':', ' ', .. var number] && int.TryParse(number, CultureInfo.InvariantCulture, out _);

    private static RowReader Open(string path, string? separator, string? encoding) =>
        RowReader.Open(path, separator, encoding, TableForm.Features, static _ => 0);

    private static string[] ReadHeader(string path, RowReader rows) => rows.Read()
        ? [.. Enumerable.Range(0, rows.FieldCount).Select(column => SpreadsheetText.Read(rows.ExactField(column)))]
        : throw new InvalidDataException($"{path} has no row; the first one must name the columns.");

    // Quoted wherever a reader could take the text for something else: blanks at its ends, a comment, another separator.
    private static void WriteText(CsvWriter csv, string text)
    {
        SpreadsheetText.RequireWritable(text);
        text = SpreadsheetText.Write(text);
        var isPlain = text.Length > 0
            && char.IsLetterOrDigit(text[0]) && char.IsLetterOrDigit(text[^1])
            && !text.AsSpan().ContainsAny("\t;|: ");
        csv.WriteField(text, isPlain ? CsvQuoting.WhenNeeded : CsvQuoting.Always);
    }

    // A missing value is NaN.
    private static bool TryParse(ReadOnlySpan<char> field, out float value)
    {
        value = float.NaN;
        if (MissingMark.IsMissingNumber(field))
        {
            return true;
        }

        if (bool.TryParse(field, out var truth))
        {
            value = truth ? 1 : 0;
            return true;
        }

        if (float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return !float.IsNaN(value);
        }

        value = field is "inf" or "+inf" or "-inf" or "Inf" or "-Inf" or "INF" or "-INF" ? float.PositiveInfinity : float.NaN;
        return float.IsInfinity(value);
    }
}
