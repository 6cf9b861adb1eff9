using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Netease.Testing;

/// <summary>
/// An encoder of MPEG-1 audio, layer II (ISO/IEC 11172-3): 48 kHz, two channels, constant bit rate, so that every frame has the
/// same size. It gives the same bytes on every machine.
/// </summary>
/// <remarks>
/// Layer II needs a tenth of the code of layer III. Decoders of MP3 decode it as well, because they read the layer from the header
/// and not from the name of the file. Bits go where the noise is highest relative to the fourth root of a band's energy: a
/// compromise between equal noise and an equal signal-to-noise ratio, without a psychoacoustic model.
/// </remarks>
/// <param name="kilobits">128, 192 or 320 kbit/s.</param>
internal sealed class LayerTwoEncoder(int kilobits)
{
    public const int SampleRateHz = 48_000;
    public const int FrameSamples = 1_152;

    /// <summary>The number of bytes at the end of each frame that decoders ignore (ancillary data); the caller may use them.</summary>
    public const int SpareBytes = 8;

    private const int Blocks = FrameSamples / LayerTwoTables.SubbandCount;      // 36 samples of each band in a frame
    private const int Parts = 3;                                                // of 12 samples, with a scale factor each
    private const int Channels = 2;
    private const int Bands = LayerTwoTables.UsedSubbands * Channels;           // band 2 b + c is band b of channel c
    private const float Silence = 1e-10f;                                       // energy below -100 dB is not coded

    private readonly float[] _samples = new float[Bands * Blocks];
    private readonly int[] _scale = new int[Bands * Parts];
    private readonly float[] _energy = new float[Bands];
    private readonly float[] _scalePower = new float[Bands];
    private readonly int[] _selection = new int[Bands];                         // scfsi: which of the three scale factors are written
    private readonly int[] _allocation = new int[Bands];
    private readonly float[] _need = new float[Bands];

    /// <summary>The number of bytes in a frame.</summary>
    public int FrameBytes { get; } = FrameBytesOf(kilobits);

    public static int FrameBytesOf(int kilobits) => 144 * kilobits * 1000 / SampleRateHz;

    /// <summary>Encodes sound that follows silence.</summary>
    /// <param name="left">The samples, −1 … 1; their number is a multiple of <see cref="FrameSamples"/>.</param>
    /// <param name="right">The same number of samples.</param>
    /// <returns>The frames; a decoder returns the sound with a delay of 481 samples.</returns>
    public byte[] Encode(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var frames = left.Length / FrameSamples;
        var bytes = new byte[frames * FrameBytes];

        // Newest sample first, as in buffer X of the standard, with the silence before the sound at the end.
        var reversed = new[] { Reversed(left), Reversed(right) };
        for (var frame = 0; frame < frames; frame++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                Analyse(reversed[channel].AsSpan((frames - 1 - frame) * FrameSamples), channel);
            }

            ChooseScales();
            Allocate();
            Write(bytes.AsSpan(frame * FrameBytes, FrameBytes));
        }

        return bytes;

