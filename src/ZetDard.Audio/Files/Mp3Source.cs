namespace ZetDard.Audio;

/// <summary>
/// The sound of an MP3 file, exact to the sample, by a decoder that is given the frames of sound only. Where the sound is skipped, decoding
/// starts some frames earlier.
/// </summary>
internal sealed class Mp3Source : SampleSource
{
    private readonly Mp3Map _map;
    private readonly Stream _file;
    private readonly Func<Mp3Frames, SampleSource> _decode;
    private SampleSource? _decoded;
    private long _at;
    private long _discard;

    private Mp3Source(Mp3Map map, Stream file, Func<Mp3Frames, SampleSource> decode)
        : base(map.First.SampleRateHz, map.First.ChannelCount, map.SampleCount)
    {
        _map = map;
        _file = file;
        _decode = decode;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="allowIncomplete">Whether it may be cut off or damaged.</param>
    /// <param name="decode">Decodes frames from the first one on, with all the delay of a decoder.</param>
    /// <exception cref="InvalidDataException">
    /// There is no frame, less sound than stated, or damage; or the sample rate or the channels change.
    /// </exception>
    public static Mp3Source Open(string path, bool allowIncomplete, Func<Mp3Frames, SampleSource> decode)
    {
        var file = AudioFile.OpenStream(path);
        try
        {
            var map = Mp3Map.Read(file, path);
            map.ThrowIfIncomplete(path, allowIncomplete);
            map.ThrowIfChanging(path);
            var source = new Mp3Source(map, file, decode);
            source.Start(0);            // a decoder that cannot read these frames fails here, and the next one opens the file
            return source;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    protected override bool TrySeek(long sample)
    {
        Start(sample);
        return true;
    }

    protected override int ReadBlock(Span<float> interleaved)
    {
        var wanted = interleaved[..(int)(Math.Min(interleaved.Length / ChannelCount, SampleCount - _at) * ChannelCount)];
        while (wanted.Length > 0)
        {
            var count = _decoded!.Read(wanted);
            var skipped = (int)Math.Min(_discard, count / ChannelCount) * ChannelCount;
            _discard -= skipped / ChannelCount;
            if (skipped == count && count > 0)
            {
                continue;
            }

            wanted[skipped..count].CopyTo(wanted);
            _at += (count - skipped) / ChannelCount;
            return count - skipped;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        _decoded?.Dispose();
        _file.Dispose();
        base.Dispose(disposing);
    }

    private long SampleCount => Length!.Value;

    private void Start(long sample)
    {
        _decoded?.Dispose();
        var raw = _map.Start + sample;
        var (frame, place) = _map.PlaceBefore(raw / _map.First.SamplesPerFrame);
        (_at, _discard) = (sample, raw - (frame * _map.First.SamplesPerFrame));
        _decoded = _decode(new(_map, place, _map.FrameCount - frame));
        if ((_decoded.SampleRateHz, _decoded.ChannelCount) != (SampleRateHz, ChannelCount))
        {
            throw new InvalidDataException(
                $"The frames have {ChannelCount} channels at {SampleRateHz} Hz, but the decoder gives {_decoded.ChannelCount} at {_decoded.SampleRateHz} Hz.");
        }
    }
}
