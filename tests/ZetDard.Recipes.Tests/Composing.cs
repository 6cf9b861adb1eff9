using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace ZetDard.Recipes.Tests;

#region own-registration
public sealed record LoudnessOptions
{
    [Range(1, 64)]
    public int PartCount { get; set; } = 4;
}

[OptionsValidator]
internal sealed partial class LoudnessOptionsValidator : IValidateOptions<LoudnessOptions>;

/// <summary>How loud a sound is in each of its parts, and how often it crosses zero there.</summary>
public sealed class LoudnessExtractor(LoudnessOptions? options = null) : IFeatureExtractor<Waveform>
{
    private readonly int _partCount = new LoudnessOptionsValidator().Validated(options ?? new()).PartCount;

    public IReadOnlyList<string> Names =>
        field ??= [.. Enumerable.Range(0, _partCount).SelectMany(part => new[] { $"loudness{part}", $"crossings{part}" })];

    public string CacheKey => $"loudness 1 {_partCount}";

    public void Extract(Waveform source, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (features.Length < Names.Count)
            throw new ArgumentException($"There are {Names.Count} features; there is room for {features.Length}.", nameof(features));
        for (var part = 0; part < _partCount; part++)
        {
            var (squares, crossings, sound) = (
                0.0,
                0,
                source.Channel(0)[(part * source.Length / _partCount)..((part + 1) * source.Length / _partCount)].ToArray()
            );
            for (var i = 0; i < sound.Length; i++)
            {
                squares += sound[i] * sound[i];
                crossings += i > 0 && sound[i] > 0 != sound[i - 1] > 0 ? 1 : 0;
            }

            features[2 * part] = (float)Math.Sqrt(squares / Math.Max(1, sound.Length));
            features[(2 * part) + 1] = (float)crossings / Math.Max(1, sound.Length);
        }
    }
}

public static class LoudnessServiceCollectionExtensions
{
    public static OptionsBuilder<LoudnessOptions> AddLoudness(this IServiceCollection services, string key = "loudness") =>
        services.AddZetDardComponent<IFeatureExtractor<Waveform>, LoudnessOptions, LoudnessOptionsValidator>(key, static (_, options) =>
            new LoudnessExtractor(options)
        );
}
#endregion

internal static class Composing
{
    public static ServiceProvider Compose(IConfiguration configuration)
    {
        #region composing
        var services = new ServiceCollection().AddSingleton(configuration);
        services.AddLoudness().FromConfiguration("Recommenders:Loudness");
        services.AddKernelRidge().FromConfiguration("Recommenders:KernelRidge");
        services.AddZetDardFactors<SongId>().Configure(o => o.FactorCount = 8);
        services
            .AddZetDardClassifierRecommender<SongId>("by-sound")
            .Configure(o => (o.Classifier, o.Extractor) = ("kernel-ridge", "loudness"));
        // the classifier is the logistic regression
        services
            .AddZetDardClassifierRecommender<SongId>("by-all")
            .Configure(o => (o.Extractor, o.Learner) = ("loudness", FactorLearner.Key));
        services.AddZetDardLogisticRegression();
        services.AddZetDardTrainer("baseline", Trainer.From<SongId>(data => new PopularityRecommender<SongId>(data.Interactions), "own 1"));
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate(); // a host does this when it starts
        var trainer = provider.GetRequiredKeyedService<IRecommenderTrainer<SongId>>("by-sound");
        #endregion
        _ = trainer;
        return provider;
    }
}
