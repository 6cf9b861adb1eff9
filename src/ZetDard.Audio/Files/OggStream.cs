using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ZetDard.Audio;

/// <summary>The coding of the sound in an Ogg file.</summary>
internal enum OggCodec
{
    Vorbis,
    Opus,
    Flac,
    Speex,
}

/// <summary>
/// A stream of sound in an Ogg file, from the page that begins it to the one that ends it. How much sound there is follows from its
/// packets, and where the time in the pages goes on without packets, some are missing.
/// </summary>
/// <remarks>
/// Sources: RFC 3533 (Ogg); Vorbis I specification, sections 4.2.4, 4.3.8 and appendix A; RFC 7845 and RFC 6716, section 3.1 (Opus); the
/// Speex manual, table 7.1.
/// </remarks>
internal sealed class OggStream
{
    private const int MaxHeaderPacket = 1 << 24;        // comments may hold pictures

    // RFC 7845 asks for 80 ms, after which speech may still differ by −20 dB; after these seconds it differs by less than −60 dB.
    private const int OpusPreRollSeconds = 5;

    private static readonly int[] OpusFrames = [480, 960, 1920, 2880];

    private readonly List<BytePiece> _pieces = [];
    private readonly List<(long Sample, long PageStart)> _index = [];
    private readonly List<byte> _header = [];
    private byte _blockBits;            // the two block sizes of Vorbis
    private long _headerPackets;
    private int _packet;                // how many packets have begun
    private bool _isIndexed;            // whether the next packet becomes one of the index
    private bool _isOpen;               // whether the last packet goes on on the next page
    private int _openDuration;
    private int _modeBits;
    private int[] _blockSizes = [];     // of Vorbis's modes; empty if they are not known
    private int _lastBlock;
    private int _fixedDuration;
    private uint _sequence;
    private bool _hasGap;               // whether pages are missing since the last time
    private int _lastDuration;
    private long _duration;             // of all packets that have ended
    private long _since;                // of those that have ended since the last time
    private long _time = -1;
    private int _timeCount;
    private long _early;                // how much earlier than its packets the first time is
    private long _trimEnd;

    private OggStream(uint serial, OggCodec codec)
    {
        Serial = serial;
        Codec = codec;
    }

    public uint Serial { get; }

    public OggCodec Codec { get; }

    public int RateHz { get; private set; }

    public int ChannelCount { get; private set; }

    /// <summary>How many samples of Opus at the beginning are not to be heard.</summary>
    public int PreSkip { get; private set; }

    /// <summary>The pages of this stream, or the payload of the pages if it is FLAC.</summary>
    public IReadOnlyList<BytePiece> Pieces => _pieces;

    /// <summary>The last page with a time: where it is in the file, and the time that it must have.</summary>
    public (long Start, int Length, long Granule) LastPage { get; private set; }

    /// <summary>Whether a page of sound states its time.</summary>
    public bool HasTimes { get; private set; }

    /// <summary>The length of the first page.</summary>
    public long FirstPageLength { get; private set; }

    /// <summary>Where the first page with sound begins in the file; the pages before it hold the headers.</summary>
    public long SoundStart { get; private set; } = long.MaxValue;

    public bool HasEnd { get; private set; }

    /// <summary>Whether Vorbis's comments have lengths that fit. NVorbis takes as much memory as they state.</summary>
    public bool HasComment { get; private set; }

    /// <summary>Whether the number of samples is exact. Decoders do not agree where Speex begins and ends.</summary>
    public bool IsCounted => Codec == OggCodec.Opus || (Codec == OggCodec.Vorbis && _blockSizes.Length > 0);

    public long SampleCount => Math.Max(0, _duration - TrimStart - _trimEnd - PreSkip);

    // Vorbis that begins in the middle of a block; where the first page is the last one, it ends there.
    private long TrimStart => Codec == OggCodec.Vorbis && _timeCount > 1 ? _early : 0;

    /// <summary>
    /// The page from which to decode to arrive at a sample, and the first sample that a decoder gives that reads the headers, without a
    /// pre-skip, and then that page. Null for decoding from the beginning.
    /// </summary>
    public (long Sample, long PageStart)? Before(long sample)
    {
        var preRoll = Codec == OggCodec.Opus ? OpusPreRollSeconds * RateHz : 0;
        var (low, high) = (-1, _index.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _index[middle].Sample - TrimStart - PreSkip + preRoll <= sample ? (middle, high) : (low, middle - 1);
        }

        return low < 0 ? null : (_index[low].Sample - TrimStart - PreSkip, _index[low].PageStart);
    }

    /// <summary>How many samples are missing between pages, and before which sample for the first time.</summary>
    public (long Count, long At) Lost { get; private set; }