        static float[] Reversed(ReadOnlySpan<float> samples)
        {
            var turned = new float[samples.Length + 480];
            samples.CopyTo(turned);
            turned.AsSpan(0, samples.Length).Reverse();
            return turned;
        }
    }

    // Clause C.1.3: windowing, folding of 512 values to 64, matrixing to 32 bands. Vector lanes are bands, so that sums have the
    // same order on every machine.
    private void Analyse(ReadOnlySpan<float> newestFirst, int channel)
    {
        Span<float> folded = stackalloc float[64];
        Span<float> terms = stackalloc float[32];
        Span<float> bands = stackalloc float[32];
        var window = MemoryMarshal.Cast<float, Vector256<float>>(LayerTwoTables.Window);
        var cosines = MemoryMarshal.Cast<float, Vector256<float>>(LayerTwoTables.Cosines);
        var sums = MemoryMarshal.Cast<float, Vector256<float>>(folded);
        var outputs = MemoryMarshal.Cast<float, Vector256<float>>(bands);
        for (var block = 0; block < Blocks; block++)
        {
            var x = MemoryMarshal.Cast<float, Vector256<float>>(newestFirst.Slice((Blocks - 1 - block) * 32, 512));
            for (var lane = 0; lane < 8; lane++)
            {
                var sum = window[lane] * x[lane];
                for (var j = 1; j < 8; j++)
                {
                    sum += window[lane + (8 * j)] * x[lane + (8 * j)];
                }

                sums[lane] = sum;
            }

            terms[0] = folded[16];
            for (var m = 1; m <= 16; m++)
            {
                terms[m] = folded[16 + m] + folded[16 - m];
            }

            for (var m = 17; m < 32; m++)
            {
                terms[m] = folded[16 + m] - folded[80 - m];
            }

            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var m = 0; m < 32; m++)
            {
                var term = Vector256.Create(terms[m]);
                s0 += term * cosines[4 * m];
                s1 += term * cosines[(4 * m) + 1];
                s2 += term * cosines[(4 * m) + 2];
                s3 += term * cosines[(4 * m) + 3];
            }

            (outputs[0], outputs[1], outputs[2], outputs[3]) = (s0, s1, s2, s3);
            for (var band = 0; band < LayerTwoTables.UsedSubbands; band++)
            {
                _samples[(((2 * band) + channel) * Blocks) + block] = bands[band];
            }
        }
    }

    private void ChooseScales()
    {
        var table = LayerTwoTables.ScaleFactors;
        for (var band = 0; band < Bands; band++)
        {
            var (energy, power) = (0f, 0f);
            var scales = _scale.AsSpan(band * Parts, Parts);
            for (var part = 0; part < Parts; part++)
            {
                var peak = 0f;
                foreach (var sample in _samples.AsSpan((band * Blocks) + (part * 12), 12))
                {
                    energy += sample * sample;
                    peak = Math.Max(peak, Math.Abs(sample));
                }

                // The smallest scale factor that is not below the peak; the table is in descending order.
                var (low, high) = (0, table.Length - 1);
                while (low < high)
                {
                    var middle = (low + high + 1) / 2;
                    (low, high) = table[middle] >= peak ? (middle, high) : (low, middle - 1);
                }

                scales[part] = low;
            }

            // Neighbours that differ by 2 dB or less share the larger scale factor.
            if (Math.Abs(scales[0] - scales[1]) < 2)
            {
                scales[0] = scales[1] = Math.Min(scales[0], scales[1]);
            }

            if (Math.Abs(scales[1] - scales[2]) < 2 && (scales[0] != scales[1] || scales[1] <= scales[2]))
            {
                scales[1] = scales[2] = Math.Min(scales[1], scales[2]);
            }

            _selection[band] = (scales[0] == scales[1], scales[1] == scales[2]) switch
            {
                (true, true) => 2,
                (true, false) => 1,
                (false, true) => 3,
                _ => 0,
            };
            foreach (var scale in scales)
            {
                power += table[scale] * table[scale];
            }

            _energy[band] = energy / Blocks;
            _scalePower[band] = power / Parts / 3;      // of uniform noise as wide as one scale factor
        }
    }

    private void Allocate()
    {
        var free = (FrameBytes - SpareBytes) * 8 - 32;
        for (var band = 0; band < LayerTwoTables.UsedSubbands; band++)
        {
            free -= Channels * LayerTwoTables.AllocationBits(band);
        }

        Array.Clear(_allocation);
        for (var band = 0; band < Bands; band++)
        {
            _need[band] = _energy[band] < Silence ? 0 : Need(band, _energy[band]);
        }

        while (true)
        {
            var (worst, need) = (-1, 0f);
            for (var band = 0; band < Bands; band++)
            {
                if (_need[band] > need)
                {
                    (worst, need) = (band, _need[band]);
                }
            }

            if (worst < 0)
            {
                return;
            }

            var levels = LayerTwoTables.LevelsOf(worst / 2);
            var index = _allocation[worst];
            var more = LayerTwoTables.BitsOfThree(levels[index]) - (index == 0 ? 0 : LayerTwoTables.BitsOfThree(levels[index - 1]));
            var cost = (12 * more) + (index > 0 ? 0 : 2 + (6 * ScalesWritten(worst)));
            if (cost > free)
            {
                _need[worst] = 0;
                continue;
            }

            free -= cost;
            _allocation[worst] = ++index;
            var width = (float)levels[index - 1];
            _need[worst] = index == levels.Length ? 0 : Need(worst, _scalePower[worst] / (width * width));
        }

        float Need(int band, float noise) => noise / MathF.Sqrt(MathF.Sqrt(_energy[band]));
    }

    private int ScalesWritten(int band) => _selection[band] switch { 0 => 3, 2 => 1, _ => 2 };

    private void Write(Span<byte> frame)
    {
        var bits = new BitWriter(frame);
        bits.Add(0xFFFD, 16);                   // sync word, MPEG-1, layer II, no CRC
        bits.Add(kilobits switch { 128 => 8, 192 => 10, _ => 13 }, 4);
        bits.Add(0b01_0_0_00_00_0_0_00, 12);    // 48 kHz, no padding, stereo
        for (var band = 0; band < Bands; band++)
        {
            bits.Add(_allocation[band], LayerTwoTables.AllocationBits(band / 2));
        }

        for (var band = 0; band < Bands; band++)
        {
            if (_allocation[band] > 0)
            {
                bits.Add(_selection[band], 2);
            }
        }

        for (var band = 0; band < Bands; band++)
        {
            if (_allocation[band] > 0)
            {
                var scales = _scale.AsSpan(band * Parts, Parts);
                bits.Add(scales[0], 6);
                if (_selection[band] is 0 or 3)
                {
                    bits.Add(scales[1], 6);
                }

                if (_selection[band] is 0 or 1)
                {
                    bits.Add(scales[2], 6);
                }
            }
        }

        for (var three = 0; three < Blocks; three += 3)
        {
            for (var band = 0; band < Bands; band++)
            {
                if (_allocation[band] == 0)
                {
                    continue;
                }

                var levels = LayerTwoTables.LevelsOf(band / 2)[_allocation[band] - 1];
                var half = levels / LayerTwoTables.ScaleFactors[_scale[(band * Parts) + (three / 12)]] / 2;
                var samples = _samples.AsSpan((band * Blocks) + three, 3);
                var (first, second, third) = (Quantise(samples[0]), Quantise(samples[1]), Quantise(samples[2]));
                if (levels is 3 or 5 or 9)
                {
                    bits.Add(first + (levels * (second + (levels * third))), LayerTwoTables.BitsOfThree(levels));
                }
                else
                {
                    var width = LayerTwoTables.BitsOfOne(levels);
                    bits.Add(first, width);
                    bits.Add(second, width);
                    bits.Add(third, width);
                }

                // Level k stands for (2 k - levels + 1) / levels of the scale factor.
                int Quantise(float sample) => Math.Clamp((int)((sample * half) + (levels * 0.5f)), 0, levels - 1);
            }
        }

        bits.Finish();
    }

    private ref struct BitWriter(Span<byte> to)
    {
        private readonly Span<byte> _to = to;
        private ulong _bits;
        private int _count;
        private int _place;

        public void Add(int value, int width)
        {
            _bits = (_bits << width) | (uint)value;
            _count += width;
            while (_count >= 8)
            {
                _count -= 8;
                _to[_place++] = (byte)(_bits >> _count);
            }
        }

        public void Finish()
        {
            if (_count > 0)
            {
                _to[_place++] = (byte)(_bits << (8 - _count));
            }

            _to[_place..].Clear();
        }
    }
}
