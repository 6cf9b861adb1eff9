using System.Buffers.Binary;

namespace ZetDard.Audio;

/// <summary>Frames of FLAC that follow each other without a gap and agree in form.</summary>
internal sealed class FlacRun(FlacFrame first)
{
    private readonly List<(long Sample, long Offset)> _index = [];

    public int RateHz => first.RateHz;

    public int ChannelCount => first.ChannelCount;

    public int BitCount => first.BitCount;

    public long SampleCount { get; private set; }

    /// <summary>Where the last frame ends.</summary>
    public long End { get; private set; }

    /// <summary>Whether the frames are damaged, so that silence takes their place.</summary>
    public bool IsBroken { get; init; }

    private int MinBlock { get; set; } = int.MaxValue;

    private int MaxBlock { get; set; }

    public void Add(in FlacFrame frame, long start, long end)
    {
        if (_index.Count == 0 || SampleCount - _index[^1].Sample >= RateHz)
        {
            _index.Add((SampleCount, start));       // one frame a second
        }

        (MinBlock, MaxBlock) = (Math.Min(MinBlock, frame.SampleCount), Math.Max(MaxBlock, frame.SampleCount));
        SampleCount += frame.SampleCount;
        End = end;
    }

    /// <summary>The frame from which to decode to arrive at a sample: its first sample, and where it stands.</summary>
    public (long Sample, long Offset) Before(long sample)
    {
        var (low, high) = (0, _index.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _index[middle].Sample <= sample ? (middle, high) : (low, middle - 1);
        }

        return _index[low];
    }

    /// <summary>The beginning of a file of its own for the frames from a sample on (RFC 9639, section 8.2).</summary>
    public byte[] Header(long fromSample)
    {
        var header = new byte[42];
        "fLaC"u8.CopyTo(header);
        header[4] = 0x80;       // STREAMINFO, the last block of metadata
        header[7] = 34;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(8), (ushort)Math.Clamp(MinBlock, 16, 65535));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), (ushort)Math.Clamp(MaxBlock, 16, 65535));
        var samples = SampleCount - fromSample;
        BinaryPrimitives.WriteUInt64BigEndian(
            header.AsSpan(18),
            ((ulong)RateHz << 44) | ((ulong)(ChannelCount - 1) << 41) | ((ulong)(BitCount - 1) << 36)
            | (samples < 1L << 36 ? (ulong)samples : 0));
        return header;
    }
}

/// <summary>The frames of a FLAC file: what there is, whatever its header states.</summary>
/// <remarks>
/// One pass looks for the headers of frames, whose numbers must follow each other. It takes some percent of the time of decoding; the check
/// of the content of the frames is left to the decoder unless it is asked for.
/// </remarks>
internal sealed class FlacMap
{
    private const int ChunkLength = 1 << 18;
    private const int MaxFrameLength = 1 << 22;
    private const int MaxMetadataBlocks = 100_000;
    private const int MaxPending = 8;
    private static readonly Crc Crc16 = new(0x80050000);

    private readonly Stream _bytes;
    private readonly bool _checksFrames;
    private readonly List<FlacRun> _runs = [];
    private readonly List<(long At, FlacFrame Frame)> _pending = [];
    private byte[] _frame = [];
    private FlacRun? _run;
    private (long At, FlacFrame Frame)? _current;
    private FlacFrame _stated;      // rate, channels and bits of the last STREAMINFO
    private long _statedCount;
    private long _streamCount;
    private long _firstAt;
    private long _lost;

    private FlacMap(Stream bytes, bool checksFrames)
    {
        _bytes = bytes;
        _checksFrames = checksFrames;
    }

    /// <summary>The stretches of frames, in order.</summary>
    public IReadOnlyList<FlacRun> Runs => _runs;

    /// <summary>The number of samples of each channel in all runs.</summary>
    public long SampleCount { get; private set; }

