using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>
/// What <see cref="RecommenderHostBuilder{TItem}"/> was told: which trainers one recommender is fitted by, where its model is
/// kept, and when it is fitted anew.
/// </summary>
internal abstract class RecommenderPlan
{
    /// <summary>The key of the registration.</summary>
    public required string? Key { get; init; }

    /// <summary>Keys and weights of the trainers; a single one is not blended.</summary>
    public (string Key, double Weight)[] Parts { get; set; } = [];

    /// <summary>Key of the trainer that fills lists up.</summary>
    public string? FallbackKey { get; set; }

    /// <summary>The rules of lists; <see langword="null"/> where requests may have none either.</summary>
    public ListRules? Rules { get; set; }

    /// <summary>Where the model is loaded from and saved to.</summary>
    public string? ModelPath { get; set; }

    /// <summary>How often to fit anew.</summary>
    public TimeSpan? RefitInterval { get; set; }

    /// <summary>The registration as it is written in code, for messages.</summary>
    public abstract string Registration { get; }

    /// <summary>
    /// What is wrong with the plan, as far as that can be known before a fit: each a sentence after
    /// <see cref="Registration"/>.
    /// </summary>
    public abstract IEnumerable<string> Problems(IServiceProvider services);
}

/// <inheritdoc/>
internal sealed class RecommenderPlan<TItem> : RecommenderPlan
    where TItem : struct, IId<TItem>
{
    private const double MinWeight = 1e-6;
    private const double MaxWeight = 1e6;

    /// <summary>Puts a model, or nothing while there is no data, into a handle. All are prepared before any is swapped.</summary>
    public List<Func<IRecommender<TItem>?, IServiceProvider, Action>> Serve { get; } = [];

    public override string Registration => $"AddZetDardRecommender<{typeof(TItem).Name}>({(Key is null ? "" : $"\"{Key}\"")})";

    private IEnumerable<string> TrainerKeys => Parts.Select(part => part.Key).Append(FallbackKey).OfType<string>().Distinct();

    /// <summary>Whether a container can read data for a fit.</summary>
    public static bool HasDataSource(IServiceProvider services) =>
        services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(ITrainingDataSource<TItem>));

    /// <summary>What to do about missing data, for messages.</summary>
    public static string DataRemedy => $"register an ITrainingDataSource<{typeof(TItem).Name}> (AddZetDardTrainingDataSource or AddZetDardCatalog)";

    public override IEnumerable<string> Problems(IServiceProvider services)
    {
        if (Parts.Length == 0)
        {
            yield return "names no trainer. Name one with Use(key), or several with Blend((key, weight), …).";
        }

        foreach (var problem in TrainerKeys.Select(key => ProblemOf(key, services)).OfType<string>())
        {
            yield return problem;
        }

        foreach (var (key, weight) in Parts.Where(part => part.Weight is not (>= MinWeight and <= MaxWeight)))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"gives the trainer '{key}' the weight {weight}. Weights are 0.000001 to 1,000,000; leave out what does not count.");
        }

        if (Parts.Length > 0 && Parts.Max(part => part.Weight) / Parts.Min(part => part.Weight) > MaxWeight)
        {
            yield return "gives one trainer more than 1,000,000 times the weight of another. Leave out what hardly counts.";
        }

        if (RefitInterval is { } interval && (interval < TimeSpan.FromSeconds(1) || interval > TimeSpan.FromDays(49)))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"fits anew every {interval}. The time between fits must be 1 second to 49 days.");
        }

        if (!HasDataSource(services) && WhyDataIsNeeded() is { } why)
        {
            yield return $"has no data to fit a model to, and {why}: {DataRemedy}, or give LoadFrom a model file and no schedule.";
        }
    }

    /// <summary>
    /// The trainer of the whole plan. Its description is equal for equal plans, and is that of the only trainer where there
    /// is one alone.
    /// </summary>
    public IRecommenderTrainer<TItem> MakeTrainer(IServiceProvider services)
    {
        var trainers = TrainerKeys.ToDictionary(key => key, services.GetComponent<IRecommenderTrainer<TItem>>);
        var parts = Parts is [var only]
            ? trainers[only.Key].Description
            : string.Join(" + ", Parts.Select(part => FormattableString.Invariant($"{part.Weight} x {trainers[part.Key].Description}")));
        var fallback = FallbackKey is null ? "" : $" else {trainers[FallbackKey].Description}";
        return Trainer.From<TItem>(FitAsync, $"{parts}{fallback}{(Rules is null ? "" : $" with {Rules}")}");

        async Task<IRecommender<TItem>> FitAsync(
            TrainingData<TItem> data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            if (Rules is not null)
            {
                _ = new NoDataRecommender<TItem>().WithRules(data, Rules);      // finds what the data lacks before the fits
            }

            var models = new Dictionary<string, IRecommender<TItem>>();     // a trainer that is named twice fits once
            foreach (var (key, trainer) in trainers)
            {
                models[key] = await trainer.FitAsync(data, progress, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidOperationException($"The trainer '{key}' returned null instead of a recommender.");
            }

            var model = Parts is [var only]
                ? models[only.Key]
                : Recommender.Blend([.. Parts.Select(part => (models[part.Key], part.Weight))]);
            model = FallbackKey is null ? model : model.WithFallback(models[FallbackKey]);
            model = Rules is null ? model : model.WithRules(data, Rules);
            return data.Names is null ? model : model.WithNames(data.Names, data.Artists);
        }
    }

    private string? WhyDataIsNeeded() =>
        RefitInterval is not null ? "is to be fitted anew on a schedule"
        : ModelPath is null ? "no model file"
        : File.Exists(ModelPath) ? null
        : $"there is no model file {Path.GetFullPath(ModelPath)}";

    // Makes the trainer, because that finds keys in its options that are not registered.
    private static string? ProblemOf(string trainerKey, IServiceProvider services)
    {
        try
        {
            services.GetComponent<IRecommenderTrainer<TItem>>(trainerKey);
            return null;
        }
        catch (OptionsValidationException)
        {
            return null;        // the start reports problems of options by itself
        }
#pragma warning disable CA1031 // whatever keeps a trainer from being made is a problem of this plan, to be shown beside those of the others
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"cannot use the trainer '{trainerKey}'. {e.Message}";
        }
    }
}
