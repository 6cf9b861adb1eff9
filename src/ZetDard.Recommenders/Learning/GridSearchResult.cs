using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>What a grid search found.</summary>
/// <param name="Rows">The candidates in the order in which they were given.</param>
/// <param name="Best">The candidate with the largest mean, the first of equal ones.</param>
public sealed record GridSearchResult<TSource>(IReadOnlyList<GridSearchRow> Rows, GridCandidate<TSource> Best)
{
    /// <summary>A table of the candidates, the best one first.</summary>
    public override string ToString()
    {
        string[][] lines = [.. Rows.OrderByDescending(row => row.Mean).Select(row => new[]
        {
            row.Name,
            row.Mean.ToString("F4", CultureInfo.InvariantCulture),
            row.Deviation.ToString("F4", CultureInfo.InvariantCulture),
        })];
        var text = new StringWriter { NewLine = "\n" };
        TextTable.Write(text, [["candidate", "mean", "deviation"], .. lines]);
        return text.ToString();
    }
}
