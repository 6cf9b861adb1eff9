namespace ZetDard.Audio;

/// <summary>The streams of sound in an Ogg file, one after another, from the pages whose checksum is right.</summary>
internal sealed class OggMap
{
    private readonly List<OggStream> _links = [];
    private readonly HashSet<uint> _serials = [];       // of the streams that lie side by side at present
    private bool _isBeginning;
    private int _cutLength;
    private bool _hasStrangers;
    private long _pageBytes;

    private OggMap()
    {
    }

    /// <summary>The streams: of those that lie side by side (sound and picture), the first one that is sound.</summary>
    public IReadOnlyList<OggStream> Links => _links;

    /// <summary>Whether all that the file states is there.</summary>
    public bool IsWhole => !_hasStrangers && LostAtEnd <= DecodedSource.MaxMissingSeconds
        && _links.All(link => Seconds(link.Lost.Count, link) <= DecodedSource.MaxMissingSeconds);

    // What the page that is cut off at the end of the file is worth.
    private double LostAtEnd => _links is [.., var last] && _pageBytes > 0 && !last.HasEnd
        ? Seconds(_links.Sum(link => link.SampleCount), last) * _cutLength / _pageBytes
        : 0;

    /// <summary>Reads the pages of a file.</summary>
    /// <exception cref="InvalidDataException">No stream of sound begins in the file.</exception>
    public static OggMap Read(Stream bytes, string path)
    {
        var map = new OggMap();
        map.Scan(bytes);
        return map.Links.Count > 0
            ? map
            : throw new InvalidDataException(
                $"{path} is damaged, or it holds no Vorbis, Opus, FLAC or Speex: no stream of sound begins in it.");
    }

    /// <summary>Fails if pages are missing or the file is cut off.</summary>
    public void ThrowIfIncomplete(string path)
    {
        var before = 0d;
        foreach (var link in _links)
        {
            if (Seconds(link.Lost.Count, link) > DecodedSource.MaxMissingSeconds)
            {
                throw JoinedSource.Damaged(path, before + Seconds(link.Lost.At, link), Seconds(link.Lost.Count, link));
            }

            before += Seconds(link.SampleCount, link);
        }

        if (LostAtEnd > DecodedSource.MaxMissingSeconds)
        {
            throw DecodedSource.Incomplete(path, before + LostAtEnd, before);
        }

        if (_hasStrangers)
        {
            throw new InvalidDataException(
                $"{path} is damaged: it has pages of a stream whose beginning is missing. "
                + $"To read what is there, set {nameof(AudioReadOptions.AllowIncomplete)}.");
        }
    }

    /// <summary>Fails if the sample rate or the channels change.</summary>
    public void ThrowIfChanging(string path)
    {
        var (first, before) = (_links[0], 0d);
        foreach (var link in _links)
        {
            if ((link.RateHz, link.ChannelCount) != (first.RateHz, first.ChannelCount))
            {
                throw JoinedSource.Changes(path, before, (first.RateHz, first.ChannelCount), (link.RateHz, link.ChannelCount));
            }

            before += Seconds(link.SampleCount, link);
        }
    }

    private static double Seconds(long samples, OggStream stream) => (double)samples / stream.RateHz;

    private void Scan(Stream bytes)
    {
        var buffer = new byte[4 * OggPage.MaxLength];
        var (start, at, count) = (0L, 0, 0);
        while (true)
        {
            if (count - at < OggPage.MaxLength)
            {
                buffer.AsSpan(at, count - at).CopyTo(buffer);
                (start, at, count) = (start + at, 0, count - at);
                bytes.Position = start + count;
                count += bytes.ReadAtLeast(buffer.AsSpan(count), buffer.Length - count, throwOnEndOfStream: false);
            }

            var rest = buffer.AsSpan(at, count - at);
            if (rest.IsEmpty)
            {
                return;
            }

            var length = OggPage.StatedLength(rest);
            if (length > 0 && length <= rest.Length && OggPage.TryRead(rest[..length], start + at, out var page))
            {
                Meet(page);
                at += length;
                _cutLength = 0;
                continue;
            }

            if (length < 0 || length > rest.Length)
            {
                _cutLength = Math.Max(rest.Length, length);      // nothing but the end of the file makes the rest so short
            }

            var next = rest[1..].IndexOf("OggS"u8);
            at += next >= 0 ? next + 1 : Math.Max(1, rest.Length - 3);
        }
    }

    private void Meet(in OggPage page)
    {
        if (page.IsBegin)
        {
            if (!_isBeginning)
            {
                _serials.Clear();
                _isBeginning = true;
            }

            var isFirst = _serials.Count == 0 || _links.Count == 0 || !_serials.Contains(_links[^1].Serial);
            _serials.Add(page.Serial);
            if (isFirst && OggStream.Of(page) is { } stream)
            {
                _links.Add(stream);
                stream.Add(page);
            }

            return;
        }

        _isBeginning = false;
        if (!_serials.Contains(page.Serial))
        {
            _hasStrangers = true;
        }
        else if (_links is [.., var link] && link.Serial == page.Serial)
        {
            link.Add(page);
            _pageBytes += page.Length;
        }
    }
}
