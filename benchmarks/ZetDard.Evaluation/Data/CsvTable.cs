using System.Globalization;
using System.Text;
using CsvHelper;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>A CSV file with a header, in memory.</summary>
internal sealed class CsvTable
{
    private CsvTable(string path, IReadOnlyList<string> columns, IReadOnlyList<string[]> rows) =>
        (Path, Columns, Rows) = (path, columns, rows);

    public string Path { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows below the header, each with one field for each column.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <exception cref="InvalidDataException">
    /// The file is empty, a column has no name or one of another column, or a row has more or fewer fields.
    /// </exception>
    public static CsvTable Read(string path)
    {
        using var stream = DataFile.OpenRead(path);
        using var csv = CsvReader.Create(
            stream,
            new CsvReaderOptions
            {
                Separator = ',',
                HasHeader = false,
                AllowLineBreaksInQuotes = true,
                DetectSeparatorHint = false,
                MalformedData = CsvMalformedDataHandling.Recover,
            }
        );
        if (!csv.Read())
        {
            throw new InvalidDataException($"{path} is empty; it must have a header and rows.");
        }

        var columns = Array.ConvertAll(Fields(csv), name => name.Trim().TrimStart('\uFEFF'));
        if (columns.CountBy(name => name).FirstOrDefault(name => name.Key.Length == 0 || name.Value > 1) is { Value: > 0 } bad)
        {
            throw new InvalidDataException(
                $"{path}: {(bad.Key.Length == 0 ? "a column has no name" : $"{bad.Value} columns are named '{bad.Key}'")}; names must be distinct."
            );
        }

        var rows = new List<string[]>();
        while (csv.Read())
        {
            var fields = Fields(csv);
            if (fields is [""] or [] && columns.Length > 1)
            {
                continue; // an empty line
            }

            if (fields.Length != columns.Length)
            {
                throw new InvalidDataException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path}, row {rows.Count + 1}: it has {fields.Length} fields, the header has {columns.Length}. Correct the row, or put fields with commas into quotes."
                    )
                );
            }

            rows.Add(fields);
        }

        return new(path, columns, rows);
    }

    /// <summary>The place of a column.</summary>
    /// <exception cref="InvalidDataException">There is no such column; the message names those that there are.</exception>
    public int PlaceOf(string column)
    {
        for (var place = 0; place < Columns.Count; place++)
        {
            if (Columns[place] == column)
            {
                return place;
            }
        }

        var hint = Columns.Count == 1 ? " Fields must be separated by commas." : "";
        throw new InvalidDataException($"{Path} has no column '{column}'; it has {string.Join(", ", Columns)}.{hint}");
    }

    /// <summary>A field as a number.</summary>
    /// <exception cref="InvalidDataException">It is none, or not finite; the message names the place.</exception>
    public float Number(int row, int column)
    {
        var text = Rows[row][column];
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? number
            : throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path}, row {row + 1}, column '{Columns[column]}': '{text}' is {(float.IsNaN(number) || float.IsInfinity(number) ? "not finite" : "no number")}. Leave the column out, or correct the row."
                )
            );
    }

    private static string[] Fields(CsvReader csv) =>
        [.. Enumerable.Range(0, csv.FieldCount).Select(i => Encoding.UTF8.GetString(csv.GetSpan(i)))];
}
