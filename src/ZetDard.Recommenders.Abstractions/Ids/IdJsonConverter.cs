using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders;

/// <summary>Writes an id as a number in JSON and reads it back; as the key of a dictionary it is the text of that number.</summary>
/// <typeparam name="TId">The id type.</typeparam>
/// <remarks>
/// Put it on an id type of your own: <c>[JsonConverter(typeof(IdJsonConverter&lt;PodcastId&gt;))]</c>. The ids of this library have it.
/// </remarks>
public sealed class IdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, IId<TId>
{
    /// <inheritdoc/>
    /// <remarks>Reads a text of digits too where the options allow numbers in strings.</remarks>
    /// <exception cref="JsonException">The value is not an integer of 64 bits.</exception>
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value))
        {
            return TId.From(value);
        }

        var allowsText = options is not null && options.NumberHandling.HasFlag(JsonNumberHandling.AllowReadingFromString);
        return allowsText && reader.TokenType == JsonTokenType.String && Id.TryParse<TId>(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"An id of the kind '{IdKind<TId>.Name}' must be an integer, for example 42.");
    }

    /// <inheritdoc/>
    /// <remarks>Writes a text of digits where the options write numbers as strings.</remarks>
    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (options is not null && options.NumberHandling.HasFlag(JsonNumberHandling.WriteAsString))
        {
            writer.WriteStringValue(Id.Format(value));
        }
        else
        {
            writer.WriteNumberValue(value.Value);
        }
    }

    /// <inheritdoc/>
    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Id.TryParse<TId>(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"An id of the kind '{IdKind<TId>.Name}' must be an integer, for example \"42\".");

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(Id.Format(value));
    }
}
