using System.Numerics.Tensors;

namespace ZetDard.Audio;

/// <summary>The features of each family. Each method adds the same number of features for any sound.</summary>
internal static class FamilyFeatures
{
    private static readonly double[] ModulationEdgesHz = [.5, 1, 2, 3, 4.5, 7, 10, 15, 30];
    private static readonly double[] LagSeconds = [.016, .032, .064, .128, .256, .512, 1, 2];
    private static readonly double[] TempogramBpm = [40, 50, 63, 79, 100, 126, 158, 200, 251, 316];
    private static readonly double[] StereoEdgesHz = [0, 125, 250, 500, 1_000, 2_000, 4_000, 8_000];
    private static readonly string[] ShapeNames =
        [".centroid", ".bandwidth", ".rolloff50", ".rolloff85", ".rolloff95", ".flatness", ".slope", ".flux", ".crossings"];
    private static readonly string[] PeakNames =
        [".count", ".pitch", ".spread", ".irregularity", ".share", ".strongest", ".strongestshare"];

    public static void Add(SoundAnalysis sound, AudioFamilies families, ref FeatureSink sink)
    {
        if (families.HasFlag(AudioFamilies.Mel) || families.HasFlag(AudioFamilies.MelDelta))
        {
            AddMel(sound, families, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Mfcc))
        {
            AddMfcc(sound, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Covariance))
        {
            var logarithm = SymmetricMatrix.Logarithm(Regularized(BandStatistics.Covariance(sound.Groups)), 1e-6);
            AddTriangle("covariance", logarithm, withDiagonal: true, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Correlation))
        {
            AddTriangle("correlation", BandStatistics.Correlation(sound.Groups), withDiagonal: false, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Lag))
        {
            AddLag(sound, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Shape))
        {
            AddCourses("shape", ShapeNames, sound.Shape, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Contrast))
        {
            var scratch = new float[sound.FrameCount];
            for (var i = 0; i < sound.Contrast.Length; i++)
            {
                var half = sound.Contrast.Length / 2;
                sink.AddStatistics("contrast", (i % half) + 1, i < half ? "" : ".flatness", sound.Contrast[i], scratch);
            }
        }

        if (families.HasFlag(AudioFamilies.Chroma))
        {
            AddChroma(sound, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Peak))
        {
            AddCourses("peak", PeakNames, sound.Peaks, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Modulation))
        {
            AddModulation(sound, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Tempo))
        {
            AddTempo(sound, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Dynamics))
        {
            AddDynamics(sound, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Envelope))
        {
            AddEnvelope(sound, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Pitch))
        {
            AddPitch(sound, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Stereo))
        {
            AddStereo(sound, ref sink);
        }

        if (families.HasFlag(AudioFamilies.Level))
        {
            sink.Add("level.rms", sound.Sound.LevelDb);
            sink.Add("level.peak", sound.Sound.PeakDb);
        }
    }

    private static void AddMel(SoundAnalysis sound, AudioFamilies families, ref FeatureSink sink)
    {
        var scratch = new float[sound.FrameCount];
        for (var band = 0; band < AnalysisPlan.BandCount && families.HasFlag(AudioFamilies.Mel); band++)
        {
            sink.AddStatistics("mel", band + 1, "", SoundAnalysis.Course(sound.LogMel, band), scratch);
        }

        for (var band = 0; band < AnalysisPlan.BandCount && families.HasFlag(AudioFamilies.MelDelta); band++)
        {
            var changes = Changes(SoundAnalysis.Course(sound.LogMel, band));
            sink.Add("meldelta", band + 1, ".sd", Statistics.Moments(changes).Deviation);
            TensorPrimitives.Abs(changes, changes);
            sink.Add("meldelta", band + 1, ".mean", Statistics.Moments(changes).Mean);
            changes.AsSpan().Sort();
            sink.Add("meldelta", band + 1, ".p90", Statistics.Percentile(changes, .9));
        }
    }

    private static void AddMfcc(SoundAnalysis sound, ref FeatureSink sink)
    {
        var coefficients = SoundAnalysis.Courses(AnalysisPlan.CoefficientCount, sound.FrameCount);
        Span<float> row = stackalloc float[AnalysisPlan.CoefficientCount];
        for (var frame = 0; frame < sound.FrameCount; frame++)
        {
            sound.Plan.Mfcc.Compute(sound.LogMel.Frame(frame), row);
            for (var i = 0; i < row.Length; i++)
            {
                coefficients[i][frame] = row[i];
            }
        }

        for (var i = 0; i < coefficients.Length; i++)
        {
            sink.AddMoments("mfcc", i, "", coefficients[i]);
            sink.Add("mfcc", i, ".deltasd", Statistics.Moments(Changes(coefficients[i])).Deviation);
        }
    }

