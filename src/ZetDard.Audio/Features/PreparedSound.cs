using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>
/// Sound that is ready for analysis: mid and side channel at the analysis rate, without its silent ends if that is asked for, scaled so
/// that the mid channel has a root mean square of .1.
/// </summary>
internal sealed class PreparedSound
{
    /// <summary>A recording with a smaller root mean square than this (−120 dB re full scale) counts as silent.</summary>
    private const double Silence = 1e-6;
    private const double Level = .1;
    private const double TrimShare = .01;       // −40 dB
    private const double MinMidLevel = 1e-3;    // −60 dB, the narrowest mid channel that StereoImage reports
    private const int BlockSize = 4096;

    private PreparedSound(float[] mid, float[]? side, bool isOpposite, double levelDb, double peakDb)
    {
        Mid = mid;
        Side = side;
        IsOpposite = isOpposite;
        LevelDb = levelDb;
        PeakDb = peakDb;
    }

    /// <summary>The mean of the channels, or the loudest channel if the channels cancel each other. At least one sample.</summary>
    public float[] Mid { get; }

    /// <summary>
    /// Half the difference of the first two channels, scaled like the mid channel; <see langword="null"/> for one channel and for silence.
    /// </summary>
    public float[]? Side { get; }

    /// <summary>Whether the channels cancel each other, so that <see cref="Mid"/> is one of them and not their mean.</summary>
    public bool IsOpposite { get; }

    /// <summary>The level of the mid channel before scaling, −120 … 120 dB re full scale.</summary>
    public double LevelDb { get; }

    /// <summary>The largest sample of the mid channel before scaling, −120 … 120 dB re full scale.</summary>
    public double PeakDb { get; }

    public static PreparedSound From(Waveform waveform, AudioFeatureOptions options)
    {
        var sound = new Mix(waveform, null, 0, waveform.Length);
        var (level, peak) = sound.Measure();
        if (waveform.ChannelCount > 1)
        {
            var (loudest, other) = Enumerable.Range(0, waveform.ChannelCount).Select(channel => sound with { Channel = channel })
                .Select(channel => (channel, channel.Measure())).MaxBy(measured => measured.Item2.Level);
            if (other.Level * MinMidLevel > level)
            {
                sound = loudest;
                (level, peak) = other;
            }
        }

        if (options.TrimSilence)
        {
            sound = sound.Loud();
            (level, peak) = sound.Measure();
        }

        if (level < Silence)
        {
            var silence = new float[Math.Max(1, ResampledSource.NewLength(sound.Length, waveform.SampleRateHz, options.AnalysisRateHz))];
            return new(silence, side: null, isOpposite: false, -120, -120);
        }

        // Scaling comes before resampling, so that samples of any size stay within the range that single precision adds up exactly enough.
        using var source = new Source(sound, Level / level).Resample(options.AnalysisRateHz);
        var planes = Enumerable.Range(0, source.ChannelCount).Select(_ => new float[source.Length!.Value]).ToArray();
        var block = new float[SampleSource.BlockLength(source.ChannelCount)];
        for (int at = 0, count; (count = source.Read(block) / planes.Length) > 0; at += count)
        {
            for (var plane = 0; plane < planes.Length; plane++)
            {
                for (var i = 0; i < count; i++)
                {
                    planes[plane][at + i] = block[(i * planes.Length) + plane];
                }
            }
        }

        return new(planes[0], planes.ElementAtOrDefault(1), sound.Channel is not null, Decibels(level), Decibels(peak));
        static double Decibels(double amplitude) => Math.Clamp(20 * Math.Log10(amplitude), -120, 120);
    }

