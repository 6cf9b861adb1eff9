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
        : id.ContainsAny('\0', '\uFFFD') ? $"the {what} '{Shortened(id)}' is not valid text in UTF-8"
        : null;

    protected static string Shortened(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : $"{text[..40]}…";
}

/// <summary>Reads rows with one interaction each, whose fields are where the layout says.</summary>
internal sealed class LayoutRows(InteractionLayout layout, InteractionColumns columns) : InteractionRows
{
    public override RowProblem? Take(RowReader row)
    {
        if (row.FieldCount > layout.FieldCount || row.FieldCount <= Math.Max(layout.User, layout.Item))
        {
            return new(row.Line, Math.Min(row.FieldCount, layout.FieldCount), $"the row has {row.FieldCount} fields; {layout.Expected}");
        }

        if (ProblemOfId(row.Field(layout.User), "user") is { } userProblem)
        {
            return new(row.Line, layout.User + 1, userProblem);
        }

        if (ProblemOfId(row.Field(layout.Item), "item") is { } itemProblem)
        {
            return new(row.Line, layout.Item + 1, itemProblem);
        }

        var weight = 1f;
        if (TryField(row, layout.Count, out var count) && !(float.TryParse(count, NumberStyles.Float, CultureInfo.InvariantCulture, out weight) && weight > 0 && float.IsFinite(weight)))
        {
            return new(row.Line, layout.Count + 1, $"the count '{Shortened(count)}' is not a number above 0");
        }

        var unixSeconds = 0L;
        if (TryField(row, layout.Time, out var time) && !TimeField.TryParse(time, out unixSeconds))
        {
            return new(row.Line, layout.Time + 1, $"the time '{Shortened(time)}' is neither Unix seconds or milliseconds nor an ISO 8601 date");
        }

        // A field is valid until the next one is asked for: the artist is added before user and item.
        var hasArtist = TryField(row, layout.Artist, out var artist);
        if (hasArtist && ProblemOfId(artist, "artist") is { } artistProblem)
        {
            return new(row.Line, layout.Artist + 1, artistProblem);
        }

        if (layout.Artist >= 0)
        {
            columns.Artists.Add(artist);
        }

        columns.Users.Add(row.Field(layout.User));
        columns.Items.Add(row.Field(layout.Item));
        columns.AddNumbers(weight, unixSeconds);
        return null;
    }

    private static bool TryField(RowReader row, int index, out ReadOnlySpan<char> field)
    {
        field = index >= 0 && index < row.FieldCount ? row.Field(index) : [];
        return !field.IsEmpty;
    }
}

/// <summary>Reads rows with one user each: the id of the user, then the ids of their items.</summary>
internal sealed class ListRows(InteractionColumns columns) : InteractionRows
{
    public override RowProblem? Take(RowReader row)
    {
        if (row.FieldCount < 2)
        {
            return new(row.Line, 1, "a list needs a user and at least one item");
        }

        for (var i = 0; i < row.FieldCount; i++)
        {
            if (ProblemOfId(row.Field(i), i == 0 ? "user" : "item") is { } problem)
            {
                return new(row.Line, i + 1, problem);
            }
        }

        columns.Users.Add(row.Field(0));
        for (var i = 1; i < row.FieldCount; i++)
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
