namespace ZetDard.Lyrics;

/// <summary>The definition of <see cref="WordSegmenter"/> without the model for unknown words, as slow as it is plain: what tests and benchmarks compare with.</summary>
internal static class WordSegmenterReference
{
    /// <summary>The tokens of a text without its blocks' divisions being shared: every way to the end is scored from the word list.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="frequencyOf">The frequency of a word; <see langword="null"/> or 0 where it is none.</param>
    /// <param name="total">The sum of all frequencies.</param>
    /// <param name="longest">The longest word.</param>
    public static List<string> Segment(string text, Func<string, long?> frequencyOf, long total, int longest)
    {
        var tokens = new List<string>();
        var position = 0;
        while (position < text.Length)
        {
            var end = position;
            while (end < text.Length && (text[end] is >= '\u4E00' and <= '\u9FD5' || char.IsAsciiLetterOrDigit(text[end]) || "+#&._%-".Contains(text[end], StringComparison.Ordinal)))
            {
                end++;
            }

            if (end > position)
            {
                AddBlock(text[position..end], frequencyOf, total, longest, tokens);
            }
            else
            {
                end += text[position..].StartsWith("\r\n", StringComparison.Ordinal) || (position + 1 < text.Length && char.IsSurrogatePair(text, position)) ? 2 : 1;
                tokens.Add(text[position..end]);
            }

            position = end;
        }

        return tokens;
    }

    private static void AddBlock(string block, Func<string, long?> frequencyOf, long total, int longest, List<string> tokens)
    {
        var best = new (double Score, int End)[block.Length + 1];
        for (var i = block.Length - 1; i >= 0; i--)
        {
            var ends = Enumerable.Range(i + 1, Math.Min(longest, block.Length - i)).Where(end => frequencyOf(block[i..end]) is > 0).DefaultIfEmpty(i + 1);
            best[i] = ends.Select(end => (Math.Log(frequencyOf(block[i..end]) is > 0 and var frequency ? frequency : 1) - Math.Log(total) + best[end].Score, end)).Max();
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
    }
}
