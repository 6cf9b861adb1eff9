namespace ZetDard.Lyrics;

/// <summary>Sentiment of a Chinese text by <see cref="ChineseWords"/>: the longest word at each place counts; a negation or a word of degree acts on the first felt word within four characters behind it.</summary>
internal static class ChineseLexicon
{
    private const int Reach = 4;
    private const double Neutral = 2;       // as many neutral words are added, so that one word is no strong evidence

    private static readonly Dictionary<string, WordRole>.AlternateLookup<ReadOnlySpan<char>> Roles = ChineseWords.Roles.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="prepared">What <see cref="TermReader.Prepare(string, bool)"/> gives, only Chinese characters.</param>
    /// <returns>Σ valences / (number of felt words + 2), about −2 … 2; 0 without any.</returns>
    public static double Score(ReadOnlySpan<char> prepared)
    {
        var (sum, count) = (0.0, 0);
        var (factor, factorEnd) = (1.0, -1);        // what negations and degrees behind which the reading stands make together
        for (var i = 0; i < prepared.Length;)
        {
            if (prepared[i] == ' ')
            {
                (factor, factorEnd) = (1, -1);
                i++;
                continue;
            }

            if (!TryFind(prepared, i, out var role, out var length))
            {
                i++;
                continue;
            }

            if (role.Valence != 0)
            {
                sum += role.Valence * (i - factorEnd <= Reach ? factor : 1);
                count++;
                (factor, factorEnd) = (1, -1);
            }
            else if (role.Factor != 0)
            {
                factor = factorEnd >= 0 && i - factorEnd <= Reach ? factor * role.Factor : role.Factor;
                factorEnd = i + length;
            }

            i += length;
        }

        return sum / (count + Neutral);
    }

    private static bool TryFind(ReadOnlySpan<char> prepared, int start, out WordRole role, out int length)
    {
        for (length = Math.Min(ChineseWords.LongestWord, prepared.Length - start); length > 0; length--)
        {
            if (Roles.TryGetValue(prepared.Slice(start, length), out role))
            {
                return true;
            }
        }

        role = default;
        return false;
    }
}
