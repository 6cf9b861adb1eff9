using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Computes what a waveform sounds like: 1,223 features in 17 families, statistics over frames. Immutable and safe for concurrent use.</summary>
/// <remarks>
/// <para>Any waveform with 1,000 samples a second or more is welcome. It is mixed to its middle (the mean of the channels; where they cancel each other, the loudest one), of long sound the middle part is taken,
/// silent ends are cut off where <see cref="AudioFeatureOptions.TrimSilence"/> says so, the rest is scaled to a root mean square of .1 and resampled to <see cref="AudioFeatureOptions.AnalysisRateHz"/>, so that level, format and length of a recording do not show in any family but
/// <see cref="AudioFamilies.Level"/> and <see cref="AudioFamilies.Envelope"/>. Stereo features are those of the first two channels.</para>
/// <para>Frames are the power of two nearest to 64 ms, four over each other, Hann window; 40 Slaney bands of power, decibels with a floor of −100.
/// Percentiles are p10, p50 and p90. Silence and an empty waveform give the features of digital silence, all finite: bands at the floor, no pitch, tempo 0, mono.</para>
/// </remarks>
public sealed class AudioFeatureExtractor : IFeatureExtractor<Waveform>
{
    /// <summary>The key of the audio features in a container, and the name of their options.</summary>
    public const string Key = "audio";

    private const int Version = 2;
    private const int LowestRateHz = 1_000;

    private readonly AudioFeatureOptions _options;
    private readonly AnalysisPlan _plan;

    /// <summary>Makes an extractor.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public AudioFeatureExtractor(AudioFeatureOptions? options = null)
    {
        _options = new AudioFeatureOptionsValidator().Validated(options ?? new()) with { };
        _plan = new(_options.AnalysisRateHz);
        var names = new List<string>();
        var sink = new FeatureSink(names);
        FamilyFeatures.Add(Analyse(new Waveform(_options.AnalysisRateHz, 1, [0])), _options.Families, ref sink);
        Names = names;
        CacheKey = string.Create(
            CultureInfo.InvariantCulture,
            $"{nameof(AudioFeatureExtractor)} {Version} families={(int)_options.Families} rate={_options.AnalysisRateHz} longest={_options.LongestSeconds:R} trim={_options.TrimSilence}");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public string CacheKey { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is room for too few features, or the sample rate is below 1,000 Hz or above a thousand times <see cref="AudioFeatureOptions.AnalysisRateHz"/>.</exception>
    public void Extract(Waveform source, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (features.Length < Names.Count)
        {
            throw new ArgumentException($"There are {Names.Count} features; there is room for {features.Length}.", nameof(features));
        }

        if (source.SampleRateHz < LowestRateHz)
        {
            throw new ArgumentException($"Sound needs {LowestRateHz} samples a second or more to be analysed; this has {source.SampleRateHz}.", nameof(source));
        }

        if (source.SampleRateHz / 1_000 > _options.AnalysisRateHz)
        {
            throw new ArgumentException($"Sound of up to 1,000 times {_options.AnalysisRateHz} samples a second can be analysed; this has {source.SampleRateHz}.", nameof(source));
        }

        var sink = new FeatureSink(features[..Names.Count]);
        FamilyFeatures.Add(Analyse(source), _options.Families, ref sink);
    }

    private SoundAnalysis Analyse(Waveform source) => new(PreparedSound.From(source, _options), _plan, _options.Families);
}
