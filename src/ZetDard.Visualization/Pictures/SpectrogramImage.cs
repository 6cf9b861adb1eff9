using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Visualization;

/// <summary>
/// A spectrogram in the resolution in which it is drawn: decibels by row (the highest frequency first) and column, and its axes.
/// </summary>
internal sealed record SpectrogramImage(
    double[,] Decibels, double Seconds, double LowestDb, double HighestDb, double[] FrequencyPlaces, string[] FrequencyLabels)
{
    // A column is averaged from at least so many frames, if the sound is long enough.
    private const int FramesOfColumn = 4;

    /// <summary>Whether 0 dB is the loudest value.</summary>
    public bool IsRelative { get; init; }

    /// <summary>The centres of the first and last columns and rows, as parts of the axes; the lowest row is at the bottom.</summary>
    public (double Left, double Right, double Bottom, double Top) Middles { get; init; } = (0, 1, 0, 1);

    /// <summary>Whether there are no values.</summary>
    public bool IsEmpty => Decibels.Length == 0;

    /// <summary>Computes the spectrogram of a waveform, whose channels are averaged.</summary>
    /// <remarks>Of long sound, not every sample is used, but at least four frames for each column.</remarks>
    public static SpectrogramImage Of(Waveform waveform, PictureOptions options, int columns, int rows)
    {
        var rate = waveform.SampleRateHz;
        var highest = Math.Min(options.MaxFrequencyHz ?? double.MaxValue, rate / 2.0);
        var isMel = options.FrequencyAxis == FrequencyAxis.Mel;
        if (waveform.Length == 0)
        {
            return Axes(new double[0, 0], 0, -options.RangeDb, 0, isMel, highest);
        }

        // Sound that is shorter than a frame gets shorter frames.
        var size = options.FftSize;
        while (size > 64 && size > waveform.Length)
        {
            size /= 2;
        }

        var hop = (int)Math.Clamp(waveform.Length / ((long)columns * FramesOfColumn), Math.Max(1, size / 32), 1 << 20);
        var stft = new StftOptions { FftSize = size, HopLength = hop };
        var mono = waveform.ChannelCount == 1 ? waveform : waveform.ToMono();
        var bandCount = Math.Min(options.BandCount, Math.Max(16, size / 8));
        var spectrogram = isMel
            ? new MelSpectrogram(rate, new() { BandCount = bandCount, MaxFrequencyHz = highest }, stft).Compute(mono.Channel(0))
            : new Stft(stft).Power(mono.Channel(0), rate);
        var bins = isMel ? spectrogram.BinCount : Math.Max(1, (int)(highest / (rate / 2.0) * (spectrogram.BinCount - 1)) + 1);
        return Pooled(
            spectrogram.Values,
            spectrogram.FrameCount,
            spectrogram.BinCount,
            bins,
            (double)waveform.Length / rate,
            isMel,
            highest,
            lastFrame: Math.Min(1, (spectrogram.FrameCount - 1) * (double)hop / waveform.Length),
            isPower: true,
            options.RangeDb,
            columns,
            rows);
    }

    /// <summary>Makes an image of values that are already decibels.</summary>
    public static SpectrogramImage Of(Spectrogram spectrogram, PictureOptions options, int columns, int rows)
    {
        var frequencies = spectrogram.FrequenciesHz;
        var highest = frequencies[^1] <= 0 ? spectrogram.SampleRateHz / 2.0 : frequencies[^1];
        var image = Pooled(
            spectrogram.Values,
            spectrogram.FrameCount,
            spectrogram.BinCount,
            spectrogram.BinCount,
            spectrogram.FrameCount / spectrogram.FrameRateHz,
            !IsEven(frequencies),
            highest,
            lastFrame: null,
            isPower: false,
            options.RangeDb,
            columns,
            rows);
        return frequencies.Length < 2 ? image : Marked(image, frequencies);
    }

    /// <summary>Whether frequencies are evenly spaced in hertz, as the bins of a transform are.</summary>
    public static bool IsEven(ReadOnlySpan<float> frequencies)
    {
        var step = ((double)frequencies[^1] - frequencies[0]) / Math.Max(1, frequencies.Length - 1);
        for (var i = 0; i < frequencies.Length; i++)
        {
            if (!(Math.Abs(frequencies[i] - frequencies[0] - (i * step)) <= step / 100))
            {
                return false;
            }
        }

        return true;
    }

    // Places marks between the given frequencies, whatever their scale is.
    private static SpectrogramImage Marked(SpectrogramImage image, ReadOnlySpan<float> frequencies)
    {
        var (lowest, highest) = ((double)frequencies[0], (double)frequencies[^1]);
        if (!(lowest < highest))
        {
            return image;
        }

        var isEven = IsEven(frequencies);
        var even = Ticks.Even(lowest / 1_000, highest / 1_000, 6);
        double[] candidates = isEven ? Array.ConvertAll(even.Places, place => place * 1_000) : Ticks.OfMel(highest);
        double[] marks = Array.FindAll(candidates, mark => mark >= lowest - 1e-3 && mark <= highest + 1e-3);
        var places = new double[marks.Length];
        for (var (i, bin) = (0, 0); i < marks.Length; i++)
        {
            while (bin < frequencies.Length - 2 && frequencies[bin + 1] < marks[i])
            {
                bin++;
            }

            // The first and the last band of an uneven scale lie one band inside the axis; the bins of a transform lie at its ends.
            var place = bin + ((marks[i] - frequencies[bin]) / ((double)frequencies[bin + 1] - frequencies[bin]));
            places[i] = isEven ? place / (frequencies.Length - 1) : (place + 1) / (frequencies.Length + 1);
        }

        return image with { FrequencyPlaces = places, FrequencyLabels = isEven ? even.Labels : Array.ConvertAll(marks, Ticks.Kilohertz) };
    }

    // A frame that is centred on its time lies at that time, the last one at lastFrame; if lastFrame is null, a frame fills its hop. A mel
    // band lies between the centres of its neighbours, a linear bin at its frequency.
    private static SpectrogramImage Pooled(
        ReadOnlySpan<float> values,
        int frames,
        int stride,
        int bins,
        double seconds,
        bool isMel,
        double highest,
        double? lastFrame,
        bool isPower,
        double range,
        int columns,
        int rows)
    {
        if (frames == 0)
        {
            return Axes(new double[0, 0], seconds, -range, 0, isMel, highest);
        }

        (columns, rows) = (Math.Min(columns, frames), Math.Min(rows, bins));
        var sums = new double[rows, columns];
        for (var column = 0; column < columns; column++)
        {
            var first = (int)((long)frames * column / columns);
            var last = Math.Max(first + 1, (int)((long)frames * (column + 1) / columns));
            for (var row = 0; row < rows; row++)
            {
                var low = (int)((long)bins * row / rows);
                var high = Math.Max(low + 1, (int)((long)bins * (row + 1) / rows));
                var sum = 0.0;
                for (var frame = first; frame < last; frame++)
                {
                    foreach (var value in values.Slice((frame * stride) + low, high - low))
                    {
                        sum += value;
                    }
                }

                var mean = sum / (last - first) / (high - low);
                sums[rows - 1 - row, column] = isPower ? 10 * Math.Log10(Math.Max(1e-10, mean)) : double.IsFinite(mean) ? mean : double.NaN;
            }
        }

        var (lowest, loudest) = (double.MaxValue, double.MinValue);
        foreach (var value in sums)
        {
            if (!double.IsNaN(value))
            {
                (lowest, loudest) = (Math.Min(lowest, value), Math.Max(loudest, value));
            }
        }

        if (loudest == double.MinValue)
        {
            (lowest, loudest) = (-range, 0);
        }

        // Silence has the lowest colour, not the highest. Computed spectrograms are relative to their loudest value, which is 0 dB, as in
        // librosa's pictures.
        var top = loudest - lowest < 1e-6 ? loudest + range : loudest;
        var shift = isPower ? top : 0;
        for (var row = 0; row < rows && shift != 0; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                sums[row, column] -= shift;
            }
        }

        var ofColumn = (double)frames / Math.Max(1, columns);
        var left = lastFrame is { } end ? end * (ofColumn - 1) / 2 / Math.Max(1, frames - 1) : ofColumn / 2 / Math.Max(1, frames);
        var ofRow = (double)bins / rows;
        var bottom = isMel ? (ofRow + 1) / 2 / (bins + 1) : (ofRow - 1) / 2 / Math.Max(1, bins - 1);
        var middles = (left, (lastFrame ?? 1) - left, bottom, 1 - bottom);
        if (columns == 1 || rows == 1)
        {
            // The plotting library needs two columns and two rows to know the size of one.
            middles = (
                columns == 1 ? 0 : middles.Item1,
                columns == 1 ? 1 : middles.Item2,
                rows == 1 ? 0 : middles.Item3,
                rows == 1 ? 1 : middles.Item4);
            sums = Doubled(sums);
        }

        return Axes(sums, seconds, top - shift - range, top - shift, isMel, highest) with { IsRelative = isPower, Middles = middles };
    }

    private static double[,] Doubled(double[,] values)
    {
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var doubled = new double[Math.Max(2, rows), Math.Max(2, columns)];
        for (var row = 0; row < doubled.GetLength(0); row++)
        {
            for (var column = 0; column < doubled.GetLength(1); column++)
            {
                doubled[row, column] = values[Math.Min(row, rows - 1), Math.Min(column, columns - 1)];
            }
        }

        return doubled;
    }

    private static SpectrogramImage Axes(double[,] decibels, double seconds, double lowest, double loudest, bool isMel, double highest)
    {
        if (isMel)
        {
            // The bands are evenly spaced on the mel scale; places are parts of its range.
            var top = FrequencyScale.HzToMel(highest, MelScale.Slaney);
            var marks = Ticks.OfMel(highest);
            var melPlaces = Array.ConvertAll(marks, mark => FrequencyScale.HzToMel(mark, MelScale.Slaney) / top);
            return new(decibels, seconds, lowest, loudest, melPlaces, Array.ConvertAll(marks, Ticks.Kilohertz));
        }

        var (places, labels) = Ticks.Even(0, highest / 1_000, 6);
        return new(decibels, seconds, lowest, loudest, Array.ConvertAll(places, place => place * 1_000 / highest), labels);
    }
}
