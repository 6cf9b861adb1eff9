using System.Globalization;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>A table of tab-separated text whose first line names the columns.</summary>
/// <remarks>
/// Not the reader of <see cref="ZetDard.Catalog.CatalogFiles"/>, which fills a database: here nothing is stored, rows keep
/// their order and their text (they are written again by <c>split</c>), files may be compressed, test files have no header, and
/// what is skipped is noted. Ids follow the same rule (<see cref="ListedSong.Id"/>).
/// </remarks>
internal static class TabFile
{
    private const int DescribedProblems = 3;

    /// <summary>The path of a table in a folder, plain or with the ending .gz; <see langword="null"/> where there is neither.</summary>
    public static string? Find(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path
            : File.Exists(path + ".gz") ? path + ".gz"
            : null;
    }

    /// <summary>Reads the rows; those from which <paramref name="parse"/> makes nothing are skipped and noted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns that are needed, by name; others are passed over.</param>
    /// <param name="parse">
    /// Makes a value of the fields, in the order of <paramref name="columns"/>, and the whole line; or says by an exception of
    /// the kind <see cref="FormatException"/> why it cannot.
    /// </param>
    /// <param name="note">Receives a note about each skipped row.</param>
    /// <param name="headerIsOptional">
    /// Whether a first line that begins with an integer is a row, with the columns in the order of <paramref name="columns"/>.
    /// </param>
    /// <exception cref="InvalidDataException">The file is empty or no text, or lacks a column.</exception>
    public static List<T> Read<T>(
        string path,
        IReadOnlyList<string> columns,
        Func<string[], string, T> parse,
        Action<string> note,
        bool headerIsOptional = false
    )
    {
        using var reader = new StreamReader(DataFile.OpenRead(path), Encoding.UTF8);
        var first = reader.ReadLine() ?? "";
        var header = first.Split('\t');
        var isRow = headerIsOptional && long.TryParse(header[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        var places = isRow
            ? [.. Enumerable.Range(0, columns.Count)]
            : columns
                .Select(column => Array.FindIndex(header, name => string.Equals(name.Trim(), column, StringComparison.OrdinalIgnoreCase)))
                .ToArray();
        var missing = Array.IndexOf(places, -1);
        if (missing >= 0)
        {
            throw new InvalidDataException(
                $"{path} has no column {columns[missing]}; its first line must name the columns {string.Join(", ", columns)}, separated by tabs."
            );
        }

        var rows = new List<T>();
        var problems = 0;
        var fields = new string[places.Length];
        var number = isRow ? 1 : 2;
        for (var line = isRow ? first : reader.ReadLine(); line is not null; line = reader.ReadLine(), number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                var cells = line.Split('\t');
                for (var i = 0; i < places.Length; i++)
                {
                    fields[i] = places[i] < cells.Length ? cells[places[i]].Trim() : throw new FormatException($"it has no {columns[i]}");
                }

                rows.Add(parse(fields, line));
            }
            catch (FormatException wrong)
            {
                problems++;
                if (problems <= DescribedProblems)
                {
                    note($"{path}, line {number}: skipped, {wrong.Message}.");
                }
            }
        }

        if (problems > DescribedProblems)
        {
            note($"{path}: {problems} rows skipped in all.");
        }

        return rows;
    }
}
