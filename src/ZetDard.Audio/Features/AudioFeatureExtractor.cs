using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>
/// Computes 1,223 features of a waveform in 17 families, as statistics over frames, and others of its side channel and its attack if
/// they are asked for. Immutable and safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// Accepts any waveform with a sample rate of 1,000 Hz or more, and analyses all of it; <see cref="AudioReadOptions.MaxDuration"/> says how
/// much of a file is read. The channels are mixed to the mid channel (their mean; where the channels cancel each other, the loudest one).
/// Silent ends are cut off if <see cref="AudioFeatureOptions.TrimSilence"/> is set. The rest is scaled to a root mean square of .1 and
/// resampled to <see cref="AudioFeatureOptions.AnalysisRateHz"/>. So the level, format and length of a recording affect no family but
/// <see cref="AudioFamilies.Level"/> and <see cref="AudioFamilies.Envelope"/>. Stereo features are computed from the first two channels.
/// </para>
/// <para>
/// The frame size is the power of two nearest to 64 ms, the hop a quarter of it, the window Hann's. Mel bands are 40 Slaney bands of power,
/// in decibels with a floor of −100. Percentiles are p10, p50 and p90. Silence and an empty waveform give the features of digital silence,
/// all finite: bands at the floor, no pitch, tempo 0, mono.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var extractor = new AudioFeatureExtractor(new() { Families = AudioFamilies.Mfcc | AudioFamilies.Tempo });
/// var features = new float[extractor.Names.Count];
/// extractor.Extract(AudioFile.Read("song.mp3"), features);
/// foreach (var (name, value) in extractor.Names.Zip(features)) Console.WriteLine($"{name} {value}");
/// </code>
/// </example>
public sealed class AudioFeatureExtractor : IFeatureExtractor<Waveform>
{
    /// <summary>The default key of the extractor in a container, and the name of its options there.</summary>
    public const string Key = "audio";

    private const int Version = 3;
    private const int MinRateHz = 1_000;

    private readonly AudioFeatureOptions _options;
    private readonly AnalysisPlan _plan;
    private readonly (string Prefix, AudioFamilies Families, Func<Waveform, Waveform> Of)[] _parts;

    /// <summary>Creates an extractor.</summary>
    /// <param name="options">The options, which are copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public AudioFeatureExtractor(AudioFeatureOptions? options = null)
    {
        _options = new AudioFeatureOptionsValidator().Validated(options ?? new()) with { };
        _plan = new(_options.AnalysisRateHz);
        _parts =
        [
            ("", _options.Families, waveform => waveform),
            .. Part("side", _options.SideFamilies, waveform => waveform.ToSide()),
            .. Part("attack", _options.AttackFamilies, Attack.Of),
        ];
        var silence = new Waveform(_options.AnalysisRateHz, 1, [0]);
        var all = new List<string>();
        foreach (var part in _parts)
        {
            var names = new List<string>();
            var sink = new FeatureSink(names);
            Add(silence, part.Families, ref sink);
            all.AddRange(names.Select(name => part.Prefix + name));
        }

        Names = all;
        var others = string.Concat(_parts.Skip(1).Select(part =>
            string.Create(CultureInfo.InvariantCulture, $" {part.Prefix}={(int)part.Families}")));
        CacheKey = string.Create(
            CultureInfo.InvariantCulture,
            $"{nameof(AudioFeatureExtractor)} {Version} families={(int)_options.Families} rate={_options.AnalysisRateHz} "
            + $"trim={_options.TrimSilence}{others}");

        static (string, AudioFamilies, Func<Waveform, Waveform>)[] Part(
            string prefix, AudioFamilies families, Func<Waveform, Waveform> of) =>
            families == AudioFamilies.None ? [] : [(prefix, families, of)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public string CacheKey { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// <paramref name="features"/> is shorter than <see cref="Names"/>, or the sample rate is below 1,000 Hz or above 1,000 times
    /// <see cref="AudioFeatureOptions.AnalysisRateHz"/>, or the sound has more than 2³¹ samples at that rate.
    /// </exception>
    public void Extract(Waveform source, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (features.Length < Names.Count)
        {
            throw new ArgumentException($"There are {Names.Count} features; there is room for {features.Length}.", nameof(features));
        }

        if (source.SampleRateHz < MinRateHz)
        {
            throw new ArgumentException(
                $"The sample rate is {source.SampleRateHz} Hz; it must be {MinRateHz} Hz or more. Resample the waveform.", nameof(source));
        }

        if (source.SampleRateHz / 1_000 > _options.AnalysisRateHz)
        {
            throw new ArgumentException(
                $"The sample rate is {source.SampleRateHz} Hz; it must be at most 1,000 times the analysis rate of {_options.AnalysisRateHz} Hz.", nameof(source));
        }

        if (ResampledSource.NewLength(source.Length, source.SampleRateHz, _options.AnalysisRateHz) > Array.MaxLength)
        {
            throw new ArgumentException(
                $"The sound lasts {source.Duration.TotalHours:F0} hours, which have more than {Array.MaxLength} samples at the analysis rate of "
                + $"{_options.AnalysisRateHz} Hz. Analyse a part of it.", nameof(source));
        }

        var sink = new FeatureSink(features[..Names.Count]);
        foreach (var part in _parts)
        {
            Add(part.Of(source), part.Families, ref sink);
        }
    }

    private void Add(Waveform source, AudioFamilies families, ref FeatureSink sink) =>
        FamilyFeatures.Add(new(PreparedSound.From(source, _options), _plan, families), families, ref sink);
}
