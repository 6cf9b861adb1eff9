using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>The index of the field of each column in a row, from the header or, without one, in the usual order; −1 where the file lacks the column.</summary>
internal sealed class InteractionLayout
{
    private int _user = -1;
    private int _item = -1;
    private int _artist = -1;
    private int _count = -1;
    private int _time = -1;

    private InteractionLayout()
    {
    }

    public int User => _user;

    public int Item => _item;

    public int Artist => _artist;

    public int Count => _count;

    public int Time => _time;

    /// <summary>How many fields a row has at most.</summary>
    public int FieldCount { get; private init; }

    /// <summary>What the message about a row with another number of fields says that is expected.</summary>
    public string Expected { get; private init; } = "";

    /// <summary>User, item, count, time; the last two may be missing.</summary>
    public static InteractionLayout WithoutHeader { get; } =
        new() { _user = 0, _item = 1, _count = 2, _time = 3, FieldCount = 4, Expected = "without a header they are user, item, count, time, the last two optional" };

    /// <summary>Reads the first row of a file.</summary>
    /// <returns><see langword="null"/> where the row is no header.</returns>
    /// <exception cref="InvalidDataException">It is a header, but lacks a column or names one twice.</exception>
    public static InteractionLayout? FromHeader(string path, RowReader row)
    {
        var layout = new InteractionLayout { FieldCount = row.FieldCount, Expected = $"the header has {row.FieldCount}, of which user and item are needed" };
        var named = 0;
        for (var i = 0; i < row.FieldCount; i++)
        {
            var name = row.Field(i).ToString();
            ref var place = ref layout.PlaceOf(name, out var isKnown);
            if (!isKnown)
            {
                continue;
            }

            if (place >= 0)
            {
                throw new InvalidDataException($"{path}: the header names two columns for the same thing, {place + 1} and {i + 1} ('{name}'); rename one.");
            }

            place = i;
            named++;
        }

        if (layout.Item < 0)
        {
            (layout._item, layout._artist) = (layout._artist, -1);
        }

        if (layout is { User: >= 0, Item: >= 0 })
        {
            return layout;
        }

        // A single known word may be data that happens to be the name of a column. A row with "user" beside other words is meant as a header.
        return named < 2 && !(layout.User >= 0 && IsAllWords(row))
            ? null
            : throw new InvalidDataException(
                $"{path}: the header names no {(layout.User < 0 ? "user" : "item, song or artist")} column; it needs user and one of item, song, artist. " +
                "Known are user, item, song, artist, friend, count and time: rename a column, or, where the first row is data, put a header before it.");
    }

    private static bool IsAllWords(RowReader row)
    {
        for (var i = 0; i < row.FieldCount; i++)
        {
            if (row.Field(i) is var field && (field.IsEmpty || double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            {
                return false;
            }
        }

        return row.FieldCount > 1;
    }

    private ref int PlaceOf(string name, out bool isKnown)
    {
        isKnown = true;
        switch (name.ToUpperInvariant().Replace("_", "", StringComparison.Ordinal))
        {
            case "USER" or "USERID":
                return ref _user;
            case "ITEM" or "ITEMID" or "SONG" or "SONGID" or "FRIEND" or "FRIENDID":
                return ref _item;
            case "ARTIST" or "ARTISTID":
                return ref _artist;
            case "COUNT":
                return ref _count;
            case "TIME":
                return ref _time;
            default:
                isKnown = false;
                return ref _user;
        }
    }
}
