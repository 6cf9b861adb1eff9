namespace ZetDard.Netease.Wire;

/// <summary>From what stands in an answer to what the models hold.</summary>
internal static class WireValues
{
    // 1900-01-01 of China's clocks: what the service writes where it knows no date.
    private const long UnsetMilliseconds = -2_209_017_600_000;

    /// <summary>A time; <see langword="null"/> for 0, for the service's 'unset', and for what is no date.</summary>
    public static DateTimeOffset? ToTime(this long? milliseconds) =>
        milliseconds is { } value and not 0 and not UnsetMilliseconds and >= -62_135_596_800_000 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    /// <summary>A length of time above 0 and below a year.</summary>
    public static TimeSpan? ToDuration(this long? milliseconds) => milliseconds is > 0 and < 31_536_000_000 ? TimeSpan.FromMilliseconds(milliseconds.Value) : null;

    /// <summary>A whole number that fits.</summary>
    public static int? ToInt(this long? value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : null;

    /// <summary>A count: not below 0.</summary>
    public static int? ToCount(this long? value) => value is >= 0 and <= int.MaxValue ? (int)value : null;

    /// <summary>A count that may be large: not below 0.</summary>
    public static long? ToLongCount(this long? value) => value >= 0 ? value : null;

    /// <summary>An id: above 0.</summary>
    public static long? ToId(this long? value) => value > 0 ? value : null;

    /// <summary>An address on the web.</summary>
    public static Uri? ToAddress(this string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.Host.Length > 0 ? address : null;

    /// <summary>A text, or nothing where it is empty.</summary>
    public static string? ToText(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>Rows that can be told; the others are left out.</summary>
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
