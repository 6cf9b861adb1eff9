using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZetDard.Netease.Wire;

// The service is known to write numbers as strings, whole numbers as doubles, Booleans as numbers, null anywhere, and {} for an empty list.
// A member of an unexpected type counts as absent. The code that needs the member decides whether the answer is usable without it.

/// <summary>Reads a whole number, written as a number, as a double without a fraction, or as a string.</summary>
internal sealed class ForgivingLong : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static long? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? whole : reader.TryGetDouble(out var number) ? FromDouble(number) : null;
            case JsonTokenType.String:
                return ForgivingString.Read(ref reader) is { } text
                    && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed)
                    ? parsed
                    : null;
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options) => throw new NotSupportedException();

    // From 2^53 on a double no longer holds every whole number, so that an id could become that of another song.
    private static long? FromDouble(double number) =>
        Math.Abs(number) < 1L << 53 && Math.Truncate(number) == number ? (long)number : null;
}

/// <summary>Reads a number with a fraction, written as a number or as a string.</summary>
internal sealed class ForgivingDouble : JsonConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
            case JsonTokenType.String:
                return ForgivingString.Read(ref reader) is { } text
                    && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                    && double.IsFinite(parsed)
                    ? parsed
                    : null;
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>Reads a Boolean, written as a Boolean, as a number (0 is false) or as a string.</summary>
internal sealed class ForgivingBool : JsonConverter<bool?>
{
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return reader.TryGetDouble(out var number) ? number != 0 : null;
            case JsonTokenType.String:
                return ForgivingString.Read(ref reader) switch
                {
                    "true" or "1" => true,
                    "false" or "0" => false,
                    _ => null,
                };
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>
/// Reads a string; a number counts as its digits. Bytes that are not UTF-8 and unpaired surrogates become U+FFFD, so that one bad
/// title does not make the whole page unreadable.
/// </summary>
internal sealed class ForgivingString : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static string? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                try
                {
                    return reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    return reader.ValueIsEscaped ? Unescaped(Raw(ref reader)) : Raw(ref reader);
                }

            case JsonTokenType.Number:
                return Raw(ref reader);
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => throw new NotSupportedException();

    // The reader has checked that the escapes are complete, but it refuses to return unpaired surrogates.
    private static string Unescaped(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            var letter = raw[++i];
            text.Append(letter switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                _ => letter,
            });
            i += letter == 'u' ? 4 : 0;
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Raw(ref Utf8JsonReader reader) =>
        reader.HasValueSequence ? Encoding.UTF8.GetString(reader.ValueSequence.ToArray()) : Encoding.UTF8.GetString(reader.ValueSpan);
}

/// <summary>Reads whether there is a value: <see langword="false"/> for null and false, otherwise <see langword="true"/>.</summary>
internal sealed class Presence : JsonConverter<bool?>
{
    public override bool HandleNull => true;

    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var present = reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        reader.Skip();
        return present;
    }

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>Reads an object; <see langword="null"/> for any other value.</summary>
internal sealed class Forgiving<T> : JsonConverter<T> where T : class
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return Own(options).Read(ref reader, typeof(T), options);
        }

        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();

    internal static JsonConverter<T> Own(JsonSerializerOptions options) => (JsonConverter<T>)options.GetTypeInfo(typeof(T)).Converter;
}

/// <summary>
/// Reads a list of objects; elements that are not objects are left out. Null and {} count as an empty list, any other value that
/// is not a list as absent.
/// </summary>
internal sealed class ListOf<T> : JsonConverter<List<T>> where T : class
{
    public override bool HandleNull => true;

    public override List<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return IsEmpty(ref reader) ? [] : null;
        }

        var own = Forgiving<T>.Own(options);
        var rows = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                rows.Add(own.Read(ref reader, typeof(T), options)!);
            }
            else
            {
                reader.Skip();
            }
        }

        return rows;
    }

    public override void Write(Utf8JsonWriter writer, List<T> value, JsonSerializerOptions options) => throw new NotSupportedException();

    /// <summary>Skips a value that is not a list, and returns whether it means an empty list.</summary>
    internal static bool IsEmpty(ref Utf8JsonReader reader)
    {
        var empty = reader.TokenType == JsonTokenType.Null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var inside = reader;
            empty = inside.Read() && inside.TokenType == JsonTokenType.EndObject;
        }

        reader.Skip();
        return empty;
    }
}

/// <summary>Reads a list of ids; elements that are not whole numbers are left out. Otherwise the same as <see cref="ListOf{T}"/>.</summary>
internal sealed class LongList : JsonConverter<List<long>>
{
    public override bool HandleNull => true;

    public override List<long>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ListOf<object>.IsEmpty(ref reader) ? [] : null;
        }

        var rows = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ForgivingLong.Read(ref reader) is { } value)
            {
                rows.Add(value);
            }
        }

        return rows;
    }

    public override void Write(Utf8JsonWriter writer, List<long> value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>Reads a list of strings; other elements and empty ones are left out. Otherwise the same as <see cref="ListOf{T}"/>.</summary>
internal sealed class TextList : JsonConverter<List<string>>
{
    public override bool HandleNull => true;

    public override List<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ListOf<object>.IsEmpty(ref reader) ? [] : null;
        }

        var rows = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ForgivingString.Read(ref reader) is { Length: > 0 } value)
            {
                rows.Add(value);
            }
        }

        return rows;
    }

    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}
