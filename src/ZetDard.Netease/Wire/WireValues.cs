namespace ZetDard.Netease.Wire;

/// <summary>Converts values of the answers to values of the models.</summary>
internal static class WireValues
{
    // 1900-01-01 in China's time zone: the service writes it if it does not know a date.
    private const long UnsetMilliseconds = -2_209_017_600_000;

    /// <summary>
    /// Returns a time; <see langword="null"/> for 0, for the service's value for an unknown date, and for an invalid date.
    /// </summary>
    public static DateTimeOffset? ToTime(this long? milliseconds) =>
        milliseconds is { } value and not 0 and not UnsetMilliseconds and >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : null;

    /// <summary>Returns a length of time above 0 and below a year.</summary>
    public static TimeSpan? ToDuration(this long? milliseconds) =>
        milliseconds is > 0 and < 31_536_000_000 ? TimeSpan.FromMilliseconds(milliseconds.Value) : null;

    /// <summary>Returns a whole number that fits into an int.</summary>
    public static int? ToInt(this long? value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : null;

    /// <summary>Returns a count of 0 or more.</summary>
    public static int? ToCount(this long? value) => value is >= 0 and <= int.MaxValue ? (int)value : null;

    /// <summary>Returns a count of 0 or more that may be large.</summary>
    public static long? ToLongCount(this long? value) => value >= 0 ? value : null;

    /// <summary>Returns an id above 0.</summary>
    public static long? ToId(this long? value) => value > 0 ? value : null;

    /// <summary>Returns an http or https address.</summary>
    public static Uri? ToAddress(this string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address.Host.Length > 0
            ? address
            : null;

    /// <summary>Returns a string; <see langword="null"/> if it is empty.</summary>
    public static string? ToText(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>Returns the rows that can be converted; the others are left out.</summary>
    public static List<TModel> ToModels<TRow, TModel>(this List<TRow> rows, Func<TRow, TModel?> map) where TModel : class
    {
        var models = new List<TModel>(rows.Count);
        foreach (var row in rows)
        {
            if (map(row) is { } model)
            {
                models.Add(model);
            }
        }

        return models;
    }
}
