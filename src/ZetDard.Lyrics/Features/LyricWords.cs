namespace ZetDard.Lyrics;

/// <summary>The words of lyrics in any language, for counting.</summary>
internal static class LyricWords
{
    /// <summary>
    /// Adds the words of a line: runs of Han characters as the segmenter divides them, each kana, and other runs of letters and digits in
    /// lower case ("don't" is one word).
    /// </summary>
    public static void Add(ReadOnlySpan<char> line, WordSegmenter segmenter, List<string> words, List<Range> ranges)
    {
        var position = 0;
        while (position < line.Length)
        {
            var end = position + 1;
            if (HiddenMarkovModel.IsHan(line[position]))
            {
                while (end < line.Length && HiddenMarkovModel.IsHan(line[end]))
                {
                    end++;
                }

                ranges.Clear();
                segmenter.Segment(line[position..end], ranges);
                foreach (var range in ranges)
                {
                    words.Add(line[position..end][range].ToString());
                }
            }
            else if (IsSingle(line[position]))
            {
                words.Add(line[position].ToString());
            }
            else if (IsLetter(line[position]))
            {
                while (end < line.Length
                    && (IsLetter(line[end]) || (line[end] is '\'' or '’' && end + 1 < line.Length && IsLetter(line[end + 1]))))
                {
                    end++;
                }

                words.Add(line[position..end].ToString().ToLowerInvariant());
            }

            position = end;
        }
    }

    private static bool IsSingle(char character) => character is (>= '\u3041' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF');

    // A surrogate pair of a rare Han character counts as a word. So does an emoji, which hardly matters.
    private static bool IsLetter(char character) =>
        (char.IsLetterOrDigit(character) || char.IsSurrogate(character)) && !HiddenMarkovModel.IsHan(character) && !IsSingle(character);
}
