using System.Text.Json;

namespace ZetDard.Lyrics;

/// <summary>Reads the translation and the romanization that Kugou's files hold as JSON in base 64 in the tag <c>language</c>.</summary>
internal static class KugouRenderings
{
    private const int RomanizationType = 0;
    private const int TranslationType = 1;

    /// <summary>Reads one string per line of the lyric, or <see langword="null"/> where there is none or it is not understood.</summary>
    public static (IReadOnlyList<string>? Translation, IReadOnlyList<string>? Romanization) Read(string value)
    {
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(value));
            IReadOnlyList<string>? translation = null;
            IReadOnlyList<string>? romanization = null;
            foreach (var content in json.RootElement.GetProperty("content").EnumerateArray())
            {
                var lines = content.GetProperty("lyricContent").EnumerateArray()
                    .Select(line => string.Concat(line.EnumerateArray().Select(piece => piece.GetString())))
                    .Select(line => LyricText.Clean(line).Trim())
                    .ToList();
                switch (content.GetProperty("type").GetInt32())
                {
                    case TranslationType:
                        translation ??= lines;
                        break;
                    case RomanizationType:
                        romanization ??= lines;
                        break;
                }
            }

            return (translation, romanization);
        }
        catch (Exception damaged) when (damaged is FormatException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return (null, null);
        }
    }
}
