using System.Buffers;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Sentiment of English lines by VADER's lexicon and rules.</summary>
/// <remarks>
/// Source: C.J. Hutto and E. Gilbert, VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text (ICWSM 2014), and the examples of its documentation, which are the tests.
/// Rules: a word counts with its rated valence, stronger in capitals among small letters; intensifiers, weakeners and negations act up to three words ahead, with less force from afar;
/// <c>least</c> negates; what stands before <c>but</c> counts half, what follows one and a half times; idioms have valences of their own; up to four exclamation marks, and question marks from two on, strengthen the whole.
/// Differences: emoji are not replaced by their descriptions, and <c>but</c> halves every word before it (the reference program finds a word by its valence, and may halve an equal one behind).
/// </remarks>
public sealed class EnglishSentiment : ILyricSentiment
{
    private const double Negation = -0.74;      // (paper, section 3.3, as are the other strengths)
    private const double Capitals = 0.733;
    private const double Exclamation = 0.292;
    private const double Alpha = 15;            // x / √(x² + α): about the largest sum that is expected

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\u0085\u2028\u2029");
    private static readonly SearchValues<char> Punctuation = SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    /// <summary>Scores a text: the mean of the compound scores of its lines that are not blank, as VADER's documentation advises for more than a sentence.</summary>
    /// <inheritdoc cref="ILyricSentiment.Score"/>
    /// <remarks>Takes linear time. A line of a megabyte is one line: its score saturates. Text without a known word is 0.</remarks>
    public double Score(ReadOnlySpan<char> text) => Score(text, onlyLatin: false);

    /// <inheritdoc/>
    public string CacheKey => ContentKey.OfCode("english sentiment");

    /// <summary>The same, but lines without a word in Latin script may not count: in a text of several languages they are somebody else's, not neutral.</summary>
    internal static double Score(ReadOnlySpan<char> text, bool onlyLatin)
    {
        if (!Ascii.IsValid(text))
        {
            // ’ as ', full width as half; line separators stay, since folding here does not touch white space.
            text = TextFolding.Fold(text.ToString(), TextFoldings.Compatibility | TextFoldings.Punctuation);
        }

        var sum = 0.0;
        var count = 0;
        for (var rest = text; !rest.IsEmpty;)
        {
            var end = rest.IndexOfAny(LineEnds);
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!line.IsWhiteSpace() && (!onlyLatin || ScriptShares.Of(line).Latin > 0))
            {
                sum += Compound(line);
                count++;
            }
        }

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>VADER's compound score of one line or sentence.</summary>
    private static double Compound(ReadOnlySpan<char> line)
    {
        var words = Split(line);
        var mixesCases = words.Exists(word => word.IsUpper) && !words.TrueForAll(word => word.IsUpper);
        var valences = new double[words.Count];
        for (var i = 0; i < valences.Length; i++)
        {
            valences[i] = Valence(words, i, mixesCases);
        }

        var but = words.FindIndex(word => word.Lower == "but");
        var sum = 0.0;
        for (var i = 0; i < valences.Length; i++)
        {
            sum += valences[i] * (but < 0 || i == but ? 1 : i < but ? 0.5 : 1.5);
        }

        sum += Math.Sign(sum) * Emphasis(line);
        return sum / Math.Sqrt((sum * sum) + Alpha);
    }

    private static double Valence(List<Word> words, int i, bool mixesCases)
    {
        var word = words[i];
        if (VaderLexicon.Intensifiers.ContainsKey(word.Lower) || (word.Lower == "kind" && i + 1 < words.Count && words[i + 1].Lower == "of") || !IsRated(word, out var rated))
        {
            return 0;
        }

        var valence = rated;
        if (word.Lower == "no" && i + 1 < words.Count && IsRated(words[i + 1], out _))
        {
            valence = 0;                                        // it negates what follows
        }

        if (IsAt(words, i - 1, "no") || IsAt(words, i - 2, "no") || (IsAt(words, i - 3, "no") && (IsAt(words, i - 1, "or") || IsAt(words, i - 1, "nor"))))
        {
            valence = rated * Negation;
        }

        if (word.IsUpper && mixesCases)
        {
            valence += valence > 0 ? Capitals : -Capitals;
        }

        for (var distance = 1; distance <= 3 && i >= distance; distance++)
        {
            var before = words[i - distance];
            if (IsRated(before, out _))
            {
                continue;
            }

            valence += Strength(before, valence, mixesCases) * distance switch { 1 => 1, 2 => .95, _ => .9 };
            valence *= NegationOf(words, i, distance);
            if (distance == 3)
            {
                valence = WithIdioms(words, i, valence);
            }
        }

        var negatesByLeast = IsAt(words, i - 1, "least") && !IsRated(words[i - 1], out _) && !IsAt(words, i - 2, "at") && !IsAt(words, i - 2, "very");
        return negatesByLeast ? valence * Negation : valence;
    }

