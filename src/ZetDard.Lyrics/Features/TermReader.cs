using System.Buffers;
using System.Globalization;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Receives one term; the span is valid during the call only.</summary>
internal delegate void TermSink(ReadOnlySpan<char> term);

/// <summary>Cuts texts into terms: character n-grams, and word n-grams behind <see cref="WordMark"/>.</summary>
/// <remarks>
/// Texts are folded first (width, case, traditional to simplified); a run of anything but letters, digits and their marks is one blank, and a blank stands at both ends, so that
/// grams know where a line begins. A gram is never a blank alone and never holds half of a surrogate pair. Linear in the text's length. Immutable.
/// </remarks>
internal sealed class TermReader
{
    /// <summary>Stands before a word n-gram, since a character n-gram may be the same text.</summary>
    public const char WordMark = '\t';

    private readonly int _least;
    private readonly int _most;
    private readonly int _words;
    private readonly bool _onlyHan;

    /// <param name="least">Shortest character n-gram.</param>
    /// <param name="most">Longest character n-gram; 0 for none.</param>
    /// <param name="words">Longest word n-gram; 0 for none.</param>
    /// <param name="onlyHan">Whether everything but Chinese characters counts as blank.</param>
    public TermReader(int least, int most, int words, bool onlyHan) => (_least, _most, _words, _onlyHan) = (least, most, words, onlyHan);

    /// <summary>Chinese characters of the basic plane; compatibility forms are folded away before.</summary>
    public static bool IsHan(char character) => character is >= '\u3400' and <= '\u9FFF';

    /// <summary>The folded text with blanks for everything that is no term.</summary>
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

    /// <summary>What this reader cuts a text from.</summary>
    public string Prepare(string text) => Prepare(text, _onlyHan);

    /// <summary>The words of a text, folded; only Chinese ones where asked for.</summary>
    public static List<string> Words(string text, bool onlyHan) => PreparedWords(Prepare(text, onlyHan));

    /// <summary>The words of what <see cref="Prepare(string, bool)"/> gives.</summary>
    public static List<string> PreparedWords(string prepared)
    {
        var words = new List<string>();
        LyricWords.Add(prepared, WordSegmenter.Default, words, []);
        return words;
    }

    /// <summary>Tells <paramref name="sink"/> each term of a text, as often as it occurs.</summary>
    public void Read(string text, TermSink sink) => ReadPrepared(Prepare(text), sink);

    /// <summary>The same of what <see cref="Prepare(string)"/> gives.</summary>
    public void ReadPrepared(string prepared, TermSink sink)
    {
        if (_most > 0)
        {
            ReadCharacters(prepared, sink);
        }

        if (_words > 0)
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

            for (var length = _least; length <= _most && start + length <= prepared.Length; length++)
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
            for (var end = start; end < words.Count && end - start < _words; end++)
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
