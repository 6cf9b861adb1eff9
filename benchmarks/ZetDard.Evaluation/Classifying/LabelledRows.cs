using ZetDard.Evaluation.Data;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>Rows of numbers with a label and, where they belong together, a group.</summary>
/// <param name="Rows">The numbers.</param>
/// <param name="Labels">The label of each.</param>
/// <param name="Groups">The group of each; <see langword="null"/> where there is no such column.</param>
/// <param name="Dropped">How many rows were dropped because their numbers are those of an earlier one.</param>
internal sealed record LabelledRows(
    IReadOnlyList<FeatureRow> Rows,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string>? Groups,
    int Dropped
)
{
    /// <summary>Reads all columns as numbers but those of the label, the group and what is left out.</summary>
    /// <param name="table">The file.</param>
    /// <param name="label">The column of the labels.</param>
    /// <param name="group">The column of the groups.</param>
    /// <param name="leftOut">Columns that are not read.</param>
    /// <param name="dropsEqual">Whether rows with the numbers of an earlier one are dropped, whatever their label.</param>
    /// <param name="names">The columns to read, in this order; all where <see langword="null"/>.</param>
    public static LabelledRows From(
        CsvTable table,
        string label,
        string? group,
        IReadOnlyList<string> leftOut,
        bool dropsEqual,
        IReadOnlyList<string>? names = null
    )
    {
        var (labelPlace, groupPlace) = (table.PlaceOf(label), group is null ? -1 : table.PlaceOf(group));
        foreach (var name in leftOut)
        {
            table.PlaceOf(name);
        }

        names ??= [.. table.Columns.Where(name => name != label && name != group && !leftOut.Contains(name))];
        if (names.Count == 0)
        {
            throw new InvalidDataException($"{table.Path} has no column of numbers besides '{label}' and what is left out.");
        }

        int[] places = [.. names.Select(table.PlaceOf)];
        var (rows, labels, groups) = (new List<FeatureRow>(), new List<string>(), new List<string>());
        var seen = new HashSet<string>();
        for (var row = 0; row < table.Rows.Count; row++)
        {
            var values = Array.ConvertAll(places, place => table.Number(row, place));
            if (dropsEqual && !seen.Add(string.Join('|', values.Select(BitConverter.SingleToInt32Bits))))
            {
                continue;
            }

            rows.Add(new(names, values));
            labels.Add(Required(row, labelPlace));
            if (group is not null)
            {
                groups.Add(Required(row, groupPlace));
            }
        }

        return new(rows, labels, group is null ? null : groups, table.Rows.Count - rows.Count);

        string Required(int row, int place) =>
            table.Rows[row][place] is { Length: > 0 } text
                ? text
                : throw new InvalidDataException($"{table.Path}, row {row + 1}: the column '{table.Columns[place]}' is empty.");
    }

    public Examples<FeatureRow> ToExamples() =>
        Examples.From(
            ItemSource.From(Enumerable.Range(0, Rows.Count), (row, _) => new ValueTask<FeatureRow>(Rows[row])),
            Labels.Select((label, row) => new Example<int>(row, label, Groups?[row]))
        );
}
