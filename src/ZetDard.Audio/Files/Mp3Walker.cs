namespace ZetDard.Audio;

/// <summary>Goes from frame to frame of MPEG audio, past tags and whatever else does not belong there, with a window of 128 kB.</summary>
/// <remarks>
/// A frame is taken for one if it stands where the last one ended and is like it. Anywhere else it must begin a run of frames, because
/// bytes that look like a header occur in all data.
/// </remarks>
/// <param name="stream">The file, which can seek. Nothing else moves it meanwhile.</param>
/// <param name="end">The end of the frames and tags in it.</param>
internal sealed class Mp3Walker(Stream stream, long end)
{
    /// <summary>How many frames must follow each other where a stream begins.</summary>
    private const int RunLength = 3;

    /// <summary>How many must follow each other behind bytes that are no frames.</summary>
    private const int RunBehindJunk = 4;

    /// <summary>How much a file may be padded with zeros at its end.</summary>
    private const int MaxPadding = 1 << 16;

    private const int MaxFreeCandidates = 3;

    private const int Lookahead = RunBehindJunk * Mp3Header.MaxLength + 4;

    private readonly byte[] _window = new byte[1 << 17];
    private long _end = end;
    private long _windowStart;
    private int _windowLength;
    private long _at;
    private int _freeLength;

    /// <summary>The header of the current frame; 0 before the first.</summary>
    public Mp3Header Header { get; private set; }

    /// <summary>Where the current frame begins.</summary>
    public long Offset { get; private set; }

    /// <summary>The current frame, until the next one is looked for.</summary>
    public ReadOnlySpan<byte> Frame
    {
        get
        {
            var bytes = Bytes(Offset);
            return bytes[..Math.Min(Length, bytes.Length)];
        }
    }

    public int Length { get; private set; }

    /// <summary>Whether the file ends before the frame does.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>How many bytes that are neither frames nor tags precede the current frame; at the end, follow the last one.</summary>
    public long JunkLength { get; private set; }

    /// <summary>
    /// Whether a run of frames begins here: of <paramref name="count"/> frames, or of at least <paramref name="minCount"/> that goes on to
    /// the end of the bytes.
    /// </summary>
    public static bool BeginsRun(ReadOnlySpan<byte> bytes, int count, int minCount)
    {
        var freeLength = 0;
        return BeginsRun(bytes, count, minCount, ref freeLength);
    }

    /// <summary>Looks for the next frame.</summary>
    public bool Next()
    {
        JunkLength = 0;
        var (isExact, isBehindTag) = (true, Header == default);
        while (true)
        {
            var bytes = Bytes(_at);
            if (bytes.Length < 4)
            {
                JunkLength += bytes.Length;
                return false;
            }

            // At the very end, a frame may be cut off.
            var isHeader = Mp3Header.TryRead(bytes, out var header);
            if (isHeader && isExact && header.IsLike(Header))
            {
                return Take(header, bytes.Length);
            }

            var freeLength = isHeader && header.IsLike(Header) ? _freeLength : 0;
            var (count, minCount) = isExact ? (RunLength, 1) : (RunBehindJunk, 2);
            if (isHeader && (isExact || !header.IsFreeFormat || freeLength > 0) && BeginsRun(bytes, count, minCount, ref freeLength))
            {
                _freeLength = freeLength;
                return Take(header, bytes.Length);
            }

            if (isExact && TagLength(bytes) is > 0 and var tagLength)
            {
                if (IsPlausible(_at + tagLength))
                {
                    (_at, isBehindTag) = (_at + tagLength, true);
                    continue;
                }
            }
            else if (isExact && bytes[0] == 0 && ZeroCount(_at) is >= 4 and var zeros)
            {
                _at += zeros;
                JunkLength += isBehindTag || (_at == _end && zeros <= MaxPadding) ? 0 : zeros;
                continue;
            }
            else if (isExact && TagInside() is { } tagEnd)
            {
                (_at, isBehindTag) = (tagEnd, true);
                continue;
            }

            isExact = false;
            bytes = Bytes(_at);     // the window may have moved
            var next = bytes[1..].IndexOf((byte)0xFF);
            var junk = next < 0 ? bytes.Length : next + 1;
            _at += junk;
            JunkLength += junk;
        }
    }

    /// <summary>Goes to the place of a frame that was found before.</summary>
    public void Seek(Mp3Place place) => (_at, Header, _freeLength) = (place.Offset, place.Header, place.FreeLength);

    /// <summary>The place of the current frame.</summary>
    public Mp3Place Place => new(Offset, Header, _freeLength);

    private static bool BeginsRun(ReadOnlySpan<byte> bytes, int count, int minCount, ref int freeLength)
    {
        if (!Mp3Header.TryRead(bytes, out var header))
        {
            return false;
        }

        for (int found = 0, at = 0; ;)
        {
            if (header.IsFreeFormat && freeLength == 0)
            {
                freeLength = FreeLength(header, bytes[at..]);
                if (freeLength == 0)
                {
                    return false;
                }
            }

            var length = header.IsFreeFormat ? freeLength + header.Padding : header.Length;
            if (length > bytes.Length - at)
            {
                return found >= Math.Max(minCount, 2);      // the last frame is cut off
            }

            // The header of the whole stream may be mono where the sound is stereo.
            var isInfo = found == 0 && Mp3Info.TryRead(header, bytes.Slice(at, length), out _);
            found++;
            at += length;
            if (found == count)
            {
                return true;
            }

            var rest = bytes[at..];
            if (rest.Length < 4 || TagLength(rest) > 0 || !rest.ContainsAnyExcept((byte)0))
            {
                return found >= minCount;
            }

            if (!Mp3Header.TryRead(rest, out var next) || (!next.IsLike(header) && !isInfo))
            {
                return false;
            }

            header = next;
        }
    }