    /// <summary>How many samples are missing or damaged in the middle.</summary>
    public long LostCount => _lost > DecodedSource.MaxMissingSeconds * RateHz ? _lost : 0;

    /// <summary>How many samples the headers state beyond those that there are.</summary>
    public long MissingCount { get; private set; }

    /// <summary>The number of samples before the first that are lost.</summary>
    public long FirstLost { get; private set; } = -1;

    private int RateHz => _runs.Count == 0 ? 1 : _runs[0].RateHz;

    /// <summary>Looks for the frames of a stream.</summary>
    /// <param name="bytes">A stream that can seek.</param>
    /// <param name="checksFrames">
    /// Whether the checksum of each frame is tested. Frames that are damaged become a run of their own.
    /// </param>
    public static FlacMap Read(Stream bytes, bool checksFrames)
    {
        var map = new FlacMap(bytes, checksFrames);
        map._firstAt = map.ReadMetadata(SoundFormat.SkipTags(bytes)) ?? -1;
        map.Scan(Math.Max(0, map._firstAt));
        if (map._runs.Count == 0 && map._firstAt > 0)
        {
            (map._firstAt, map.MissingCount) = (-1, 0);
            map.Scan(0);
        }

        return map;
    }

    /// <summary>Fails if the file is damaged or cut off, or holds no frame.</summary>
    public void ThrowIfIncomplete(string path, bool allowIncomplete)
    {
        if (Runs.Count == 0)
        {
            throw new InvalidDataException($"{path} is damaged: it holds no frame of FLAC.");
        }

        if (!allowIncomplete && LostCount > 0)
        {
            throw JoinedSource.Damaged(path, (double)FirstLost / RateHz, (double)LostCount / RateHz);
        }

        if (!allowIncomplete && MissingCount > DecodedSource.MaxMissingSeconds * RateHz)
        {
            throw DecodedSource.Incomplete(path, (double)(SampleCount + MissingCount) / RateHz, (double)SampleCount / RateHz);
        }
    }

    /// <summary>Fails if the sample rate or the channels change.</summary>
    public void ThrowIfChanging(string path)
    {
        var at = 0L;
        foreach (var run in Runs)
        {
            if ((run.RateHz, run.ChannelCount) != (RateHz, Runs[0].ChannelCount))
            {
                throw JoinedSource.Changes(
                    path, (double)at / RateHz, (RateHz, Runs[0].ChannelCount), (run.RateHz, run.ChannelCount));
            }

            at += run.SampleCount;
        }
    }

    // Reads "fLaC" and the blocks of metadata. Returns where they end; null if they are not there or do not fit.
    private long? ReadMetadata(long at)
    {
        Span<byte> head = stackalloc byte[4];
        Span<byte> info = stackalloc byte[34];
        _bytes.Position = at;
        if (_bytes.ReadAtLeast(head, 4, throwOnEndOfStream: false) < 4 || !head.SequenceEqual("fLaC"u8))
        {
            return null;
        }

        at += 4;
        var stated = 0L;
        var hasInfo = false;
        for (var blocks = 0; blocks < MaxMetadataBlocks; blocks++)
        {
            _bytes.Position = at;
            if (_bytes.ReadAtLeast(head, 4, throwOnEndOfStream: false) < 4 || (head[0] & 0x7F) == 0x7F)
            {
                return null;
            }

            var length = (head[1] << 16) | (head[2] << 8) | head[3];
            if ((head[0] & 0x7F) == 0 && length >= 34 && _bytes.ReadAtLeast(info, 34, throwOnEndOfStream: false) == 34)
            {
                var packed = BinaryPrimitives.ReadUInt64BigEndian(info[10..]);
                _stated = new(false, 0, 0, (int)(packed >> 44), (int)((packed >> 41) & 7) + 1, (int)((packed >> 36) & 31) + 1);
                stated = (long)(packed & 0xFFFFFFFFF);
                hasInfo = true;
            }

            at += 4 + length;
            if (at > _bytes.Length)
            {
                break;
            }

            if ((head[0] & 0x80) != 0)
            {
                _statedCount = stated;
                _streamCount = 0;
                return hasInfo ? at : null;
            }
        }

        _statedCount = stated;
        return null;
    }

