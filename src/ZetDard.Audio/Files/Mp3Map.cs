using System.Globalization;

namespace ZetDard.Audio;

/// <summary>
/// What there is of MPEG audio in a file, from one pass over the headers of its frames: an exact length, whatever the file states, and
/// places to start from.
/// </summary>
internal sealed class Mp3Map
{
    private const int MaxPlaceCount = 1 << 15;

    /// <summary>The most bytes of earlier frames that a frame may use: 9 bits of MPEG-1, 8 of MPEG-2.</summary>
    private const int MaxReservoir = 511;

    /// <summary>Frames before a place that are decoded because of the overlap of the filters; a frame of MPEG-2 is half as long.</summary>
    private const int Overlap = 3;

    /// <summary>Frames before a place that are looked at for the reservoir; the shortest hold one byte of it.</summary>
    private const int MaxPreroll = 300;

    private readonly List<Mp3Place> _places = [];
    private readonly Stream _stream;
    private readonly long _end;
    private int _placeDistance = 64;
    private long _frameBytes;
    private long? _firstStatedFrameCount;

    private Mp3Map(Stream stream)
    {
        _stream = stream;
        _end = EndOfFrames(stream);
    }

    /// <summary>The header of the first frame of sound.</summary>
    public Mp3Header First { get; private set; }

    /// <summary>The number of frames of sound.</summary>
    public long FrameCount { get; private set; }

    /// <summary>The index of the first sample that belongs to the sound, and not to the delay of encoder and decoder.</summary>
    public int Start { get; private set; }

    /// <summary>The number of samples of each channel that belong to the sound.</summary>
    public long SampleCount { get; private set; }

    /// <summary>The duration, also of a file that changes its sample rate.</summary>
    public double Seconds { get; private set; }

    /// <summary>How many frames the file states; <see langword="null"/> if it does not.</summary>
    public long? StatedFrameCount { get; private set; }

    /// <summary>The first frame whose form differs from that of the first frame.</summary>
    public (double Seconds, Mp3Header Header)? Change { get; private set; }

    /// <summary>
    /// How many bytes behind the first frame are neither frames nor tags, and where the first of them are. None if there are as many frames
    /// as the file states.
    /// </summary>
    public (long Length, long Offset, double Seconds) Junk { get; private set; }

    /// <summary>Reads the headers of all frames of a file.</summary>
    /// <param name="stream">The file, which can seek. The map uses it later, too.</param>
    /// <param name="path">The name of the file in messages.</param>
    /// <exception cref="InvalidDataException">There is no frame of sound.</exception>
    public static Mp3Map Read(Stream stream, string path)
    {
        var map = new Mp3Map(stream);
        map.Read();
        return map.FrameCount > 0 ? map : throw new InvalidDataException($"{path} is damaged: it holds no frame of MP3.");
    }