    private static void AddLag(SoundAnalysis sound, ref FeatureSink sink)
    {
        var groups = sound.WideGroups;
        for (var group = 0; group <= SoundAnalysis.WideGroupCount; group++)
        {
            // The last series is the onset envelope.
            var course = group < SoundAnalysis.WideGroupCount ? SoundAnalysis.Course(groups, group) : sound.Onsets;
            var correlation = Autocorrelation.Normalized(course, (int)Math.Round(LagSeconds[^1] * sound.Plan.FrameRateHz) + 1);
            for (var i = 0; i < LagSeconds.Length; i++)
            {
                var lag = Math.Max(i + 1, (int)Math.Round(LagSeconds[i] * sound.Plan.FrameRateHz));
                sink.Add("lag", (group * LagSeconds.Length) + i + 1, "", correlation[Math.Min(lag, correlation.Length - 1)]);
            }
        }
    }

    private static void AddChroma(SoundAnalysis sound, ref FeatureSink sink)
    {
        // Both the classes of each frame and their means over the frames are sorted by strength, so that the key does not matter.
        var (ranked, means) = (SoundAnalysis.Courses(12, sound.FrameCount), new double[12]);
        Span<float> row = stackalloc float[12];
        for (var frame = 0; frame < sound.FrameCount; frame++)
        {
            for (var i = 0; i < 12; i++)
            {
                row[i] = sound.PitchClasses[i][frame];
                means[i] += row[i] / (double)sound.FrameCount;
            }

            row.Sort();
            for (var i = 0; i < 12; i++)
            {
                ranked[i][frame] = row[11 - i];
            }
        }

        for (var i = 0; i < 12; i++)
        {
            sink.AddMoments("chroma", i + 1, ".frame", ranked[i]);
        }

        // The autocorrelation of the means over semitones shows intervals such as fifths and thirds.
        for (var interval = 1; interval <= 6; interval++)
        {
            sink.Add("chroma", interval, ".interval", 12 * Enumerable.Range(0, 12).Sum(i => means[i] * means[(i + interval) % 12]));
        }

        var changes = 0.0;
        for (var frame = 1; frame < sound.FrameCount; frame++)
        {
            changes += Enumerable.Range(0, 12).Sum(i => Math.Abs((double)sound.PitchClasses[i][frame] - sound.PitchClasses[i][frame - 1]))
                / (sound.FrameCount - 1);
        }

        sink.Add("chroma.change", changes);
        sink.Add("chroma.entropy", -means.Sum(mean => mean * Math.Log2(Math.Max(mean, 1e-12))));
        Array.Sort(means);
        for (var i = 0; i < 12; i++)
        {
            sink.Add("chroma", i + 1, "", means[11 - i]);
        }
    }

    private static void AddModulation(SoundAnalysis sound, ref FeatureSink sink)
    {
        var modulation = BandStatistics.Modulation(sound.WideGroups, ModulationEdgesHz);
        for (var group = 0; group < SoundAnalysis.WideGroupCount; group++)
        {
            for (var range = 0; range < modulation.GetLength(1); range++)
            {
                sink.Add("modulation", (group * modulation.GetLength(1)) + range + 1, "", 10 * Math.Log10(modulation[group, range] + .01));
            }
        }
    }

    private static void AddTempo(SoundAnalysis sound, ref FeatureSink sink)
    {
        var rate = sound.Plan.FrameRateHz;
        var tempo = TempoEstimator.EstimateFromBands(sound.LogMel);
        sink.Add("tempo.octave", tempo.BeatsPerMinute > 0 ? Math.Log2(tempo.BeatsPerMinute / 120) : 0);
        sink.Add("tempo.strength", tempo.Strength);
        var (mean, deviation) = Statistics.Moments(sound.Onsets);
        sink.Add("tempo.onset.mean", mean);
        sink.Add("tempo.onset.sd", deviation);
        sink.Add("tempo.onset.skewness", Statistics.Skewness(sound.Onsets));
        var peaks = 0;
        for (var t = 1; t + 1 < sound.Onsets.Length; t++)
        {
            var (before, at, after) = (sound.Onsets[t - 1], sound.Onsets[t], sound.Onsets[t + 1]);
            peaks += at > mean + deviation && at >= before && at > after ? 1 : 0;
        }

        sink.Add("tempo.onset.rate", peaks * rate / Math.Max(rate, sound.FrameCount));
        var correlation = Autocorrelation.Normalized(sound.Onsets, (int)Math.Ceiling(rate * 60 / TempogramBpm[0]) + 1);
        for (var i = 0; i < TempogramBpm.Length; i++)
        {
            // The best lag within a third of an octave.
            var from = (int)Math.Round(rate * 60 / (TempogramBpm[i] * Math.Pow(2, 1.0 / 6)));
            var to = (int)Math.Round(rate * 60 / (TempogramBpm[i] / Math.Pow(2, 1.0 / 6)));
            var best = Enumerable.Range(from, Math.Max(1, to - from)).Max(lag => correlation[Math.Min(lag, correlation.Length - 1)]);
            sink.Add("tempo", (int)TempogramBpm[i], ".correlation", best);
        }
    }

