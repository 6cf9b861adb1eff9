using System.Buffers;
using System.Runtime.CompilerServices;

namespace ZetDard.Lyrics;

/// <summary>
/// Finds words that the dictionary does not contain: each character begins a word (B), continues it (M), ends it (E) or is a word by itself
/// (S). Immutable.
/// </summary>
/// <remarks>
/// Viterbi's algorithm with the probabilities of jieba 0.42.1 (finalseg) and in the same order of additions, so that all bits and therefore
/// the words are the same.
/// </remarks>
internal sealed class HiddenMarkovModel
{
    private const char First = '\u4E00';
    private const char Last = '\u9FD5';
    private const double Missing = -3.14e100;           // jieba's logarithm of zero

    private readonly double[] _emission;                // four of each character: B, M, E, S
    private readonly double _startB, _startM, _startE, _startS;
    private readonly double _eb, _sb, _bm, _mm, _be, _me, _es, _ss;

    private HiddenMarkovModel(ReadOnlySpan<double> start, ReadOnlySpan<double> transition, double[] emission)
    {
        (_startB, _startM, _startE, _startS) = (start[0], start[1], start[2], start[3]);
        (_eb, _sb, _bm, _mm) = (transition[0], transition[1], transition[2], transition[3]);
        (_be, _me, _es, _ss) = (transition[4], transition[5], transition[6], transition[7]);
        _emission = emission;
    }

    /// <summary>Whether the model knows the character's block: U+4E00 to U+9FD5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsHan(char character) => (uint)(character - First) <= Last - First;

    public static HiddenMarkovModel Read(ref WordDictionary.Reader reader)
    {
        Span<double> start = stackalloc double[4];
        foreach (ref var value in start)
        {
            value = reader.Double();
        }

        Span<double> transition = stackalloc double[8];
        foreach (ref var value in transition)
        {
            value = reader.Double();
        }

        var emission = new double[4 * (Last - First + 1)];
        for (var state = 0; state < 4; state++)
        {
            var values = new double[reader.Int() + 1];
            values[0] = Missing;
            for (var i = 1; i < values.Length; i++)
            {
                values[i] = reader.Double();
            }

            var indices = reader.Planes(Last - First + 1);
            for (var i = 0; i < indices.Length; i++)
            {
                emission[(4 * i) + state] = values[indices[i]];
            }
        }

        return new(start, transition, emission);
    }

    /// <summary>Divides a run of Han characters into words.</summary>
    /// <param name="text">The run; <see cref="IsHan"/> holds for each of its characters.</param>
    /// <param name="offset">The number to add to the positions.</param>
    /// <param name="tokens">Receives the words.</param>
    public void Cut(ReadOnlySpan<char> text, int offset, List<Range> tokens)
    {
        const int Small = 256;
        byte[]? rented = null;
        var trace = text.Length <= Small ? stackalloc byte[Small] : rented = ArrayPool<byte>.Shared.Rent(text.Length);
        var isSingle = Trace(text, trace);

        // Backwards: the state of a character determines which of its two possible predecessors was the better one.
        // States: 0 B, 1 M, 2 E, 3 S. They overwrite the trace.
        var state = isSingle ? 3 : 2;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            var choice = (trace[i] >> state) & 1;
            trace[i] = (byte)state;
            state = state switch { 0 or 3 => 2 + choice, _ => choice };
        }

        var begin = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (trace[i])
            {
                case 0:
                    begin = i;
                    break;
                case 2:
                    tokens.Add(new(offset + begin, offset + i + 1));
                    break;
                case 3:
                    tokens.Add(new(offset + i, offset + i + 1));
                    break;
                default:
                    break;
            }
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // If two predecessors are equal, jieba takes the state with the greater letter: S before E, M before B. Bit s of the trace says whether
    // state s came from that one.
    private bool Trace(ReadOnlySpan<char> text, Span<byte> trace)
    {
        var emission = _emission.AsSpan(4 * (text[0] - First), 4);
        var b = _startB + emission[0];
        var m = _startM + emission[1];
        var e = _startE + emission[2];
        var s = _startS + emission[3];
        trace[0] = 0;
        for (var i = 1; i < text.Length; i++)
        {
            emission = _emission.AsSpan(4 * (text[i] - First), 4);
            var (fromE, fromS) = (e + _eb + emission[0], s + _sb + emission[0]);
            var (toMFromB, toMFromM) = (b + _bm + emission[1], m + _mm + emission[1]);
            var (toEFromB, toEFromM) = (b + _be + emission[2], m + _me + emission[2]);
            var (toSFromE, toSFromS) = (e + _es + emission[3], s + _ss + emission[3]);
            var choices = 0;
            (b, choices) = fromS >= fromE ? (fromS, choices | 1) : (fromE, choices);
            (m, choices) = toMFromM >= toMFromB ? (toMFromM, choices | 2) : (toMFromB, choices);
            (e, choices) = toEFromM >= toEFromB ? (toEFromM, choices | 4) : (toEFromB, choices);
            (s, choices) = toSFromS >= toSFromE ? (toSFromS, choices | 8) : (toSFromE, choices);
            trace[i] = (byte)choices;
        }

        return s >= e;
    }
}
