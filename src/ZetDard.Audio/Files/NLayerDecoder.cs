using System.Reflection;
using NLayer;

namespace ZetDard.Audio;

/// <summary>Decodes MP3 (layers I to III) with NLayer, which needs only .NET and takes ten to twenty times as long as libsndfile.</summary>
/// <remarks>
/// NLayer 3.0.1 gives noise for some frames at 8,000 Hz, since it has a wrong border between two Huffman tables of short blocks; such files
/// are refused. Intensity stereo of MPEG-2, which only old encoders make, has an error of −28 dB.
/// </remarks>
internal sealed class NLayerDecoder : IAudioDecoder
{
    public string Name => "NLayer";

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start) == SoundFormat.Mp3;

    public SampleSource Open(string path, bool allowIncomplete) =>
        Mp3Source.Open(path, allowIncomplete, frames => new Source(frames, path, allowIncomplete));

    /// <summary>Decodes frames one by one.</summary>
    private sealed class Source : SampleSource
    {
        private readonly Mp3Frames _frames;
        private readonly string _path;
        private readonly bool _allowIncomplete;
        private readonly Frame _frame = new();
        private readonly float[] _samples;
        private MpegFrameDecoder _decoder;
        private int _next;
        private int _count;
        private long _failedCount;

        public Source(Mp3Frames frames, string path, bool allowIncomplete)
            : base(HeaderOf(frames).SampleRateHz, frames.Header.ChannelCount, null)
        {
            if (SampleRateHz == 8000 && frames.Header.Layer == 3)
            {
                throw new InvalidDataException($"{path} is MP3 at 8,000 Hz, which NLayer decodes wrongly.");
            }

            (_frames, _path, _allowIncomplete) = (frames, path, allowIncomplete);
            _samples = new float[frames.Header.SamplesPerFrame * frames.Header.ChannelCount];
            _decoder = NewDecoder();
            frames.Restart();
        }

        protected override int ReadBlock(Span<float> interleaved)
        {
            if (_next == _count)
            {
                if (!_frames.Next())
                {
                    return 0;
                }

                Decode();
            }

            var count = Math.Min(_count - _next, interleaved.Length);
            _samples.AsSpan(_next, count).CopyTo(interleaved);
            _next += count;
            return count;
        }

        private static Mp3Header HeaderOf(Mp3Frames frames)
        {
            frames.Next();
            return frames.Header;
        }

        private void Decode()
        {
            (_next, _count) = (0, _samples.Length);
            _frame.Load(_frames.Header, _frames.Frame);
            var reason = default(Exception);
            try
            {
                if (_decoder.DecodeFrame(_frame, _samples, 0) == _samples.Length)
                {
                    return;
                }
            }
            catch (Exception odd) when (odd is not OutOfMemoryException)
            {
                reason = odd;       // NLayer fails on damaged frames with exceptions of many kinds
            }

            _failedCount++;
            if (!_allowIncomplete && _failedCount * _frames.Header.SamplesPerFrame > DecodedSource.MaxMissingSeconds * SampleRateHz)
            {
                throw new InvalidDataException(
                    $"{_path} is damaged: NLayer cannot decode {_failedCount} of its frames. "
                    + $"To read what is there, set {nameof(AudioReadOptions.AllowIncomplete)}.",
                    reason);
            }

            _samples.AsSpan().Clear();
            _decoder = NewDecoder();
        }

        // NLayer 3.0.1 has two errors in its tables, which it makes when it decodes the first frame: in short blocks, it gives all lines of the
        // highest band the gain of the first window, which makes noise of the end of many files with a variable bitrate; and at 24,000 Hz, a
        // border between two bands of long blocks is at 330 instead of 332 (ISO/IEC 13818-3, table B.8). A version without these tables
        // stays as it is.
        private MpegFrameDecoder NewDecoder()
        {
            var decoder = new MpegFrameDecoder();
            var header = _frames.Header;
            if (header.Layer != 3)
            {
                return decoder;
            }

            _frame.LoadSilence(header);
            decoder.DecodeFrame(_frame, _samples, 0);
            const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
            var layer = typeof(MpegFrameDecoder).GetField("_layerIIIDecoder", Hidden)?.GetValue(decoder);
            if (Field("_cbLookupS")?.GetValue(layer) is byte[] shortBands && Field("_cbwLookupS")?.GetValue(layer) is byte[] windows)
            {
                var start = shortBands.AsSpan().IndexOf((byte)12);
                for (var line = start; line >= 0 && line < windows.Length; line++)
                {
                    windows[line] = (byte)((line - start) / ((windows.Length - start) / 3));
                }
            }

            if (header.SampleRateHz == 24_000 && Field("_sfBandIndexL") is { } field && field.GetValue(layer) is int[] borders
                && borders[18] == 330 && Field("_cbLookupL")?.GetValue(layer) is byte[] longBands)
            {
                field.SetValue(layer, (int[])[.. borders[..18], 332, .. borders[19..]]);
                longBands.AsSpan(330, 2).Fill(17);
            }

            return decoder;

            FieldInfo? Field(string name) => layer?.GetType().GetField(name, Hidden);
        }
    }

    /// <summary>A frame in the form that NLayer reads. Frames of layer III hold all of their sound.</summary>
    /// <remarks>
    /// NLayer collects the bytes that frames leave for later ones in a ring of 8,192 bytes, loses a frame whenever the ring ends with one,
    /// and errs where sound ends with the last byte. Therefore each frame is given these bytes before its own and states that it needs none
    /// of an earlier frame; some zeros follow, and one more where the ring would end.
    /// </remarks>
    private sealed class Frame : IMpegFrame
    {
        private const int RingLength = 8192;
        private const int MaxReservoir = 511;
        private const int ZeroCount = 8;

        private readonly byte[] _main = new byte[MaxReservoir + Mp3Header.MaxLength];
        private readonly byte[] _bytes = new byte[MaxReservoir + Mp3Header.MaxLength + ZeroCount + 1];
        private Mp3Header _header;
        private int _reservoir;
        private int _ringPosition;
        private int _at;
        private ulong _bits;
        private int _bitCount;

        public int SampleRate => _header.SampleRateHz;

        public int SampleRateIndex => _header.SampleRateIndex;

        public int FrameLength { get; private set; }

        public int BitRate => _header.IsFreeFormat ? FrameLength * 8 * SampleRate / SampleCount : _header.Bitrate;

        public int BitRateIndex => _header.BitrateIndex;

        public MpegVersion Version => _header.Version switch
        {
            1 => MpegVersion.Version1,
            2 => MpegVersion.Version2,
            _ => MpegVersion.Version25,
        };

        public MpegLayer Layer => (MpegLayer)_header.Layer;

        public MpegChannelMode ChannelMode => (MpegChannelMode)_header.Mode;

        public int ChannelModeExtension => (int)(_header.Bits >> 4 & 3);

        public int SampleCount => _header.SamplesPerFrame;

        public bool IsCopyrighted => (_header.Bits & 8) != 0;

        public bool HasCrc => _header.HasCrc;

        public bool IsCorrupted => false;

        public void Load(Mp3Header header, ReadOnlySpan<byte> frame)
        {
            _header = header;
            FrameLength = frame.Length;
            if (header.Layer != 3)
            {
                frame.CopyTo(_bytes);
                return;
            }

            var mainStart = header.SideStart + header.SideLength;
            var begin = Math.Min(_reservoir, Mp3Frames.MainDataBegin(header, frame));
            frame[..mainStart].CopyTo(_bytes);
            _main.AsSpan(_reservoir - begin, begin).CopyTo(_bytes.AsSpan(mainStart));
            frame[mainStart..].CopyTo(_bytes.AsSpan(mainStart + begin));
            FrameLength += begin + ZeroCount;
            _bytes.AsSpan(FrameLength - ZeroCount, ZeroCount + 1).Clear();
            _bytes[header.SideStart] = 0;
            _bytes[header.SideStart + 1] &= (byte)(header.Version == 1 ? 0x7F : 0xFF);

            _ringPosition = (_ringPosition + FrameLength - mainStart) % RingLength;
            if (_ringPosition == 0)
            {
                FrameLength++;
                _ringPosition = 1;
            }

            frame[mainStart..].CopyTo(_main.AsSpan(_reservoir));
            var kept = Math.Min(MaxReservoir, _reservoir + frame.Length - mainStart);
            _main.AsSpan(_reservoir + frame.Length - mainStart - kept, kept).CopyTo(_main);
            _reservoir = kept;
        }

        /// <summary>Loads the first frame of a new decoder, which leaves nothing for the next one.</summary>
        public void LoadSilence(Mp3Header header)
        {
            _header = header;
            FrameLength = header.SideStart + header.SideLength + ZeroCount;
            _bytes.AsSpan(0, FrameLength).Clear();
            _ringPosition = ZeroCount;
        }

        public void Reset() => (_at, _bits, _bitCount) = (_header.SideStart, 0, 0);

        public int ReadBits(int bitCount)
        {
            while (_bitCount < bitCount)
            {
                if (_at == FrameLength)
                {
                    return -1;
                }

                _bits = (_bits << 8) | _bytes[_at++];
                _bitCount += 8;
            }

            _bitCount -= bitCount;
            return (int)(_bits >> _bitCount & ((1UL << bitCount) - 1));
        }
    }
}