    private void Scan(long from)
    {
        var buffer = new byte[ChunkLength];
        for (var (start, count) = (from, 0); ;)
        {
            _bytes.Position = start + count;
            var read = _bytes.ReadAtLeast(buffer.AsSpan(count), buffer.Length - count, throwOnEndOfStream: false);
            count += read;
            var end = read == 0 ? count : Math.Max(0, count - FlacFrame.MaxHeaderLength);
            for (var i = 0; FlacFrame.FindSync(buffer.AsSpan(i, count - i)) is >= 0 and var found && i + found < end; i++)
            {
                i += found;
                if (FlacFrame.TryRead(buffer.AsSpan(i, count - i), out var frame))
                {
                    Meet(start + i, frame);
                }
            }

            if (read == 0)
            {
                break;
            }

            buffer.AsSpan(end, count - end).CopyTo(buffer);
            (start, count) = (start + end, count - end);
        }

        Finish();
    }

    // A header that has been found. It is that of the next frame if its number follows. Else it may be a place in a frame that looks like a
    // header, unless another one follows it.
    private void Meet(long at, FlacFrame frame)
    {
        frame = frame with
        {
            RateHz = frame.RateHz == 0 ? _stated.RateHz : frame.RateHz,
            BitCount = frame.BitCount == 0 ? _stated.BitCount : frame.BitCount,
        };
        if (frame.RateHz == 0 || frame.BitCount == 0)
        {
            return;
        }

        if (_current is { } current ? frame.Follows(current.Frame) : at == _firstAt)
        {
            Close(at);
            Begin(at, frame);
            return;
        }

        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            var earlier = _pending[i];
            if (frame.Follows(earlier.Frame) && HasForm(frame, earlier.Frame))
            {
                Break(earlier.At, earlier.Frame);
                Begin(earlier.At, earlier.Frame);
                Close(at);
                Begin(at, frame);
                return;
            }
        }

        if (_pending.Count == MaxPending)
        {
            _pending.RemoveAt(0);
        }