    /// <summary>The stream that a first page begins; <see langword="null"/> if it is no sound.</summary>
    public static OggStream? Of(in OggPage page)
    {
        var data = page.Payload;
        OggStream? stream = null;
        if (data.StartsWith("\u0001vorbis"u8) && data.Length >= 30)
        {
            stream = new(page.Serial, OggCodec.Vorbis) { _headerPackets = 3 };
            stream.RateHz = BinaryPrimitives.ReadInt32LittleEndian(data[12..]);
            stream.ChannelCount = data[11];
            stream._blockBits = data[28];
        }
        else if (data.StartsWith("OpusHead"u8) && data.Length >= 19)
        {
            stream = new(page.Serial, OggCodec.Opus) { _headerPackets = 2, RateHz = 48_000 };
            stream.ChannelCount = data[9];
            stream.PreSkip = BinaryPrimitives.ReadUInt16LittleEndian(data[10..]);
        }
        else if (data.StartsWith("Speex   "u8) && data.Length >= 80)
        {
            stream = new(page.Serial, OggCodec.Speex);
            stream.RateHz = BinaryPrimitives.ReadInt32LittleEndian(data[36..]);
            stream.ChannelCount = (int)BinaryPrimitives.ReadUInt32LittleEndian(data[48..]);
            stream._headerPackets = 2 + (long)BinaryPrimitives.ReadUInt32LittleEndian(data[68..]);
            var frame = (long)BinaryPrimitives.ReadUInt32LittleEndian(data[56..]);
            stream._fixedDuration = (int)Math.Clamp(frame * BinaryPrimitives.ReadUInt32LittleEndian(data[64..]), 0, 1 << 20);
        }
        else if (data.StartsWith("\u007FFLAC"u8) && data.Length >= 51)
        {
            stream = new(page.Serial, OggCodec.Flac);
            var packed = BinaryPrimitives.ReadUInt64BigEndian(data[27..]);
            (stream.RateHz, stream.ChannelCount) = ((int)(packed >> 44), (int)((packed >> 41) & 7) + 1);
        }

        return stream is { RateHz: >= 1, ChannelCount: >= 1 and <= SampleSource.MaxChannelCount } ? stream : null;
    }

    public void Add(in OggPage page)
    {
        HasEnd = page.IsEnd;
        var follows = _pieces.Count == 0 || page.Sequence == _sequence + 1;
        _hasGap |= !follows;
        _sequence = page.Sequence;
        FirstPageLength = _pieces.Count == 0 ? page.Length : FirstPageLength;
        var skipped = Codec != OggCodec.Flac ? 0 : page.Length - page.Payload.Length + (_pieces.Count == 0 ? 9 : 0);
        var piece = new BytePiece(page.Start + skipped, page.Length - skipped);
        if (_pieces.Count > 0 && _pieces[^1].Start + _pieces[^1].Length == piece.Start)
        {
            _pieces[^1] = _pieces[^1] with { Length = _pieces[^1].Length + piece.Length };
        }
        else
        {
            _pieces.Add(piece);
        }

        if (Codec != OggCodec.Flac)
        {
            AddPackets(page, page.IsContinued || follows);
        }
        else if (page.Granule > 0)
        {
            _duration = page.Granule;       // the frames are counted when they are mapped
        }
    }

    // A page that follows the one before goes on with its last packet, also where it does not say so.
    private void AddPackets(in OggPage page, bool goesOn)
    {
        var isContinued = goesOn && _isOpen;
        var skips = page.IsContinued && !_isOpen;       // the beginning of its first packet is lost
        if (_packet >= _headerPackets && !_isOpen && !page.IsContinued && page.Granule >= 0)
        {
            SoundStart = Math.Min(SoundStart, page.Start);
            _isIndexed = _index.Count == 0 || _duration - _index[^1].Sample >= RateHz;      // one page a second
        }

        _isOpen = false;
        var (at, begin) = (0, 0);
        for (var i = 0; i < page.Lacing.Length; i++)
        {
            at += page.Lacing[i];
            var isLast = page.Lacing[i] < 255;
            if (!isLast && i + 1 < page.Lacing.Length)
            {
                continue;
            }

            var packet = page.Payload[begin..at];
            begin = at;
            if (!skips)
            {
                if (!isContinued)
                {
                    _packet++;
                    _openDuration = _packet <= _headerPackets ? 0 : DurationOf(packet);
                    if (_isIndexed)
                    {
                        // A decoder that begins here gives nothing for Vorbis's first packet.
                        _index.Add((_duration + (Codec == OggCodec.Vorbis ? _openDuration : 0), page.Start));
                        _isIndexed = false;
                    }
                }

                if (Codec == OggCodec.Vorbis && _packet is 2 or 3 && _header.Count < MaxHeaderPacket)
                {
                    _header.AddRange(packet);
                }

                if (isLast)
                {
                    EndPacket();
                }

                _isOpen = !isLast;
            }

            skips = isContinued = false;
        }

        // A time of 0 after packets that last is one that was not set.
        if ((page.Granule > 0 || (page.Granule == 0 && _since == 0)) && _packet > _headerPackets)
        {
            HasTimes |= page.Granule > 0;
            Meet(page);
        }
    }

