namespace ZetDard.Lyrics;

/// <summary>
/// Sentiment of a Chinese text by <see cref="ChineseWords"/>. At each position, the longest word of the lexicon counts. A negation or a
/// word of degree acts on the first word with a valence within four characters after it.
/// </summary>
internal static class ChineseLexicon
{
    private const int Reach = 4;
    private const double MaxFactor = 4;     // more than three words of degree in a row do not strengthen any further
    private const double Neutral = 2;       // so many neutral words are added, because a single word is weak evidence

    private static readonly Dictionary<string, WordRole>.AlternateLookup<ReadOnlySpan<char>> Roles =
        ChineseWords.Roles.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="prepared">A text that <see cref="TermReader.Prepare(string, bool)"/> returned, with Chinese characters only.</param>
    /// <returns>Σ valences / (number of words with a valence + 2), usually −2 … 2, always −8 … 8; 0 if there are none.</returns>
    public static double Score(ReadOnlySpan<char> prepared)
    {
        var (sum, count) = (0.0, 0);
        // The product of the negations and degrees before the current position, and the position up to which they act.
        var (factor, factorEnd) = (1.0, -1);
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
                factor = factorEnd >= 0 && i - factorEnd <= Reach ? Math.Clamp(factor * role.Factor, -MaxFactor, MaxFactor) : role.Factor;
                factorEnd = i + length;
            }

            i += length;
        }

        return sum / (count + Neutral);
    }

    private static bool TryFind(ReadOnlySpan<char> prepared, int start, out WordRole role, out int length)
    {
        for (length = Math.Min(ChineseWords.MaxWordLength, prepared.Length - start); length > 0; length--)
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