        _pending.Add((at, frame));
    }

    private static bool HasForm(in FlacFrame one, in FlacFrame other) =>
        (one.RateHz, one.ChannelCount, one.BitCount) == (other.RateHz, other.ChannelCount, other.BitCount);

    private void Begin(long at, in FlacFrame frame)
    {
        _current = (at, frame);
        _pending.Clear();
    }

    // The current frame reaches to the place where the next one begins.
    private void Close(long end)
    {
        if (_current is not { } current)
        {
            return;
        }

        var isBroken = _checksFrames && EndOf(current.At, end) != end;
        Add(current.Frame, current.At, end, isBroken);
        if (isBroken)
        {
            Lose(SampleCount - current.Frame.SampleCount, current.Frame.SampleCount);
        }
    }

    private void Add(in FlacFrame frame, long start, long end, bool isBroken = false)
    {
        if (_run is null || isBroken || _run.IsBroken
            || (_run.RateHz, _run.ChannelCount, _run.BitCount) != (frame.RateHz, frame.ChannelCount, frame.BitCount))
        {
            _runs.Add(_run = new(frame) { IsBroken = isBroken });
        }

        _run.Add(frame, start, end);
        SampleCount += frame.SampleCount;
        _streamCount += frame.SampleCount;
    }

    // Frames that do not follow the current one begin at a place: another stream, or what is behind a damage.
    private void Break(long at, in FlacFrame frame)
    {
        if (_current is not { } current)
        {
            return;
        }

        var from = current.At;
        for (var tries = 0; tries < MaxPending && Find("fLaC"u8, from, at) is { } magic; tries++, from = magic + 4)
        {
            var (stated, statedCount, streamCount) = (_stated, _statedCount, _streamCount);
            if (ReadMetadata(magic) is not { } metadataEnd || metadataEnd > at)
            {
                (_stated, _statedCount, _streamCount) = (stated, statedCount, streamCount);
                continue;
            }

            var (next, nextCount) = (_stated, _statedCount);
            (_stated, _statedCount, _streamCount) = (stated, statedCount, streamCount);
            CloseLast(magic);
            (_stated, _statedCount, _streamCount) = (next, nextCount, 0);
            _run = null;
            return;
        }

        var whole = EndOf(current.At, at);
        var missing = current.Frame.Number + (current.Frame.IsVariable ? current.Frame.SampleCount : 1) is var expected
            && frame.Number > expected && frame.IsVariable == current.Frame.IsVariable
                ? (frame.Number - expected) * (frame.IsVariable ? 1 : current.Frame.SampleCount)
                : 0;
        if (whole is { } frameEnd)
        {
            Add(current.Frame, current.At, frameEnd);
        }
        else
        {
            missing += current.Frame.SampleCount;
        }

        if (missing == 0 && _runs.Count > 0 && SampleCount > 0)
        {
            // Numbers that start again say nothing about what is lost; the bytes between do.
            missing = (long)((double)(at - (whole ?? at)) * SampleCount / Math.Max(1, current.At));
        }

        Lose(SampleCount, missing);
        _run = null;
    }

    private void Lose(long at, long count)
    {
        if (count > 0 && FirstLost < 0)
        {
            FirstLost = at;
        }

        _lost += count;
    }

    // The end of a stream: the last frame is there or cut off.
    private void CloseLast(long end)
    {
        if (_current is { } current)
        {
            if (EndOf(current.At, end) is { } whole)
            {
                Add(current.Frame, current.At, whole);
            }
            else
            {
                MissingCount += _streamCount >= _statedCount ? current.Frame.SampleCount : 0;
            }
        }

        MissingCount += Math.Max(0, _statedCount - _streamCount);
        _current = null;
    }

    private void Finish()
    {
        // Frames at the end of a file that is damaged before have no frame behind them that confirms them; their checksums do.
        for (var i = 0; i < _pending.Count; i++)
        {
            var (at, frame) = _pending[i];
            if ((_current is null || HasForm(frame, _current.Value.Frame)) && EndOf(at, _bytes.Length) is not null)
            {
                if (_current is { } current && EndOf(current.At, _bytes.Length) is { } whole && whole > at)
                {
                    continue;       // a place in the last frame
                }

                Break(at, frame);
                Begin(at, frame);
                break;
            }
        }

        CloseLast(_bytes.Length);
    }

    // Where a frame ends that reaches to a place at most: there, or before bytes that do not belong to it. Null if it is damaged.
    private long? EndOf(long start, long limit)
    {
        var length = (int)Math.Min(limit - start, MaxFrameLength);
        if (_frame.Length < length)
        {
            _frame = new byte[Math.Max(length, ChunkLength)];
        }

        _bytes.Position = start;
        var bytes = _frame.AsSpan(0, _bytes.ReadAtLeast(_frame.AsSpan(0, length), length, throwOnEndOfStream: false));
        if (bytes.Length == limit - start && bytes.Length > 2 && Crc16.Of(bytes) == 0)
        {
            return limit;
        }

        return Crc16.LongestWhole(bytes, minLength: 8) is > 0 and var whole ? start + whole : null;
    }

    private long? Find(ReadOnlySpan<byte> magic, long from, long to)
    {
        var buffer = new byte[ChunkLength];
        for (; from < to; from += buffer.Length - magic.Length)
        {
            _bytes.Position = from;
            var count = _bytes.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (buffer.AsSpan(0, (int)Math.Min(count, to - from)).IndexOf(magic) is >= 0 and var found)
            {
                return from + found;
            }

            if (count < buffer.Length)
            {
                break;
            }
        }

        return null;
    }
}
