using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders.Tests;

public sealed partial class IdTests
{
    private static readonly JsonSerializerOptions Texts = new()
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString,
    };

    public static TheoryData<long> Values => [0, 1, -1, 42, 9_007_199_254_740_993, long.MaxValue, long.MinValue];

    [Theory]
    [MemberData(nameof(Values))]
    public void An_id_is_a_number_in_json_and_a_text_where_the_options_say_so(long value)
    {
        var (song, digits) = (new SongId(value), value.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(digits, JsonSerializer.Serialize(song));
        Assert.Equal(song, JsonSerializer.Deserialize<SongId>(digits));
        Assert.Equal($"\"{digits}\"", JsonSerializer.Serialize(song, Texts));
        Assert.Equal(song, JsonSerializer.Deserialize<SongId>($"\"{digits}\"", Texts));
        Assert.Equal(song, JsonSerializer.Deserialize<SongId>($"\"{digits}\"", JsonSerializerOptions.Web));
    }

    [Theory]
    [InlineData("\"42\"")]
    [InlineData("1.5")]
    [InlineData("1e2")]
    [InlineData("9223372036854775808")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void What_is_no_integer_is_a_json_error_that_names_the_kind_of_id(string json)
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ArtistId>(json));
        Assert.Contains("An id of the kind 'artist' must be an integer", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" 42\"")]
    [InlineData("\"forty-two\"")]
    [InlineData("\"1.0\"")]
    public void A_text_that_is_no_integer_is_a_json_error_where_texts_are_allowed(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SongId>(json, Texts));

    [Fact]
    public void An_id_may_be_missing_and_may_be_a_key()
    {
        Assert.Null(JsonSerializer.Deserialize<SongId?>("null"));
        var counts = new Dictionary<SongId, int> { [new(42)] = 1, [new(-7)] = 2 };
        var json = JsonSerializer.Serialize(counts);
        Assert.Equal("""{"42":1,"-7":2}""", json);
        Assert.Equal(counts, JsonSerializer.Deserialize<Dictionary<SongId, int>>(json));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Dictionary<SongId, int>>("""{"forty-two":1}"""));
    }

    [Fact]
    public void A_context_made_at_compile_time_writes_and_reads_ids()
    {
        var play = new Play(new(1), [new(42)], new() { [new(7)] = 0.5f });
        var json = JsonSerializer.Serialize(play, PlayJson.Default.Play);
        Assert.Equal("""{"User":1,"Songs":[42],"Artists":{"7":0.5}}""", json);
        var read = JsonSerializer.Deserialize(json, PlayJson.Default.Play)!;
        Assert.Equal((play.User, play.Songs[0], 0.5f), (read.User, read.Songs[0], read.Artists[new(7)]));
    }

    [Fact]
    public void An_id_of_ones_own_is_converted_by_the_same_converters()
    {
        Assert.Equal("42", JsonSerializer.Serialize(new PodcastId(42)));
        Assert.Equal(new PodcastId(42), JsonSerializer.Deserialize<PodcastId>("42"));
        Assert.Equal(new PodcastId(42), TypeDescriptor.GetConverter(typeof(PodcastId)).ConvertFromInvariantString("42"));
    }

    // Sweden writes a minus sign that is not the hyphen, Arabic cultures other digits.
    [Theory]
    [InlineData("")]
    [InlineData("sv-SE")]
    [InlineData("de-DE")]
    [InlineData("ar-EG")]
    public void Text_is_the_same_in_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            foreach (var value in Values)
            {
                var (song, digits) = (new SongId(value), value.Data.ToString(CultureInfo.InvariantCulture));
                Assert.Equal(digits, Id.Format(song));
                Assert.Equal(song, Id.Parse<SongId>(digits));
                Assert.Equal(song, Parse<SongId>(digits, CultureInfo.CurrentCulture));
                Assert.Equal(digits, TypeDescriptor.GetConverter(typeof(SongId)).ConvertToString(song));
                Assert.Equal(song, TypeDescriptor.GetConverter(typeof(SongId)).ConvertFromString($" {digits} "));
                Assert.Equal(digits, song.ToString());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static TId Parse<TId>(string text, IFormatProvider provider)
            where TId : IParsable<TId> => TId.Parse(text, provider);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("x")]
    [InlineData("1,000")]
    [InlineData("4 2")]
    [InlineData("9223372036854775808")]
    public void Text_that_is_no_integer_is_refused_and_shown(string text)
    {
        Assert.False(Id.TryParse<SongId>(text, out var song));
        Assert.Equal(default, song);
        Assert.False(SongId.TryParse(text, null, out _));
        var error = Assert.Throws<FormatException>(() => Id.Parse<SongId>(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => TypeDescriptor.GetConverter(typeof(SongId)).ConvertFromString(text));
        Assert.Throws<ArgumentNullException>(() => Id.Parse<SongId>(null!));
        Assert.False(Id.TryParse<SongId>(null, out _));
    }

    internal sealed record Play(UserId User, SongId[] Songs, Dictionary<ArtistId, float> Artists);

    [JsonSerializable(typeof(Play))]
    internal sealed partial class PlayJson : JsonSerializerContext;

    [JsonConverter(typeof(IdJsonConverter<PodcastId>))]
    [TypeConverter(typeof(IdTypeConverter<PodcastId>))]
    internal readonly record struct PodcastId(long Value) : IId<PodcastId>
    {
        public static PodcastId From(long value) => new(value);
    }
}