    private static double Strength(Word before, double valence, bool mixesCases)
    {
        if (!VaderLexicon.Intensifiers.TryGetValue(before.Lower, out var strength))
        {
            return 0;
        }

        strength = valence < 0 ? -strength : strength;
        return before.IsUpper && mixesCases ? strength + (valence > 0 ? Capitals : -Capitals) : strength;
    }

    /// <summary>The factor by which the word at <paramref name="distance"/> before word i turns it.</summary>
    private static double NegationOf(List<Word> words, int i, int distance)
    {
        var before = words[i - distance].Lower;
        if (distance > 1)
        {
            var between = distance == 2 ? [words[i - 1].Lower] : (ReadOnlySpan<string>)[words[i - 2].Lower, words[i - 1].Lower];
            if (before == "never" && (between.Contains("so") || between.Contains("this")))
            {
                return 1.25;                                    // never so good, never this good: praise
            }

            if (before == "without" && between.Contains("doubt"))
            {
                return 1;
            }
        }

        return VaderLexicon.Negations.Contains(before) || before.Contains("n't", StringComparison.Ordinal) ? Negation : 1;
    }

    /// <summary>Looks for an idiom that holds word i or stands just before it; i is 3 or more.</summary>
    private static double WithIdioms(List<Word> words, int i, double valence)
    {
        ReadOnlySpan<string> before = [Phrase(words, i - 1, i), Phrase(words, i - 2, i), Phrase(words, i - 2, i - 1), Phrase(words, i - 3, i - 1), Phrase(words, i - 3, i - 2)];
        foreach (var phrase in before)
        {
            if (VaderLexicon.Idioms.TryGetValue(phrase, out var idiom))
            {
                valence = idiom;
                break;
            }
        }

        for (var end = i + 1; end <= i + 2 && end < words.Count; end++)
        {
            valence = VaderLexicon.Idioms.GetValueOrDefault(Phrase(words, i, end), valence);
        }

        // Weakeners of two words: sort of, kind of.
        return valence + VaderLexicon.Intensifiers.GetValueOrDefault(before[3]) + VaderLexicon.Intensifiers.GetValueOrDefault(before[4]) + VaderLexicon.Intensifiers.GetValueOrDefault(before[2]);
    }

    private static double Emphasis(ReadOnlySpan<char> line)
    {
        var questions = line.Count('?');
        return (Math.Min(line.Count('!'), 4) * Exclamation) + (questions <= 1 ? 0 : questions <= 3 ? questions * .18 : .96);
    }

    private static bool IsRated(Word word, out double valence) => VaderLexicon.Valences.TryGetValue(word.Lower, out valence);

    private static bool IsAt(List<Word> words, int i, string word) => i >= 0 && words[i].Lower == word;

    private static string Phrase(List<Word> words, int first, int last) => string.Join(' ', words[first..(last + 1)].Select(word => word.Lower));

    private static List<Word> Split(ReadOnlySpan<char> line)
    {
        var words = new List<Word>();
        for (var i = 0; i < line.Length;)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < line.Length && !char.IsWhiteSpace(line[i]))
            {
                i++;
            }

            // Punctuation goes unless hardly anything else is there: then it may be an emoticon.
            var token = line[start..i];
            var stripped = TrimPunctuation(token);
            words.Add(Word.Of(stripped.Length <= 2 ? token : stripped));
        }

        return words;
    }

    private static ReadOnlySpan<char> TrimPunctuation(ReadOnlySpan<char> token)
    {
        var first = token.IndexOfAnyExcept(Punctuation);
        return first < 0 ? [] : token[first..(token.LastIndexOfAnyExcept(Punctuation) + 1)];
    }

    private readonly record struct Word(string Lower, bool IsUpper)
    {
        public static Word Of(ReadOnlySpan<char> token)
        {
            var hasUpper = false;
            var hasLower = false;
            foreach (var character in token)
            {
                hasUpper |= char.IsUpper(character);
                hasLower |= char.IsLower(character);
            }

            return new(token.ToString().ToLowerInvariant(), hasUpper && !hasLower);
        }
    }
}
