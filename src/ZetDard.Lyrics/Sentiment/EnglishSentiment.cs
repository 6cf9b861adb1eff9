using System.Buffers;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Sentiment of English lines by the lexicon and the rules of VADER.</summary>
/// <remarks>
/// Source: C.J. Hutto and E. Gilbert, VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text (ICWSM 2014). The
/// examples of its documentation are the tests. Rules: a word counts with its rated valence, and with more if it is in capitals while
/// others are not; intensifiers, weakeners and negations act up to three words ahead, with less force at a distance; <c>least</c> negates;
/// words before <c>but</c> count half, words after it one and a half times; idioms have their own valences; up to four exclamation marks,
/// and two or more question marks, strengthen the whole. Differences: emoji are not replaced by their descriptions; <c>but</c> halves
/// every word before it (the reference program looks a word up by its valence, and may halve a later one with the same valence instead);
/// affectionate phrases such as "miss you" and "crazy about" are not negative; a negation before <c>stop</c> does not negate the word after
/// it ("can't stop loving you").
/// </remarks>
public sealed class EnglishSentiment : ILyricSentiment
{
    private const double Negation = -0.74;      // (paper, section 3.3, like the other strengths)
    private const double Capitals = 0.733;
    private const double Exclamation = 0.292;
    private const double Alpha = 15;            // x / √(x² + α); α is about the largest sum that is expected

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\u0085\u2028\u2029");
    private static readonly SearchValues<char> Punctuation = SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    /// <summary>
    /// Scores a text: the mean of the compound scores of its non-blank lines, as VADER's documentation recommends for more than one
    /// sentence.
    /// </summary>
    /// <inheritdoc cref="ILyricSentiment.Score"/>
    /// <remarks>
    /// Takes linear time. Text without a line break is one line, however long, and its score then saturates. Text without a known word is
    /// 0.
    /// </remarks>
    public double Score(ReadOnlySpan<char> text) => Score(text, onlyLatin: false);

    /// <inheritdoc/>
    public string CacheKey => ContentKey.OfCode("english sentiment");

    /// <summary>
    /// Scores a text as <see cref="Score(ReadOnlySpan{char})"/> does. If <paramref name="onlyLatin"/> is set, lines without a word in Latin
    /// script are left out instead of counting as neutral, because in a text of several languages another scorer judges them.
    /// </summary>
    internal static double Score(ReadOnlySpan<char> text, bool onlyLatin)
    {
        if (!Ascii.IsValid(text))
        {
            // ’ becomes ', and full width half width. Line separators stay, because folding does not change white space here.
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
        var isKindOf = word.Lower == "kind" && i + 1 < words.Count && words[i + 1].Lower == "of";
        if (VaderLexicon.Intensifiers.ContainsKey(word.Lower) || isKindOf || !IsRated(word, out var rated) || IsAffection(words, i))
        {
            return 0;
        }

        var valence = rated;
        if (word.Lower == "no" && i + 1 < words.Count && IsRated(words[i + 1], out _))
        {
            valence = 0;                                        // it negates the words after it
        }

        var isNoOr = IsAt(words, i - 3, "no") && (IsAt(words, i - 1, "or") || IsAt(words, i - 1, "nor"));
        if (IsAt(words, i - 1, "no") || IsAt(words, i - 2, "no") || isNoOr)
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

        var isAtLeast = IsAt(words, i - 2, "at") || IsAt(words, i - 2, "very");
        var negatesByLeast = IsAt(words, i - 1, "least") && !IsRated(words[i - 1], out _) && !isAtLeast;
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

    /// <summary>The factor by which the word <paramref name="distance"/> words before word i changes its valence.</summary>
    private static double NegationOf(List<Word> words, int i, int distance)
    {
        var before = words[i - distance].Lower;
        if (distance > 1)
        {
            var between = distance == 2 ? [words[i - 1].Lower] : (ReadOnlySpan<string>)[words[i - 2].Lower, words[i - 1].Lower];
            if (before == "never" && (between.Contains("so") || between.Contains("this")))
            {
                return 1.25;                                    // "never so good" and "never this good" are praise
            }

            if (before == "without" && between.Contains("doubt"))
            {
                return 1;
            }

            if (words[i - 1].Lower == "stop")
            {
                return 1;                                       // "can't stop loving" and "never stop smiling" are two negations
            }
        }

        return VaderLexicon.Negations.Contains(before) || before.Contains("n't", StringComparison.Ordinal) ? Negation : 1;
    }

    /// <summary>Looks for an idiom that contains word i or ends just before it; i is 3 or more.</summary>
    private static double WithIdioms(List<Word> words, int i, double valence)
    {
        ReadOnlySpan<string> before =
        [
            Phrase(words, i - 1, i), Phrase(words, i - 2, i), Phrase(words, i - 2, i - 1),
            Phrase(words, i - 3, i - 1), Phrase(words, i - 3, i - 2),
        ];
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

        // Weakeners of two words, such as "sort of" and "kind of".
        return valence
            + VaderLexicon.Intensifiers.GetValueOrDefault(before[3])
            + VaderLexicon.Intensifiers.GetValueOrDefault(before[4])
            + VaderLexicon.Intensifiers.GetValueOrDefault(before[2]);
    }

    private static bool IsAffection(List<Word> words, int i) =>
        (i + 1 < words.Count && VaderLexicon.Affection.Contains(Phrase(words, i, i + 1)))
        || (i + 2 < words.Count && VaderLexicon.Affection.Contains(Phrase(words, i, i + 2)));

    private static double Emphasis(ReadOnlySpan<char> line)
    {
        var questions = line.Count('?');
        return (Math.Min(line.Count('!'), 4) * Exclamation) + (questions <= 1 ? 0 : questions <= 3 ? questions * .18 : .96);
    }

    private static bool IsRated(Word word, out double valence) => VaderLexicon.Valences.TryGetValue(word.Lower, out valence);

    private static bool IsAt(List<Word> words, int i, string word) => i >= 0 && words[i].Lower == word;

    private static string Phrase(List<Word> words, int first, int last) =>
        string.Join(' ', words[first..(last + 1)].Select(word => word.Lower));

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

            // Punctuation is removed unless hardly anything else remains; it may then be an emoticon.
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
