using System.Buffers;
using System.Globalization;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Receives one term; the span is valid only during the call.</summary>
internal delegate void TermSink(ReadOnlySpan<char> term);

/// <summary>Divides texts into terms: character n-grams, and word n-grams with the prefix <see cref="WordMark"/>.</summary>
/// <remarks>
/// Texts are folded first (width, case, traditional to simplified). A run of anything but letters, digits and their marks becomes one
/// blank, and a blank is added at both ends, so that n-grams can show where a line begins. An n-gram is never a blank alone and never holds
/// half of a surrogate pair. Linear in the length of the text. Immutable.
/// </remarks>
internal sealed class TermReader
{
    /// <summary>The prefix of a word n-gram, which distinguishes it from an equal character n-gram.</summary>
    public const char WordMark = '\t';

    private readonly int _minCharacters;
    private readonly int _maxCharacters;
    private readonly int _maxWords;
    private readonly bool _onlyHan;

    /// <param name="minCharacters">The minimum length of character n-grams.</param>
    /// <param name="maxCharacters">The maximum length of character n-grams; 0 for none.</param>
    /// <param name="maxWords">The maximum length of word n-grams; 0 for none.</param>
    /// <param name="onlyHan">Whether everything but Chinese characters counts as blank.</param>
    public TermReader(int minCharacters, int maxCharacters, int maxWords, bool onlyHan) =>
        (_minCharacters, _maxCharacters, _maxWords, _onlyHan) = (minCharacters, maxCharacters, maxWords, onlyHan);

    /// <summary>Whether a character is a Chinese one of the basic plane. Compatibility forms have been folded before.</summary>
    public static bool IsHan(char character) => character is >= '\u3400' and <= '\u9FFF';

    /// <summary>Folds a text and replaces everything that is not part of a term by blanks.</summary>
    public static string Prepare(string text, bool onlyHan)
    {
        var folded = TextFolding.Fold(text, TextFoldings.Compatibility | TextFoldings.Case | TextFoldings.Script);
        var prepared = new StringBuilder(folded.Length + 2).Append(' ');
        foreach (var character in folded)
        {
            if (onlyHan ? IsHan(character) : IsTerm(character))
            {
                prepared.Append(character);
            }
            else if (prepared[^1] != ' ')
            {
                prepared.Append(' ');
            }
        }

        return prepared[^1] == ' ' ? prepared.ToString() : prepared.Append(' ').ToString();
    }

    /// <summary>Prepares a text for <see cref="ReadPrepared"/>.</summary>
    public string Prepare(string text) => Prepare(text, _onlyHan);

    /// <summary>The words of a text, folded; only Chinese ones if <paramref name="onlyHan"/> is set.</summary>
    public static List<string> Words(string text, bool onlyHan) => PreparedWords(Prepare(text, onlyHan));

    /// <summary>The words of a text that <see cref="Prepare(string, bool)"/> returned.</summary>
    public static List<string> PreparedWords(string prepared)
    {
        var words = new List<string>();
        LyricWords.Add(prepared, WordSegmenter.Default, words, []);
        return words;
    }

    /// <summary>Calls <paramref name="sink"/> for each term of a text, as often as it occurs.</summary>
    public void Read(string text, TermSink sink) => ReadPrepared(Prepare(text), sink);

    /// <summary>Does the same for a text that <see cref="Prepare(string)"/> returned.</summary>
    public void ReadPrepared(string prepared, TermSink sink)
    {
        if (_maxCharacters > 0)
        {
            ReadCharacters(prepared, sink);
        }

        if (_maxWords > 0)
        {
            ReadWords(prepared, sink);
        }
    }

    private void ReadCharacters(string prepared, TermSink sink)
    {
        for (var start = 0; start < prepared.Length; start++)
        {
            if (char.IsLowSurrogate(prepared[start]))
            {
                continue;
            }

            for (var length = _minCharacters; length <= _maxCharacters && start + length <= prepared.Length; length++)
            {
                var gram = prepared.AsSpan(start, length);
                if (!char.IsHighSurrogate(gram[^1]) && gram is not " ")
                {
                    sink(gram);
                }
            }
        }
    }

    private void ReadWords(string prepared, TermSink sink)
    {
        var words = PreparedWords(prepared);
        var buffer = new ArrayBufferWriter<char>();
        for (var start = 0; start < words.Count; start++)
        {
            buffer.ResetWrittenCount();
            for (var end = start; end < words.Count && end - start < _maxWords; end++)
            {
                buffer.Write([end == start ? WordMark : ' ']);
                buffer.Write(words[end]);
                sink(buffer.WrittenSpan);
            }
        }
    }

    private static bool IsTerm(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
