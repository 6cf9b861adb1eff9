namespace ZetDard.Lyrics;

/// <summary>
/// The definition of <see cref="WordSegmenter"/> without the model for unknown words, simple and slow: tests and benchmarks compare with
/// it.
/// </summary>
internal static class WordSegmenterReference
{
    /// <summary>Divides a text into tokens. Every division of a block is scored from the list of words.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="frequencyOf">Returns the frequency of a word; <see langword="null"/> or 0 if it is not a word.</param>
    /// <param name="total">The sum of all frequencies.</param>
    /// <param name="maxLength">The length of the longest word.</param>
    public static List<string> Segment(string text, Func<string, long?> frequencyOf, long total, int maxLength)
    {
        var tokens = new List<string>();
        var position = 0;
        while (position < text.Length)
        {
            var end = position;
            while (end < text.Length
                && (text[end] is >= '\u4E00' and <= '\u9FD5'
                    || char.IsAsciiLetterOrDigit(text[end])
                    || "+#&._%-".Contains(text[end], StringComparison.Ordinal)))
            {
                end++;
            }

            if (end > position)
            {
                AddBlock(text[position..end], frequencyOf, total, maxLength, tokens);
            }
            else
            {
                var isPair = text[position..].StartsWith("\r\n", StringComparison.Ordinal)
                    || (position + 1 < text.Length && char.IsSurrogatePair(text, position));
                end += isPair ? 2 : 1;
                tokens.Add(text[position..end]);
            }

            position = end;
        }

        return tokens;
    }

    private static void AddBlock(string block, Func<string, long?> frequencyOf, long total, int maxLength, List<string> tokens)
    {
        var best = new (double Score, int End)[block.Length + 1];
        for (var i = block.Length - 1; i >= 0; i--)
        {
            var ends = Enumerable.Range(i + 1, Math.Min(maxLength, block.Length - i))
                .Where(end => frequencyOf(block[i..end]) is > 0)
                .DefaultIfEmpty(i + 1);
            best[i] = ends.Select(end => (LogFrequency(block[i..end]) - Math.Log(total) + best[end].Score, end)).Max();
        }

        var letters = "";
        for (var i = 0; i < block.Length; i = best[i].End)
        {
            var word = block[i..best[i].End];
            if (word.Length == 1 && char.IsAsciiLetterOrDigit(word[0]))
            {
                letters += word;
                continue;
            }

            tokens.AddRange(letters.Length > 0 ? [letters, word] : [word]);
            letters = "";
        }

        if (letters.Length > 0)
        {
            tokens.Add(letters);
        }

        double LogFrequency(string word) => Math.Log(frequencyOf(word) is > 0 and var frequency ? frequency : 1);
    }
}
