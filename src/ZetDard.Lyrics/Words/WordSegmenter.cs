using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// Divides Chinese text into words, with the same results as jieba 0.42.1 in its precise mode. Immutable and safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// The algorithm is that of jieba. Of all ways to divide a run of text into words of a dictionary (349,045 words, embedded), dynamic
/// programming finds the one with the greatest probability. Single characters that remain are joined by a hidden Markov model of the
/// beginnings and ends of words. Additions are done in jieba's order, in double precision, and ties are broken in the same way, so that the
/// words are the same.
/// </para>
/// <para>
/// Only Han characters (U+4E00 to U+9FD5), ASCII letters and digits, and the marks <c>+ # &amp; . _ % -</c> form words. Anything else,
/// including white space, is a token of one character: one Unicode scalar value, one lone surrogate, or the line end <c>\r\n</c>. So the
/// tokens, joined, are always the text. Any text is allowed, and the time is linear in its length. The dictionary is read at first use
/// (about .1 s) and takes about 10 MB, which all segmenters share.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var words = WordSegmenter.Default.Segment("我爱北京天安门");                          // 我 / 爱 / 北京 / 天安门
/// var more = WordSegmenter.Default.WithWords([("周杰伦", null)]).WithScriptFolding();  // more words, and traditional text too
/// </code>
/// </example>
public sealed class WordSegmenter
{
    private const long MaxFrequency = 1_000_000_000_000;
    private const int MaxAddedLength = 64;        // every beginning of a word is stored, and looked up at every position

    private static readonly Lazy<WordSegmenter> Shared = new(() => new(WordDictionary.Instance, [], isFolding: false));
    private static readonly SearchValues<char> WordMarks = SearchValues.Create("+#&._%-");

    private readonly WordDictionary _dictionary;
    private readonly (string Word, long? Frequency)[] _added;
    private readonly UserWords? _user;
    private readonly double _logTotal;

    private WordSegmenter(WordDictionary dictionary, (string Word, long? Frequency)[] added, bool isFolding)
    {
        (_dictionary, _added, FoldsScript) = (dictionary, added, isFolding);
        if (added.Length > 0)
        {
            _user = new(dictionary.Total);
            foreach (var (word, frequency) in added)
            {
                var spelling = isFolding ? SimplifiedCharacters.Fold(word) : word;
                _user.Add(spelling, frequency ?? new WordSegmenter(this, _user).Suggest(spelling), dictionary);
            }
        }

        _logTotal = Math.Log(_user?.Total ?? dictionary.Total);
    }

    // With the user words that have been added so far.
    private WordSegmenter(WordSegmenter unfinished, UserWords user)
    {
        (_dictionary, _added, _user) = (unfinished._dictionary, unfinished._added, user);
        _logTotal = Math.Log(user.Total);
    }

    /// <summary>The segmenter with jieba's own dictionary, without script folding.</summary>
    public static WordSegmenter Default => Shared.Value;

    /// <summary>
    /// Whether traditional text is looked up by its simplified spelling. <see langword="false"/> by default, as in jieba.
    /// </summary>
    public bool FoldsScript { get; }