    // The length without padding of a frame of free format: the next two headers are at the same distance. In between is hardly ever what
    // looks like a header, as it is in quiet sound without compression.
    private static int FreeLength(Mp3Header header, ReadOnlySpan<byte> bytes)
    {
        var candidates = 0;
        for (var at = header.SideStart + header.SideLength; at <= Mp3Header.MaxLength && at + 4 <= bytes.Length; at++)
        {
            if (bytes[at] != 0xFF || !Mp3Header.TryRead(bytes[at..], out var next) || !next.IsLike(header))
            {
                continue;
            }

            if (++candidates > MaxFreeCandidates)
            {
                return 0;
            }

            var length = at - header.Padding;
            var third = at + length + next.Padding;
            if (third == bytes.Length || (third < bytes.Length && Mp3Header.TryRead(bytes[third..], out var last) && last.IsLike(header)))
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>The length of a tag that begins here; 0 if there is none.</summary>
    private static long TagLength(ReadOnlySpan<byte> bytes)
    {
        if (SoundFormat.TagLength(bytes) is > 0 and var id3)
        {
            return id3;
        }

        if (bytes.StartsWith("TAG"u8))
        {
            return bytes.StartsWith("TAG+"u8) ? 227 : 128;
        }

        if (bytes.StartsWith("APETAGEX"u8) && bytes.Length >= 32)       // wiki.hydrogenaud.io, APEv2
        {
            return 32L + BitConverter.ToUInt32(bytes[12..16]);
        }

        if (bytes.StartsWith("LYRICSBEGIN"u8))                          // id3.org/Lyrics3v2
        {
            var lyricsEnd = Math.Max(bytes.IndexOf("LYRICS200"u8), bytes.IndexOf("LYRICSEND"u8));
            return lyricsEnd < 0 ? 0 : lyricsEnd + 9;
        }

        return 0;
    }

    private bool Take(Mp3Header header, int available)
    {
        var length = header.IsFreeFormat ? _freeLength + header.Padding : header.Length;
        (Header, Offset, Length, IsCutOff) = (header, _at, Math.Min(length, available), length > available);
        _at += Length;
        return true;
    }

    // Whether frames, another tag or the end stand at a place, perhaps behind zeros. The sizes of many tags are wrong.
    private bool IsPlausible(long offset)
    {
        if (offset >= _end)
        {
            return offset == _end;
        }

        var bytes = Bytes(offset + ZeroCount(offset));
        return bytes.Length < 4 || BeginsRun(bytes, RunLength, 1) || TagLength(bytes) > 0;
    }

    // The end of an ID3v2 tag that begins within the last frame, which then was cut off before another file was appended.
    private long? TagInside()
    {
        if (Header == default)
        {
            return null;
        }

        var start = Frame.IndexOf("ID3"u8);
        var length = start < 0 ? 0 : SoundFormat.TagLength(Bytes(Offset)[start..]);
        var tagEnd = Offset + start + length;
        return length > 0 && tagEnd > _at && IsPlausible(tagEnd) ? tagEnd : null;
    }

    private long ZeroCount(long offset)
    {
        var at = offset;
        while (true)
        {
            var bytes = Bytes(at);
            var count = bytes.IndexOfAnyExcept((byte)0);
            if (count >= 0 || bytes.IsEmpty)
            {
                return at + Math.Max(0, count) - offset;
            }

            at += bytes.Length;
        }
    }

    // The bytes from a place on: at least those of some frames, if there are as many.
    private ReadOnlySpan<byte> Bytes(long offset)
    {
        var start = offset - _windowStart;
        var wanted = Math.Min(Lookahead, _end - offset);
        if (wanted <= 0)
        {
            return [];
        }

        if (start < 0 || start + wanted > _windowLength)
        {
            var kept = start >= 0 && start < _windowLength ? _windowLength - (int)start : 0;
            _window.AsSpan((int)(kept == 0 ? 0 : start), kept).CopyTo(_window);
            stream.Position = offset + kept;
            var room = (int)Math.Min(_window.Length - kept, _end - offset - kept);
            var read = stream.ReadAtLeast(_window.AsSpan(kept, room), room, throwOnEndOfStream: false);
            (_windowStart, _windowLength, start) = (offset, kept + read, 0);
            if (read < room)
            {
                _end = offset + _windowLength;      // the file has become shorter
            }
        }

        return _window.AsSpan((int)start, _windowLength - (int)start);
    }
}

/// <summary>Where a frame is, and what must be known to find the next ones from there.</summary>
/// <param name="Offset">The place in the file.</param>
/// <param name="Header">The header of the frame.</param>
/// <param name="FreeLength">The length without padding of a frame of free format.</param>
internal readonly record struct Mp3Place(long Offset, Mp3Header Header, int FreeLength);