    /// <summary>Throws if the file has less sound than it states, or damage in the middle, and that is not allowed.</summary>
    public void ThrowIfIncomplete(string path, bool allowIncomplete)
    {
        if (allowIncomplete)
        {
            return;
        }

        // Some encoders count the frame that states the count.
        var missing = (StatedFrameCount ?? 0) - FrameCount;
        var missingSeconds = (double)missing * First.SamplesPerFrame / First.SampleRateHz;
        if (missing > 1 && missingSeconds > DecodedSource.MaxMissingSeconds)
        {
            throw DecodedSource.Incomplete(path, Seconds + missingSeconds, Seconds);
        }

        var junkSeconds = Junk.Length * Seconds / _frameBytes;
        if (junkSeconds > DecodedSource.MaxMissingSeconds)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} is damaged: after {Junk.Seconds:F1} s of sound, at byte {Junk.Offset:N0}, are bytes that are no MP3, {Junk.Length:N0} in "
                + $"all, the room of {junkSeconds:F1} s. "
                + $"To read what is there, set {nameof(AudioReadOptions.AllowIncomplete)}."));
        }
    }

    /// <summary>Throws if the sample rate or the channels change, which most decoders cannot follow.</summary>
    public void ThrowIfChanging(string path)
    {
        if (Change is var (seconds, header))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} begins as {First.Description}, and goes on after {seconds:F1} s as {header.Description}; only ffmpeg can read that."));
        }
    }

    /// <summary>
    /// Throws if ffmpeg would not read all that another decoder can: it does not know free format, and where the header of the whole states
    /// too few frames, it cuts out the padding of the encoder in the middle.
    /// </summary>
    public void ThrowIfMisreadByFfmpeg(string path)
    {
        if (Change is null && (First.IsFreeFormat || _firstStatedFrameCount < FrameCount))
        {
            throw new InvalidDataException(
                $"{path} is MP3 {(First.IsFreeFormat ? "in free format" : $"that states {_firstStatedFrameCount} of its {FrameCount} frames")}, "
                + "which ffmpeg does not read exactly.");
        }
    }

    /// <summary>A frame from which to decode so that a later one comes out right, and its place.</summary>
    /// <param name="frame">The index of the later frame.</param>
    public (long Frame, Mp3Place Place) PlaceBefore(long frame)
    {
        var index = (int)(Math.Max(0, frame - MaxPreroll) / _placeDistance);
        var walker = WalkerAt(_places[index]);
        var before = new List<(Mp3Place Place, int MainLength)>();
        for (var at = (long)index * _placeDistance; at <= Math.Max(0, frame - Overlap) && walker.Next(); at++)
        {
            before.Add((walker.Place, walker.Length - walker.Header.SideStart - walker.Header.SideLength));
        }

        var first = before.Count - 1;
        for (var main = 0; first > 0 && First.Layer == 3 && main < MaxReservoir; first--)
        {
            main += before[first - 1].MainLength;
        }

        return first < 0 ? (0, _places[0]) : (((long)index * _placeDistance) + first, before[first].Place);
    }

    /// <summary>A walker whose next frame is one that was found before.</summary>
    public Mp3Walker WalkerAt(Mp3Place place)
    {
        var walker = new Mp3Walker(_stream, _end);
        walker.Seek(place);
        return walker;
    }

    private void Read()
    {
        var walker = new Mp3Walker(_stream, _end);
        var (info, framesBeforeInfo) = (default(Mp3Info), 0L);
        var isFirst = true;
        while (walker.Next())
        {
            var header = walker.Header;
            if (FrameCount > 0)
            {
                NoteJunk(walker.JunkLength, walker.Offset - walker.JunkLength);
            }

            var isInfo = Mp3Info.TryRead(header, walker.Frame, out var found);
            if (isInfo)
            {
                (info, framesBeforeInfo) = (found, FrameCount + (isFirst ? 0 : 1));
                StatedFrameCount = Max(StatedFrameCount, framesBeforeInfo + found.FrameCount);
            }

            if (isInfo && isFirst)
            {
                _firstStatedFrameCount = found.FrameCount;
                Start = found.Delay;
                isFirst = false;
                continue;
            }

            isFirst = false;
            if (!walker.IsCutOff || (StatedFrameCount != FrameCount && !header.IsFreeFormat))
            {
                Add(walker);
            }
        }

        if (FrameCount == 0)
        {
            return;
        }

        NoteJunk(walker.JunkLength, _end - walker.JunkLength);
        Junk = StatedFrameCount - FrameCount is >= -1 and <= 1 ? default : Junk;

        // The padding is behind the frames that its header counts, which need not be all.
        var total = FrameCount * First.SamplesPerFrame;
        var padding = framesBeforeInfo + info.FrameCount == FrameCount ? info.Padding : 0;
        SampleCount = Math.Max(0, total - Start - padding);
        Seconds = Change is null ? (double)SampleCount / First.SampleRateHz : Seconds;
    }

    private static long? Max(long? a, long? b) => a is null || b > a ? b : a;

    private void Add(Mp3Walker walker)
    {
        var header = walker.Header;
        if (FrameCount == 0)
        {
            First = header;
        }
        else if (Change is null && !header.IsLike(First))
        {
            Change = (Seconds, header);
        }

        if (FrameCount % _placeDistance == 0)
        {
            _places.Add(walker.Place);
            if (_places.Count == MaxPlaceCount)
            {
                for (var i = 0; i < MaxPlaceCount / 2; i++)
                {
                    _places[i] = _places[2 * i];
                }

                _places.RemoveRange(MaxPlaceCount / 2, MaxPlaceCount / 2);
                _placeDistance *= 2;
            }
        }

        FrameCount++;
        _frameBytes += walker.Length;
        Seconds += (double)header.SamplesPerFrame / header.SampleRateHz;
    }

    private void NoteJunk(long length, long offset)
    {
        if (length > 0)
        {
            Junk = Junk.Length == 0 ? (length, offset, Seconds) : Junk with { Length = Junk.Length + length };
        }
    }

    // Tags at the end are found from behind, because the frame before them may be cut off.
    private static long EndOfFrames(Stream stream)
    {
        var end = stream.Length;
        Span<byte> last = stackalloc byte[160];
        for (var tags = 0; tags < 8; tags++)
        {
            var start = Math.Max(0, end - last.Length);
            stream.Position = start;
            var bytes = last[..stream.ReadAtLeast(last[..(int)(end - start)], (int)(end - start), throwOnEndOfStream: false)];
            var length = bytes.Length >= 128 && bytes[^128..].StartsWith("TAG"u8) ? 128
                : bytes.Length >= 32 && bytes[^32..].StartsWith("APETAGEX"u8)
                    ? BitConverter.ToUInt32(bytes[^20..]) + ((bytes[^9] & 0x80) != 0 ? 32L : 0)
                : bytes.Length >= 15 && bytes.EndsWith("LYRICS200"u8)
                    && int.TryParse(bytes[^15..^9], NumberStyles.None, CultureInfo.InvariantCulture, out var lyrics) ? lyrics + 15
                : 0;
            if (length <= 0 || length > end)
            {
                break;
            }

            end -= length;
        }

        return end;
    }
}