    /// <summary>Returns a segmenter that knows more words.</summary>
    /// <param name="words">
    /// Words and their frequencies, 0 to 10^12; the frequencies of the dictionary add up to 60 million. If no frequency is given, the word
    /// gets the lowest one that makes it win over its parts (jieba's suggest_freq). 0 removes a word. A word has at most 64 characters. As
    /// in jieba, a word with characters that form no words (see the remarks of the type) is never found.
    /// </param>
    /// <returns>A new segmenter, which takes memory for the added words only. This one does not change.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="words"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// A word is <see langword="null"/>, empty or too long, or its frequency is out of range.
    /// </exception>
    public WordSegmenter WithWords(IEnumerable<(string Word, long? Frequency)> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        (string Word, long? Frequency)[] added = [.. _added, .. words];
        foreach (var (word, frequency) in added.AsSpan(_added.Length))
        {
            if (string.IsNullOrEmpty(word))
            {
                throw new ArgumentException("A word to add is null or empty; give at least one character.", nameof(words));
            }

            if (word.Length > MaxAddedLength)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"The word '{word[..8]}…' has {word.Length} characters; give at most {MaxAddedLength}."),
                    nameof(words));
            }

            if (frequency is < 0 or > MaxFrequency)
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The word '{word}' has the frequency {frequency}; give 0 to {MaxFrequency}, or none to have it computed."),
                    nameof(words));
            }
        }

        return added.Length == _added.Length ? this : new(_dictionary, added, FoldsScript);
    }

    /// <summary>
    /// Returns a segmenter that looks words up by their simplified spelling (<see cref="TextFolding.ToSimplified"/>, character by
    /// character) and returns them in their original spelling.
    /// </summary>
    /// <remarks>A character is not folded if only one of it and its simplified form lies in the basic plane.</remarks>
    public WordSegmenter WithScriptFolding() => FoldsScript ? this : new(_dictionary, _added, isFolding: true);

    /// <summary>Divides a text into words.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="useHmm">
    /// Whether the model for unknown words may join single characters; otherwise only ASCII letters and digits are joined.
    /// </param>
    /// <returns>The tokens in order; joined, they are the text.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public IReadOnlyList<string> Segment(string text, bool useHmm = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<Range>();
        Segment(text, tokens, useHmm);
        var words = new string[tokens.Count];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = text[tokens[i]];
        }

        return words;
    }

    /// <summary>Divides a text into words without allocating a string for each.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="tokens">Receives the ranges of the tokens in the text, in order. They are added to what the list already holds.</param>
    /// <param name="useHmm">See <see cref="Segment(string, bool)"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokens"/> is <see langword="null"/>.</exception>
    public void Segment(ReadOnlySpan<char> text, List<Range> tokens, bool useHmm = true)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (!FoldsScript)
        {
            SegmentFolded(text, tokens, useHmm);
            return;
        }

        var folded = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            SimplifiedCharacters.Fold(text, folded);
            SegmentFolded(folded.AsSpan(0, text.Length), tokens, useHmm);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(folded);
        }
    }

    /// <summary>The frequency of a word, added words included; <see langword="null"/> if this segmenter does not know it.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="word"/> is <see langword="null"/>.</exception>
    public long? FrequencyOf(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Find(FoldsScript ? SimplifiedCharacters.Fold(word) : word) is > 0 and var frequency ? frequency : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAsciiLetterOrDigit(char character) => char.IsAsciiLetterOrDigit(character);

    // re_han_default in jieba.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool FormsWords(char character) =>
        HiddenMarkovModel.IsHan(character) || IsAsciiLetterOrDigit(character) || WordMarks.Contains(character);

    private long? Find(ReadOnlySpan<char> word) => _user?.Find(word) ?? _dictionary.Find(word);

    // suggest_freq in jieba: just above the product of the probabilities of the parts.
    private long Suggest(string word)
    {
        double total = _user!.Total;
        var frequency = 1.0;
        var parts = new List<Range>();
        SegmentFolded(word, parts, useHmm: false);
        foreach (var part in parts)
        {
            frequency *= (Find(word.AsSpan(part)) ?? 1) / total;
        }

        return Math.Max((long)(frequency * total) + 1, Find(word) ?? 1);
    }

    private void SegmentFolded(ReadOnlySpan<char> text, List<Range> tokens, bool useHmm)
    {
        var position = 0;
        while (position < text.Length)
        {
            var end = position;
            while (end < text.Length && FormsWords(text[end]))
            {
                end++;
            }

            if (end > position)
            {
                SegmentBlock(text[position..end], position, tokens, useHmm);
                position = end;
                continue;
            }

            var isPair = position + 1 < text.Length &&
                (char.IsSurrogatePair(text[position], text[position + 1]) || (text[position] == '\r' && text[position + 1] == '\n'));
            end = position + (isPair ? 2 : 1);
            tokens.Add(new(position, end));
            position = end;
        }
    }

    private void SegmentBlock(ReadOnlySpan<char> block, int offset, List<Range> tokens, bool useHmm)
    {
        if (block.Length == 1)
        {
            tokens.Add(new(offset, offset + 1));
            return;
        }

        const int Small = 128;
        ushort[]? rentedCodes = null;
        double[]? rentedScores = null;
        int[]? rentedEnds = null;
        var isSmall = block.Length < Small;
        var codes = isSmall ? stackalloc ushort[Small] : rentedCodes = ArrayPool<ushort>.Shared.Rent(block.Length);
        var scores = isSmall ? stackalloc double[Small] : rentedScores = ArrayPool<double>.Shared.Rent(block.Length + 1);
        var ends = isSmall ? stackalloc int[Small] : rentedEnds = ArrayPool<int>.Shared.Rent(block.Length);
        var allCodes = _dictionary.Codes;
        for (var i = 0; i < block.Length; i++)
        {
            codes[i] = allCodes[block[i]];
        }

        FindRoute(block, codes[..block.Length], scores[..(block.Length + 1)], ends[..block.Length]);
        if (useHmm)
        {
            Emit(block, ends, offset, tokens);
        }
        else
        {
            EmitPlain(block, ends, offset, tokens);
        }

        if (!isSmall)
        {
            ArrayPool<ushort>.Shared.Return(rentedCodes!);
            ArrayPool<double>.Shared.Return(rentedScores!);
            ArrayPool<int>.Shared.Return(rentedEnds!);
        }
    }

    // From the end: the score of the best division of the rest, and where its first word ends. If two divisions are equal, the one with the
    // longer first word wins.
    private void FindRoute(ReadOnlySpan<char> block, ReadOnlySpan<ushort> codes, Span<double> scores, Span<int> ends)
    {
        var cells = _dictionary.Cells;
        var logs = _dictionary.LogFrequencies;
        var logTotal = _logTotal;
        var user = _user;
        scores[codes.Length] = 0;
        for (var i = codes.Length - 1; i >= 0; i--)
        {
            if (user is not null && user.CanBegin(block[i]))
            {
                FindRouteWithUserWords(block, i, scores, ends);
                continue;
            }

            int state = codes[i];
            var cell = cells[state];
            var next = i + 1;
            var best = double.NegativeInfinity;
            var bestEnd = 0;
            var frequency = WordDictionary.FrequencyIndexOf(cell);
            if (frequency != 0)
            {
                (best, bestEnd) = (logs[frequency] - logTotal + scores[next], next);
            }

            // Cell 0 leads nowhere: the base of the root is 0, and only its own children name it as their parent.
            if (state != 0)
            {
                while (next < codes.Length)
                {
                    var child = WordDictionary.BaseOf(cell) + codes[next];
                    cell = cells[child];
                    if (WordDictionary.ParentOf(cell) != state)
                    {
                        break;
                    }

                    state = child;
                    next++;
                    frequency = WordDictionary.FrequencyIndexOf(cell);
                    if (frequency != 0 && logs[frequency] - logTotal + scores[next] is var score && score >= best)
                    {
                        (best, bestEnd) = (score, next);
                    }
                }
            }

            (scores[i], ends[i]) = bestEnd != 0 ? (best, bestEnd) : (logs[0] - logTotal + scores[i + 1], i + 1);
        }
    }

    private void FindRouteWithUserWords(ReadOnlySpan<char> block, int start, Span<double> scores, Span<int> ends)
    {
        var best = double.NegativeInfinity;
        var bestEnd = 0;
        for (var end = start + 1; end <= block.Length && Find(block[start..end]) is { } frequency; end++)
        {
            if (frequency > 0 && Math.Log(frequency) - _logTotal + scores[end] is var score && score >= best)
            {
                (best, bestEnd) = (score, end);
            }
        }

        (scores[start], ends[start]) = bestEnd != 0
            ? (best, bestEnd)
            : (_dictionary.LogFrequencies[0] - _logTotal + scores[start + 1], start + 1);
    }

    // Single characters are collected until a word follows; the model then joins them.
    private void Emit(ReadOnlySpan<char> block, ReadOnlySpan<int> ends, int offset, List<Range> tokens)
    {
        var kept = 0;
        for (var i = 0; i < block.Length; i = ends[i])
        {
            if (ends[i] - i == 1)
            {
                continue;
            }

            EmitKept(block[kept..i], offset + kept, tokens);
            tokens.Add(new(offset + i, offset + ends[i]));
            kept = ends[i];
        }

        EmitKept(block[kept..], offset + kept, tokens);
    }

    private void EmitKept(ReadOnlySpan<char> kept, int offset, List<Range> tokens)
    {
        if (kept.Length > 1 && Find(kept) is null or 0)
        {
            CutUnknown(kept, offset, tokens);
            return;
        }

        for (var i = 0; i < kept.Length; i++)
        {
            tokens.Add(new(offset + i, offset + i + 1));
        }
    }

    // finalseg in jieba: the model divides Han characters; [a-zA-Z0-9]+(?:\.\d+)?%? is one token, and so are the marks between such tokens.
    private void CutUnknown(ReadOnlySpan<char> text, int offset, List<Range> tokens)
    {
        var position = 0;
        while (position < text.Length)
        {
            var end = position;
            if (HiddenMarkovModel.IsHan(text[position]))
            {
                while (end < text.Length && HiddenMarkovModel.IsHan(text[end]))
                {
                    end++;
                }

                CutHan(text[position..end], offset + position, tokens);
            }
            else if (IsAsciiLetterOrDigit(text[position]))
            {
                end = EndOfNumberOrName(text, position);
                tokens.Add(new(offset + position, offset + end));
            }
            else
            {
                while (end < text.Length && !HiddenMarkovModel.IsHan(text[end]) && !IsAsciiLetterOrDigit(text[end]))
                {
                    end++;
                }

                tokens.Add(new(offset + position, offset + end));
            }

            position = end;
        }
    }

    private void CutHan(ReadOnlySpan<char> text, int offset, List<Range> tokens)
    {
        if (text.Length == 1)
        {
            tokens.Add(new(offset, offset + 1));
            return;
        }

        if (_user is null)
        {
            _dictionary.Model.Cut(text, offset, tokens);
            return;
        }

        var joined = new List<Range>();
        _dictionary.Model.Cut(text, offset, joined);
        foreach (var token in joined)
        {
            var (start, end) = (token.Start.Value, token.End.Value);
            if (end - start == 1 || !_user.IsRemoved(text[(start - offset)..(end - offset)]))
            {
                tokens.Add(token);
                continue;
            }

            for (var at = start; at < end; at++)
            {
                tokens.Add(new(at, at + 1));
            }
        }
    }

    private static int EndOfNumberOrName(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end += 2;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }
        }

        return end < text.Length && text[end] == '%' ? end + 1 : end;
    }

    private static void EmitPlain(ReadOnlySpan<char> block, ReadOnlySpan<int> ends, int offset, List<Range> tokens)
    {
        var kept = 0;
        for (var i = 0; i < block.Length; i = ends[i])
        {
            if (ends[i] - i == 1 && IsAsciiLetterOrDigit(block[i]))
            {
                continue;
            }

            if (kept < i)
            {
                tokens.Add(new(offset + kept, offset + i));
            }

            tokens.Add(new(offset + i, offset + ends[i]));
            kept = ends[i];
        }

        if (kept < block.Length)
        {
            tokens.Add(new(offset + kept, offset + block.Length));
        }
    }
}