    private static void AddDynamics(SoundAnalysis sound, ref FeatureSink sink)
    {
        var loudness = sound.LoudnessDb;
        sink.AddStatistics("dynamics", -1, "", loudness, new float[loudness.Length]);
        sink.Add("dynamics.change", Statistics.MeanChange(loudness));
        sink.Add("dynamics.skewness", Statistics.Skewness(loudness));
        var low = loudness.Count(level => level < -20 - 6);
        sink.Add("dynamics.quiet", (double)low / loudness.Length);
        sink.Add("dynamics.crest", sound.Sound.PeakDb - sound.Sound.LevelDb);

        // The same over half seconds, which describes the arrangement of the piece rather than single notes.
        var width = Math.Max(1, (int)Math.Round(sound.Plan.FrameRateHz / 2));
        var slow = loudness.Chunk(width).Select(chunk => chunk.Average()).ToArray();
        sink.AddMoments("dynamics", -1, ".slow", slow);
        sink.Add("dynamics.slow.change", Statistics.MeanChange(slow));
        sink.Add("dynamics.range", slow.Max() - slow.Min());
    }

    private static void AddEnvelope(SoundAnalysis sound, ref FeatureSink sink)
    {
        var loudness = sound.LoudnessDb;
        var rate = sound.Plan.FrameRateHz;
        var max = loudness.Max();
        var top = Array.IndexOf(loudness, max);
        var first = Array.FindIndex(loudness, level => level >= max - 20);
        var last = Array.FindLastIndex(loudness, level => level >= max - 20);
        sink.Add("envelope.duration", Math.Log2(loudness.Length / rate));
        sink.Add("envelope.attack", Math.Log2(1 / rate + ((top - first) / rate)));
        sink.Add("envelope.top", (double)top / loudness.Length);
        sink.Add("envelope.sustain", (last - first + 1.0) / loudness.Length);

        // The slope in dB per second from the loudest frame on, by least squares.
        var (n, x, y, xx, xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var (weights, moments) = (0.0, 0.0);
        for (var t = 0; t < loudness.Length; t++)
        {
            var energy = Math.Pow(10, loudness[t] / 10);
            (weights, moments) = (weights + energy, moments + (energy * t));
            if (t >= top)
            {
                var second = (t - top) / rate;
                (n, x, y, xx, xy) = (n + 1, x + second, y + loudness[t], xx + (second * second), xy + (second * loudness[t]));
            }
        }

        var spread = (n * xx) - (x * x);
        sink.Add("envelope.decay", spread > 1e-9 ? Math.Clamp(((n * xy) - (x * y)) / spread, -200, 200) : 0);
        sink.Add("envelope.centroid", weights > 0 ? moments / weights / loudness.Length : 0);
        for (var part = 0; part < 10; part++)
        {
            var (from, to) = (loudness.Length * part / 10, Math.Max((loudness.Length * part / 10) + 1, loudness.Length * (part + 1) / 10));
            sink.Add("envelope", part + 1, "", Statistics.Moments(loudness.AsSpan(from, to - from)).Mean - max);
        }
    }

    private static void AddPitch(SoundAnalysis sound, ref FeatureSink sink)
    {
        var track = new PitchTrack(sound.Sound.Mid, sound.Plan);
        var scratch = new float[track.Octaves.Length];
        sink.AddStatistics("pitch", -1, ".octave", track.Voiced, scratch);
        sink.AddStatistics("pitch", -1, ".certainty", track.Certainty, scratch);
        sink.Add("pitch.voiced", (double)track.Voiced.Length / track.Octaves.Length);
        sink.Add("pitch.change", Statistics.MeanChange(track.Voiced));
        sink.Add("pitch.certainty.change", Statistics.MeanChange(track.Certainty));
    }

    private static void AddStereo(SoundAnalysis sound, ref FeatureSink sink)
    {
        var bands = StereoEdgesHz.Length - 1;
        var sums = new double[bands, 3];
        var (stft, side) = (sound.Plan.Stft, sound.Sound.Side);
        var mid = sound.Sound.IsOpposite ? new float[sound.Sound.Mid.Length] : sound.Sound.Mid;
        var widths = new float[side is null ? 0 : sound.FrameCount];
        if (side is not null)
        {
            var scratch = new float[stft.ScratchLength + (4 * stft.BinCount)];
            var parts = scratch.AsSpan(stft.ScratchLength);
            var bins = stft.BinCount;
            for (var frame = 0; frame < widths.Length; frame++)
            {
                stft.Transform(mid, frame, parts[..bins], parts.Slice(bins, bins), scratch);
                stft.Transform(side, frame, parts.Slice(2 * bins, bins), parts.Slice(3 * bins, bins), scratch);
                var (midEnergy, sideEnergy) = (0.0, 0.0);
                for (var (bin, band) = (0, 0); bin < bins; bin++)
                {
                    while (band + 1 < bands && sound.Plan.Frequencies[bin] >= StereoEdgesHz[band + 1])
                    {
                        band++;
                    }

                    var (mr, mi) = ((double)parts[bin], (double)parts[bins + bin]);
                    var (sr, si) = ((double)parts[(2 * bins) + bin], (double)parts[(3 * bins) + bin]);
                    sums[band, 0] += (mr * mr) + (mi * mi);
                    sums[band, 1] += (sr * sr) + (si * si);
                    sums[band, 2] += (mr * sr) + (mi * si);
                    (midEnergy, sideEnergy) = (midEnergy + (mr * mr) + (mi * mi), sideEnergy + (sr * sr) + (si * si));
                }

                widths[frame] = (float)StereoImage.From(midEnergy, sideEnergy, 0, []).WidthDb;
            }
        }

        for (var band = 0; band < bands; band++)
        {
            var image = side is null ? StereoImage.From(1, 0, 0, []) : StereoImage.From(sums[band, 0], sums[band, 1], sums[band, 2], []);
            sink.Add("stereo", band + 1, ".width", image.WidthDb);
            sink.Add("stereo", band + 1, ".correlation", image.Correlation);
            sink.Add("stereo", band + 1, ".balance", Math.Abs(image.BalanceDb));
        }

        var (m, s, product) = (1.0, 0.0, 0.0);
        if (side is not null)
        {
            m = TensorPrimitives.SumOfSquares<float>(mid);
            s = TensorPrimitives.SumOfSquares<float>(side);
            product = TensorPrimitives.Dot<float>(mid, side);
        }

        var whole = StereoImage.From(m, s, product, []);
        sink.Add("stereo.width", whole.WidthDb);
        sink.Add("stereo.correlation", whole.Correlation);
        sink.Add("stereo.balance", Math.Abs(whole.BalanceDb));
        sink.Add("stereo.width.sd", Statistics.Moments(widths).Deviation);
    }

    private static void AddCourses(string family, string[] names, float[][] courses, ref FeatureSink sink)
    {
        var scratch = new float[courses[0].Length];
        for (var i = 0; i < courses.Length; i++)
        {
            sink.AddStatistics(family, -1, names[i], courses[i], scratch);
            sink.Add(family + names[i] + ".change", Statistics.MeanChange(courses[i]));
        }
    }

    /// <summary>
    /// Adds the entries on and below the diagonal. Those below are multiplied by √2, so that the distance of two feature vectors is that of
    /// their matrices.
    /// </summary>
    private static void AddTriangle(string family, double[,] matrix, bool withDiagonal, ref FeatureSink sink)
    {
        var number = 1;
        for (var i = 0; i < matrix.GetLength(0); i++)
        {
            for (var j = 0; j < (withDiagonal ? i + 1 : i); j++)
            {
                sink.Add(family, number++, "", i == j ? matrix[i, j] : Math.Sqrt(2) * matrix[i, j]);
            }
        }
    }

    /// <summary>Adds 10 dB² to the diagonal, so that bands that hardly change have little weight.</summary>
    private static double[,] Regularized(double[,] covariance)
    {
        for (var i = 0; i < covariance.GetLength(0); i++)
        {
            covariance[i, i] += 10;
        }

        return covariance;
    }

    private static float[] Changes(float[] course)
    {
        var changes = new float[Math.Max(1, course.Length - 1)];
        for (var i = 0; i + 1 < course.Length; i++)
        {
            changes[i] = course[i + 1] - course[i];
        }

        return changes;
    }
}
