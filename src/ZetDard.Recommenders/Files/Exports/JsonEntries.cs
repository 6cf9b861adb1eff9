using System.Text;
using System.Text.Json;

namespace ZetDard.Recommenders;

/// <summary>
/// The objects of a JSON text one at a time: the elements of an array, the lines of a file of JSON lines, or both mixed. Objects inside of
/// objects are part of them. Memory is bounded by the longest object, not by the text. Not safe for concurrent use.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="text">The text in UTF-8.</param>
internal sealed class JsonEntries(string path, Stream text)
{
    private const int MaxLength = 1 << 24;
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, AllowTrailingCommas = true };

    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private JsonReaderState _state = new(Options);
    private long _linesBeforeState;     // how many of them in front of the text that _state has seen
    private int _depth;                 // how many arrays are open
    private long _linesBefore;          // how many lines end in front of _start
    private int _entryStart;
    private int _entryLength;

    /// <summary>The current object.</summary>
    public ReadOnlySpan<byte> Entry => _buffer.AsSpan(_entryStart, _entryLength);

    /// <summary>The line on which the current object begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>What is wrong where something else than an object stands, or a line that is no JSON; then there is no object.</summary>
    public string? Problem { get; private set; }

    /// <summary>Goes to the next object, or to the next problem.</summary>
    /// <exception cref="InvalidDataException">The text is cut off, or damaged inside of an array.</exception>
    public bool Read()
    {
        Problem = null;
        (_entryStart, _entryLength) = (0, 0);
        while (true)
        {
            if (ReadBuffered())
            {
                return true;
            }

            if (_isAtEnd)
            {
                return _depth == 0 && _start == _end
                    ? false
                    : throw new InvalidDataException(
                        $"{path} is cut off: it ends on line {_linesBefore + 1 + CountLines(_start, _end)} in the middle of its JSON. "
                        + "Copy or download it again.");
            }

            Fill();
        }
    }

    // Whether the bytes in the buffer hold the next object, or a problem. If not, more of the text is needed.
    private bool ReadBuffered()
    {
        while (true)
        {
            var (consumed, state, depth) = (0, _state, _depth);
            try
            {
                var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), isFinalBlock: false, _state);
                while (reader.Read())
                {
                    var token = reader.TokenType;
                    var tokenStart = _start + (int)reader.TokenStartIndex;
                    if (token == JsonTokenType.StartObject && !reader.TrySkip())
                    {
                        Advance(consumed, state, depth);
                        return false;
                    }

                    (consumed, state, depth) = ((int)reader.BytesConsumed, reader.CurrentState, DepthBehind(ref reader));
                    if (token is JsonTokenType.StartArray or JsonTokenType.EndArray or JsonTokenType.Null)
                    {
                        continue;
                    }

                    Line = _linesBefore + 1 + CountLines(_start, tokenStart);
                    (_entryStart, _entryLength) = (tokenStart, _start + consumed - tokenStart);
                    Problem = token == JsonTokenType.StartObject ? null : "a value stands where an object of a play is expected";
                    Advance(consumed, state, depth);
                    return true;
                }

                Advance((int)reader.BytesConsumed, reader.CurrentState, depth);     // white space
                return false;
            }
            catch (JsonException damaged) when (depth > 0)
            {
                throw new InvalidDataException(
                    $"{path} is damaged: on line {_linesBeforeState + 1 + (damaged.LineNumber ?? 0)} it is not JSON ({Cause(damaged)}). "
                    + "Copy or download it again.", damaged);
            }
            catch (JsonException)
            {
                Advance(consumed, state, depth);
            }

            if (_end - _start < Encoding.UTF8.Preamble.Length && !_isAtEnd)
            {
                return false;
            }

            if (!SkipMark())
            {
                SkipLine();
                return true;
            }
        }
    }

    // A byte-order mark begins the next one of several files that were joined.
    private bool SkipMark()
    {
        Advance(Math.Max(0, _buffer.AsSpan(_start, _end - _start).IndexOfAnyExcept(" \t\r\n"u8)), _state, 0);
        var isMark = _buffer.AsSpan(_start, _end - _start).StartsWith(Encoding.UTF8.Preamble);
        Advance(isMark ? Encoding.UTF8.Preamble.Length : 0, _state, 0);
        return isMark;
    }

    private static int DepthBehind(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.StartArray ? reader.CurrentDepth + 1 : reader.CurrentDepth;

    // A line that is no JSON, outside of arrays: what stands behind it can still be read.
    private void SkipLine()
    {
        Line = _linesBefore + 1;
        Problem = "the line is not JSON";
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            Advance(length >= 0 ? length + 1 : _end - _start, new(Options), 0);
            if (length >= 0 || _isAtEnd)
            {
                _linesBeforeState = _linesBefore;
                return;
            }

            Fill();
        }
    }

    private void Advance(int count, JsonReaderState state, int depth)
    {
        _linesBefore += CountLines(_start, _start + count);
        _start += count;
        _state = state;
        _depth = depth;
    }

    private int CountLines(int from, int to) => _buffer.AsSpan(from, to - from).Count((byte)'\n');

    // Fills the whole buffer, so that an object that needs many blocks is scanned a few times only.
    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            if (_end >= MaxLength)
            {
                throw new InvalidDataException(
                    $"{path} has an entry of more than {MaxLength >> 20} MB on line {_linesBefore + 1}, which no play is. "
                    + "What can be read is a list of plays, as services export it.");
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var free = _buffer.AsSpan(_end);
        var count = text.ReadAtLeast(free, free.Length, throwOnEndOfStream: false);
        _isAtEnd = count < free.Length;
        _end += count;
    }

    // The message without the place behind it, which is told otherwise.
    private static string Cause(JsonException exception) => exception.Message.Split(" LineNumber:")[0].TrimEnd('.', ' ');
}
