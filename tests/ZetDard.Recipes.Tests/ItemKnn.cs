using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace ZetDard.Recipes.Tests;

// A package of its own, as a stranger would write it: nearest neighbours of items, for any kind of item.
#region own-recommender
/// <summary>Options of <see cref="ItemKnnTrainer{TItem}"/>.</summary>
public sealed record ItemKnnOptions
{
    /// <summary>How many neighbours of each item are kept, 1 … 10,000. Default 100.</summary>
    [Range(1, 10_000)]
    public int NeighbourCount { get; set; } = 100;

    /// <summary>When two items are alike. Default the cosine.</summary>
    [Required, ValidateObjectMembers]
    public ItemSimilarity Similarity { get; set; } = ItemSimilarity.Cosine;

    /// <summary>Most threads of a fit; 0 takes one a processor.</summary>
    [Range(0, 1024)]
    [JsonIgnore] // changes no result
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class ItemKnnOptionsValidator : IValidateOptions<ItemKnnOptions>;

[JsonSerializable(typeof(ItemKnnOptions))]
internal sealed partial class ItemKnnJson : JsonSerializerContext;

/// <summary>Fits <see cref="ItemKnnRecommender{TItem}"/>.</summary>
public sealed class ItemKnnTrainer<TItem>(ItemKnnOptions? options = null) : IRecommenderTrainer<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly ItemKnnOptions _options = new ItemKnnOptionsValidator().Validated(options ?? new()) with { };

    public string Description => $"item-knn {JsonSerializer.Serialize(_options, ItemKnnJson.Default.ItemKnnOptions)}";

    public Task<IRecommender<TItem>> FitAsync(
        TrainingData<TItem> data,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        return Task.Run<IRecommender<TItem>>(
            () =>
                new ItemKnnRecommender<TItem>(
                    data.Interactions,
                    CoOccurrence.TopNeighbours(
                        data.Interactions.Matrix,
                        _options.Similarity,
                        _options.NeighbourCount,
                        _options.ThreadCount,
                        progress,
                        cancellationToken
                    )
                ),
            cancellationToken
        );
    }
}

/// <summary>Recommends what the items of a history point to.</summary>
public sealed class ItemKnnRecommender<TItem>(InteractionDataset<TItem> data, NeighbourLists neighbours)
    : IRecommender<TItem>,
        ISimilarItems<TItem>,
        ISaveable
    where TItem : struct, IId<TItem>
{
    private readonly CsrMatrix _users = data.Matrix.Transpose();

    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var known = data.KnownItems(request.Profile).ToArray();
        using var scores = ScoreBuffer.Rent(data.Items.Count);
        NeighbourScoring.Score(neighbours, known, scores.Span);
        return Ranking.Top(request, data.Items, scores.Span, known, item =>
            NeighbourScoring.Explain(neighbours, data.Items, known, item, request.ReasonCount, _users)
        );
    }

    public IReadOnlyList<Recommendation<TItem>> Similar(TItem item, int n = 10) =>
        NeighbourScoring.Similar(neighbours, data.Items, item, n);

    public static ModelFormat FileFormat { get; } = new($"item-knn/{IdKind<TItem>.Name}", reader =>
        {
            var data = reader.ReadDataset<TItem>();
            return new ItemKnnRecommender<TItem>(data, reader.ReadNeighbourLists(data.Items.Count, data.Items.Count));
        });

    public ModelFormat Format => FileFormat;

    public void Write(ModelWriter writer)
    {
        writer.Write(data);
        writer.Write(neighbours);
    }
}

/// <summary>Registers the package.</summary>
public static class ItemKnnServiceCollectionExtensions
{
    public static OptionsBuilder<ItemKnnOptions> AddItemKnn<TItem>(this IServiceCollection services, string key = "item-knn")
        where TItem : struct, IId<TItem> =>
        services
            .AddZetDardModelFormat(ItemKnnRecommender<TItem>.FileFormat)
            .AddZetDardComponent<IRecommenderTrainer<TItem>, ItemKnnOptions, ItemKnnOptionsValidator>(key, static (_, options) =>
                new ItemKnnTrainer<TItem>(options)
            );
}
#endregion

public readonly record struct PodcastId(long Value) : IId<PodcastId>
{
    public static PodcastId From(long value) => new(value);
}
