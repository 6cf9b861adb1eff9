namespace ZetDard.Recommenders;

/// <summary>The lines of a text, ended by LF, CR LF or CR. Memory is bounded: of a longer line the beginning is kept.</summary>
/// <param name="text">The text.</param>
internal sealed class TextLines(TextReader text)
{
    /// <summary>How many characters of a line are kept.</summary>
    public const int MaxLength = 10_000;

    private readonly char[] _buffer = new char[1 << 16];
    private readonly char[] _line = new char[MaxLength];
    private int _start;
    private int _end;
    private bool _isBehindReturn;

    /// <summary>The number of the current line, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The current line, without surrounding white space.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Goes to the next line.</summary>
    public bool Read()
    {
        var length = 0;
        var hasAny = false;
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, text.Read(_buffer));
                if (_end == 0)
                {
                    return hasAny && End(length);
                }
            }

            if (_isBehindReturn && _buffer[_start] == '\n')
            {
                _start++;
                _isBehindReturn = false;
                continue;
            }

            _isBehindReturn = false;
            hasAny = true;
            var rest = _buffer.AsSpan(_start, _end - _start);
            var count = rest.IndexOfAny('\n', '\r') is >= 0 and var found ? found : rest.Length;
            var kept = Math.Min(count, MaxLength - length);
            rest[..kept].CopyTo(_line.AsSpan(length));
            length += kept;
            _start += count;
            if (count < rest.Length)
            {
                _isBehindReturn = _buffer[_start++] == '\r';
                return End(length);
            }
        }
    }

    private bool End(int length)
    {
        Line++;
        Text = _line.AsSpan(0, length).Trim().ToString();
        return true;
    }
}
