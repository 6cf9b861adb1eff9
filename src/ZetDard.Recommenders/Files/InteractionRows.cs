using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Reads rows of one form into columns. Each form has a class.</summary>
internal abstract class InteractionRows
{
    /// <summary>Reads the current row of a file: the whole row, or nothing of it.</summary>
    /// <returns>What is wrong with the row; <see langword="null"/> if it was read.</returns>
    public abstract RowProblem? Take(RowReader row);

    protected static string? ProblemOfId(ReadOnlySpan<char> id, string what) =>
        id.IsEmpty ? $"the {what} is empty"
        : MissingMark.IsDamaged(id) ? $"the {what} '{id}' was damaged by a spreadsheet; export it as text"
        : id[0] == '[' && id[^1] == ']' && id.Contains(',') && what == "item" && !id.ContainsAny('(', ')')
            ? $"the item '{Excerpt.Of(id)}' is a list; write a row for each item, or one user a row in the format Lists"
        : MissingMark.IsMissing(id) ? $"the {what} '{id}' marks a missing value"
        : id.ContainsAny('\0', '\uFFFD') ? $"the {what} '{Excerpt.Of(id)}' is not valid text in UTF-8"
        : null;
}

/// <summary>Reads rows with one interaction each, whose fields are where the layout says.</summary>
internal sealed class LayoutRows(InteractionLayout layout, InteractionFileOptions options, InteractionColumns columns) : InteractionRows
{
    private readonly double _minMilliseconds = options.MinPlayTime.TotalMilliseconds;

    /// <summary>How many plays were left out because they were too short.</summary>
    public long ShortPlayCount { get; private set; }

    public override RowProblem? Take(RowReader row)
    {
        var fieldCount = row.FieldCount;
        while (fieldCount > layout.FieldCount && row.Field(fieldCount - 1).IsEmpty)
        {
            fieldCount--;       // spreadsheets end rows with separators
        }

        if (fieldCount > layout.FieldCount || fieldCount <= Math.Max(layout.User, layout.Item))
        {
            return new(row.Line, Math.Min(fieldCount, layout.FieldCount), $"the row has {fieldCount} fields; {layout.Expected}");
        }

        if (layout.User >= 0 && ProblemOfId(row.Field(layout.User), "user") is { } userProblem)
        {
            return new(row.Line, layout.User + 1, userProblem);
        }

        if (ProblemOfId(row.Field(layout.Item), "item") is { } itemProblem)
        {
            return new(row.Line, layout.Item + 1, itemProblem);
        }

        var weight = 1f;
        if (TryNumber(row, layout.Count, out var count)
            && !(float.TryParse(count, NumberStyles.Float, CultureInfo.InvariantCulture, out weight) && weight > 0 && float.IsFinite(weight)))
        {
            var remedy = count.Contains(',') ? "; decimals need a point" : "";
            return new(row.Line, layout.Count + 1, $"the count '{Excerpt.Of(count)}' is not a number above 0{remedy}");
        }

        var unixSeconds = 0L;
        if (TryNumber(row, layout.Time, out var time) && TimeField.Parse(time, out unixSeconds) is { } timeProblem)
        {
            return new(row.Line, layout.Time + 1, $"the time '{Excerpt.Of(time)}' {timeProblem}");
        }

        if (_minMilliseconds > 0 && TryNumber(row, layout.PlayTime, out var playTime))
        {
            if (!double.TryParse(playTime, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds))
            {
                return new(row.Line, layout.PlayTime + 1, $"the play time '{Excerpt.Of(playTime)}' is not a number of milliseconds");
            }

            if (milliseconds < _minMilliseconds)
            {
                ShortPlayCount++;
                return null;
            }
        }

        // A field is valid until the next one is asked for: the artist is added before user and item.
        if (layout.Artist >= 0)
        {
            var artist = layout.Artist < row.FieldCount ? row.Field(layout.Artist) : [];
            if (MissingMark.IsMissing(artist))
            {
                columns.Artists.Add([]);
            }
            else if (ProblemOfId(artist, "artist") is { } artistProblem)
            {
                return new(row.Line, layout.Artist + 1, artistProblem);
            }
            else
            {
                columns.Artists.Add(artist);
                AddName(row, layout.ArtistName, columns.Artists);
            }
        }

        columns.Users.Add(layout.User >= 0 ? row.Field(layout.User) : options.Listener);
        columns.Items.Add(row.Field(layout.Item));
        AddName(row, layout.Title, columns.Items);
        columns.AddNumbers(weight, unixSeconds);
        columns.RowsAddUp |= !count.IsEmpty || unixSeconds > 0;
        return null;
    }

    // Whether a row has a number there at all.
    private static bool TryNumber(RowReader row, int index, out ReadOnlySpan<char> field)
    {
        field = index >= 0 && index < row.FieldCount ? row.Field(index) : [];
        return !MissingMark.IsMissingNumber(field);
    }

    private static void AddName(RowReader row, int index, IdColumn column)
    {
        if (index >= 0 && index < row.FieldCount && row.Field(index) is var name && ProblemOfId(name, "name") is null)
        {
            column.NameLast(name);
        }
    }
}

/// <summary>Reads rows with one user each: the id of the user, then the ids of their items.</summary>
internal sealed class ListRows(InteractionColumns columns) : InteractionRows
{
    public override RowProblem? Take(RowReader row)
    {
        var fieldCount = row.FieldCount;
        while (fieldCount > 0 && row.Field(fieldCount - 1).IsEmpty)
        {
            fieldCount--;       // a row may end with separators
        }

        if (fieldCount < 2)
        {
            return new(row.Line, 1, "a list needs a user and at least one item");
        }

        for (var i = 0; i < fieldCount; i++)
        {
            if (ProblemOfId(row.Field(i), i == 0 ? "user" : "item") is { } problem)
            {
                return new(row.Line, i + 1, problem);
            }
        }

        columns.Users.Add(row.Field(0));
        for (var i = 1; i < fieldCount; i++)
        {
            if (i > 1)
            {
                columns.Users.AddLast();
            }

            columns.Items.Add(row.Field(i));
        }

        return null;
    }
}
