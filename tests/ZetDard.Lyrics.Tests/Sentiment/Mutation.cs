namespace ZetDard.Lyrics.Tests;

/// <summary>
/// Damages texts in ways that files and web pages do: characters deleted, doubled, swapped, cut, replaced by surrogates, marks,
/// markup and controls.
/// </summary>
internal static class Mutation
{
    private static readonly string[] Foreign =
    [
        "\uD83D",
        "\uDE00",
        "\u202E",
        "\u2066",
        "\u0000",
        "\uFFFF",
        "\u0301\u0301",
        "<br/>",
        "&amp;",
        "\r",
        "\n",
        "\u2028",
        "ﷺ",
        "ＦＵＬＬ",
        "愛",
        "かな",
        "한",
        "😀",
        "'",
        "n't",
        "!",
        "1e308",
        "\uFEFF",
    ];

    public static void Run(string[] originals, int count, Action<string> check, int seed = 5)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var text = originals[random.Next(originals.Length)];
            for (var change = random.Next(1, 12); change > 0; change--)
            {
                var at = random.Next(text.Length + 1);
                var length = Math.Min(random.Next(1, 8), text.Length - at);
                text = random.Next(5) switch
                {
                    0 => text.Remove(at, length),
                    1 => text.Insert(at, text.Substring(at, length)),
                    2 => text.Insert(at, Foreign[random.Next(Foreign.Length)]),
                    3 => text.Remove(at, length).Insert(at, ((char)random.Next(0x10000)).ToString()),
                    _ => text[at..] + text[..at],
                };
            }

            try
            {
                check(text);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"Text {i} of seed {seed} failed: {string.Join(' ', text.Select(c => $"{(int)c:X4}"))}",
                    failure
                );
            }
        }
    }
}