    private void EndPacket()
    {
        if (Codec == OggCodec.Vorbis && _packet is 2 or 3)
        {
            if (_packet == 2)
            {
                HasComment = IsComment(CollectionsMarshal.AsSpan(_header));
            }
            else
            {
                ReadModes(CollectionsMarshal.AsSpan(_header));
            }

            _header.Clear();
            _header.TrimExcess();
        }

        _duration += _openDuration;
        _since += _openDuration;
        _lastDuration = _openDuration == 0 ? _lastDuration : _openDuration;
    }

    // The time at the end of a page tells how much sound there should have been. The first page may begin at any time, and the last one may
    // end before its last packet does. Times that go back or ahead while no page is missing are not believed.
    private void Meet(in OggPage page)
    {
        var granule = page.Granule;
        var end = _time < 0 ? Math.Max(granule, _since) : _time + _since;
        _early = _time < 0 ? end - granule : _early;
        _trimEnd = Math.Clamp(end - granule, 0, _lastDuration);
        if (granule > end && _hasGap)
        {
            Lost = Lost.Count == 0 ? (granule - end, Math.Max(0, _duration - _since - PreSkip)) : (Lost.Count + granule - end, Lost.At);
        }

        LastPage = (page.Start, page.Length, end - _trimEnd);
        _time = _time < 0 ? granule : Math.Max(granule, end);
        (_timeCount, _since, _hasGap) = (_timeCount + 1, 0, false);
    }

    private int DurationOf(ReadOnlySpan<byte> packet)
    {
        switch (Codec)
        {
            case OggCodec.Vorbis:
                if (packet.IsEmpty || (packet[0] & 1) != 0 || _blockSizes.Length == 0)
                {
                    return 0;
                }

                var mode = (packet[0] >> 1) & ((1 << _modeBits) - 1);
                var block = mode < _blockSizes.Length ? _blockSizes[mode] : 0;
                var duration = _lastBlock == 0 || block == 0 ? 0 : (_lastBlock + block) / 4;
                _lastBlock = block == 0 ? _lastBlock : block;
                return duration;
            case OggCodec.Opus:
                if (packet.IsEmpty)
                {
                    return 0;
                }

                var (config, code) = (packet[0] >> 3, packet[0] & 3);
                var frame = config < 12 ? OpusFrames[config & 3] : config < 16 ? OpusFrames[config & 1] : 120 << (config & 3);
                return frame * (code == 0 ? 1 : code < 3 ? 2 : packet.Length > 1 ? packet[1] & 63 : 0);
            default:
                return _fixedDuration;
        }
    }

    // The modes stand at the end of Vorbis's third packet, after tables of any length: they are read backwards. Each has 41 bits, of which
    // 32 are 0, and before them stands their number less one in 6 bits.
    private void ReadModes(ReadOnlySpan<byte> setup)
    {
        int[] sizes = [1 << (_blockBits & 15), 1 << (_blockBits >> 4)];
        var end = 8 * setup.Length;
        while (end > 0 && Bits(setup, end - 1, 1) == 0)
        {
            end--;      // to the framing bit
        }

        end--;
        var found = 0;
        for (var count = 1; count <= 64 && end - (41 * count) - 6 >= 16; count++)
        {
            var at = end - (41 * count);
            if (Bits(setup, at + 1, 16) != 0 || Bits(setup, at + 17, 16) != 0 || Bits(setup, at + 33, 8) > 63)
            {
                break;
            }

            found = Bits(setup, at - 6, 6) == count - 1 ? count : found;
        }

        _blockSizes = new int[found];
        _modeBits = found <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)found - 1);
        for (var i = 0; i < found; i++)
        {
            _blockSizes[i] = sizes[Bits(setup, end - (41 * (found - i)), 1)];
        }
    }

    private static bool IsComment(ReadOnlySpan<byte> packet)
    {
        var rest = packet[Math.Min(7, packet.Length)..];
        for (var (i, count) = (0L, 2L); i < count; i++)
        {
            // The vendor, the number of comments, the comments.
            if (rest.Length < 4)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            rest = rest[4..];
            count = i == 1 ? count + length : count;
            if (i != 1 && length > rest.Length)
            {
                return false;
            }

            rest = i == 1 ? rest : rest[(int)length..];
        }

        return true;
    }

    // Vorbis packs the lowest bit first.
    private static int Bits(ReadOnlySpan<byte> bytes, int at, int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++, at++)
        {
            value |= ((bytes[at >> 3] >> (at & 7)) & 1) << i;
        }

        return value;
    }
}
