using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders;

/// <summary>The fields of an entry of any export in JSON that say who played what and when; an entry has those of its own form.</summary>
internal sealed record ExportEntry
{
    // Spotify's extended streaming history.
    public string? Ts { get; init; }

    [JsonPropertyName("username")]
    public string? SpotifyUser { get; init; }

    public string? MsPlayed { get; init; }

    public string? MasterMetadataTrackName { get; init; }

    public string? MasterMetadataAlbumArtistName { get; init; }

    public string? EpisodeName { get; init; }

    public string? AudiobookTitle { get; init; }

    public string? AudiobookChapterTitle { get; init; }

    public string? OfflineTimestamp { get; init; }

    // Spotify's account data.
    [JsonPropertyName("endTime")]
    public string? EndTime { get; init; }

    [JsonPropertyName("trackName")]
    public string? TrackName { get; init; }

    [JsonPropertyName("artistName")]
    public string? ArtistName { get; init; }

    [JsonPropertyName("msPlayed")]
    public string? AccountMsPlayed { get; init; }

    [JsonPropertyName("podcastName")]
    public string? PodcastName { get; init; }

    [JsonPropertyName("episodeName")]
    public string? AccountEpisodeName { get; init; }

    [JsonPropertyName("audiobookName")]
    public string? AudiobookName { get; init; }

    // ListenBrainz.
    public string? ListenedAt { get; init; }

    [JsonPropertyName("user_name")]
    public string? ListenBrainzUser { get; init; }

    public ListenMetadata? TrackMetadata { get; init; }

    /// <summary>Where one object holds many listens: an answer of the API, or what is sent to it.</summary>
    public JsonElement Payload { get; init; }

    public bool IsOfExtendedHistory => (Ts ?? MsPlayed ?? MasterMetadataTrackName) is not null;

    public bool IsOfAccountData => (EndTime ?? AccountMsPlayed) is not null;

    public bool IsOfPodcastOrBook =>
        (EpisodeName ?? AudiobookTitle ?? AudiobookChapterTitle ?? PodcastName ?? AccountEpisodeName ?? AudiobookName) is not null;

    public bool IsListen => ListenedAt is not null || TrackMetadata is not null;

    /// <summary>Reads an object of JSON.</summary>
    /// <exception cref="JsonException">A field is neither a text nor a number where one is expected, or is not valid text.</exception>
    public static ExportEntry Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, ExportJson.Default.ExportEntry)!;

    /// <summary>The listens of <see cref="Payload"/>, and their user where it names them.</summary>
    /// <exception cref="JsonException">As for <see cref="Parse"/>.</exception>
    public (string? User, IEnumerable<ExportEntry?> Listens)? ListensOfPayload()
    {
        var list = Payload;
        string? user = null;
        if (list.ValueKind == JsonValueKind.Object)
        {
            user = list.TryGetProperty("user_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
            list = list.TryGetProperty("listens", out var listens) ? listens : default;
        }

        return list.ValueKind == JsonValueKind.Array
            ? (user, list.EnumerateArray().Select(listen => listen.Deserialize(ExportJson.Default.ExportEntry)))
            : null;
    }
}

/// <summary>What was listened to, as ListenBrainz names it.</summary>
internal sealed record ListenMetadata(string? TrackName, string? ArtistName);

[JsonSerializable(typeof(ExportEntry))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(ScalarText)])]
internal sealed partial class ExportJson : JsonSerializerContext;

/// <summary>A text or a number as text: programs that rewrite exports make numbers of texts, and texts of numbers.</summary>
internal sealed class ScalarText : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.Null => null,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