    /// <summary>
    /// A part of a waveform mixed to one channel. It is computed again wherever it is needed, because storing it in double precision would
    /// take twice the memory of the waveform.
    /// </summary>
    /// <param name="Waveform">The waveform.</param>
    /// <param name="Channel">One of its channels; <see langword="null"/> for the mean of all.</param>
    /// <param name="Start">The first sample of the part.</param>
    /// <param name="Length">The number of samples.</param>
    private readonly record struct Mix(Waveform Waveform, int? Channel, int Start, int Length)
    {
        /// <summary>
        /// Fills <paramref name="samples"/> with the samples from <paramref name="from"/> on, counted from the beginning of the part.
        /// </summary>
        public void CopyTo(Span<double> samples, int from)
        {
            samples.Clear();
            var (first, last) = Channel is { } one ? (one, one) : (0, Waveform.ChannelCount - 1);
            for (var channel = first; channel <= last; channel++)
            {
                var values = Waveform.Channel(channel).Slice(Start + from, samples.Length);
                for (var i = 0; i < values.Length; i++)
                {
                    samples[i] += (double)values[i] / (last - first + 1);
                }
            }
        }

        /// <summary>The root mean square and the largest absolute value; both 0 for an empty part.</summary>
        public (double Level, double Peak) Measure()
        {
            var (squares, peak) = (0.0, 0.0);
            Span<double> samples = stackalloc double[BlockSize];
            for (var from = 0; from < Length; from += BlockSize)
            {
                var block = samples[..Math.Min(BlockSize, Length - from)];
                CopyTo(block, from);
                foreach (var sample in block)
                {
                    squares += sample * sample;
                    peak = Math.Max(peak, Math.Abs(sample));
                }
            }

            return (Length == 0 ? 0 : Math.Sqrt(squares / Length), peak);
        }

        /// <summary>The part from the first to the last block of 10 milliseconds that is within 40 dB of the loudest block.</summary>
        public Mix Loud()
        {
            var width = Math.Max(1, Waveform.SampleRateHz / 100);
            var energies = new double[(Length + (long)width - 1) / width];
            Span<double> samples = stackalloc double[BlockSize];
            for (var from = 0; from < Length; from += BlockSize)
            {
                var block = samples[..Math.Min(BlockSize, Length - from)];
                CopyTo(block, from);
                for (var i = 0; i < block.Length; i++)
                {
                    energies[(from + i) / width] += block[i] * block[i];
                }
            }

            var minEnergy = energies.Length == 0 ? 0 : energies.Max() * TrimShare * TrimShare;
            var first = Array.FindIndex(energies, energy => energy >= minEnergy);
            var last = Array.FindLastIndex(energies, energy => energy >= minEnergy);
            var end = (int)Math.Min(Length, (last + 1L) * width);
            return first < 0 ? this : this with { Start = Start + (first * width), Length = end - (first * width) };
        }
    }

    /// <summary>The mid channel and, if there are two channels or more, the side channel, both scaled.</summary>
    private sealed class Source(Mix sound, double factor)
        : SampleSource(sound.Waveform.SampleRateHz, Math.Min(2, sound.Waveform.ChannelCount), sound.Length)
    {
        private readonly double[] _samples = new double[BlockSize];
        private int _next;

        protected override int ReadBlock(Span<float> interleaved)
        {
            var count = Math.Min(Math.Min(BlockSize, sound.Length - _next), interleaved.Length / ChannelCount);
            sound.CopyTo(_samples.AsSpan(0, count), _next);
            for (var i = 0; i < count; i++)
            {
                interleaved[i * ChannelCount] = (float)(_samples[i] * factor);
            }

            if (ChannelCount > 1)
            {
                var left = sound.Waveform.Channel(0).Slice(sound.Start + _next, count);
                var right = sound.Waveform.Channel(1).Slice(sound.Start + _next, count);
                for (var i = 0; i < count; i++)
                {
                    interleaved[(2 * i) + 1] = (float)Math.Clamp(((double)left[i] - right[i]) / 2 * factor, -1e6, 1e6);
                }
            }

            _next += count;
            return count * ChannelCount;
        }
    }
}
