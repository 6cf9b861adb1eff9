using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests.Programs;

// A package of its own, as a stranger would write it: nearest neighbours of items, for any kind of item.

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
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class ItemKnnOptionsValidator : IValidateOptions<ItemKnnOptions>;

/// <summary>Fits <see cref="ItemKnnRecommender{TItem}"/>.</summary>
public sealed class ItemKnnTrainer<TItem>(ItemKnnOptions? options = null) : IRecommenderTrainer<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly ItemKnnOptions _options = new ItemKnnOptionsValidator().Validated(options ?? new()) with { };

    public Task<IRecommender<TItem>> FitAsync(TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Task.Run<IRecommender<TItem>>(() => new ItemKnnRecommender<TItem>(
            data.Interactions,
            CoOccurrence.TopNeighbours(data.Interactions.Matrix, _options.Similarity, _options.NeighbourCount, _options.ThreadCount, progress, cancellationToken)), cancellationToken);
    }
}

/// <summary>Recommends what the items of a history point to.</summary>
public sealed class ItemKnnRecommender<TItem>(InteractionDataset<TItem> data, NeighbourLists neighbours) : IRecommender<TItem>, ISimilarItems<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    private readonly CsrMatrix _users = data.Matrix.Transpose();

    public IModelFormat Format { get; } = new ItemKnnModelFormat<TItem>();

    internal InteractionDataset<TItem> Data => data;

    internal NeighbourLists Neighbours => neighbours;

    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var known = data.KnownItems(request.Profile).ToArray();
        using var scores = ScoreBuffer.Rent(data.Items.Count);
        NeighbourScoring.Score(neighbours, known, scores.Span);
        return Ranking.Top(request, data.Items, scores.Span, known, item => NeighbourScoring.Explain(neighbours, data.Items, known, item, request.ReasonCount, _users));
    }

    public IReadOnlyList<Recommendation<TItem>> Similar(TItem item, int n = 10) => NeighbourScoring.Similar(neighbours, data.Items, item, n);
}

/// <summary>Writes and reads <see cref="ItemKnnRecommender{TItem}"/>.</summary>
public sealed class ItemKnnModelFormat<TItem> : IModelFormat
    where TItem : struct, IId<TItem>
{
    public string Kind => $"item-knn/{IdKind<TItem>.Name}";

    public int Version => 1;

    public void Write(ISaveable model, ModelWriter writer)
    {
        var knn = (ItemKnnRecommender<TItem>)model;
        writer.Write(knn.Data);
        writer.Write(knn.Neighbours);
    }

    public ISaveable Read(ModelReader reader, int version)
    {
        var data = reader.ReadDataset<TItem>();
        return new ItemKnnRecommender<TItem>(data, reader.ReadNeighbourLists(data.Items.Count, data.Items.Count));
    }
}

/// <summary>Registers the package.</summary>
public static class ItemKnnServiceCollectionExtensions
{
    public static OptionsBuilder<ItemKnnOptions> AddItemKnn<TItem>(this IServiceCollection services, string key = "item-knn")
        where TItem : struct, IId<TItem> =>
        services.AddModelFormat(new ItemKnnModelFormat<TItem>()).AddTrainer<TItem, ItemKnnOptions>(key, options => new ItemKnnTrainer<TItem>(options));
}

// Its user, with a kind of item that the library does not know.

public readonly record struct PodcastId(long Value) : IId<PodcastId>
{
    public static PodcastId From(long value) => new(value);
}

public sealed class ItemKnnTests
{
    private static readonly InteractionDataset<PodcastId> Podcasts = InteractionDataset.FromPairs(
        MusicWorld.Create(new() { UserCount = 80, SongCount = 60, ArtistCount = 12 }).ToTrainingData().Interactions.ToInteractions().Select(i => (i.User, new PodcastId(i.Item.Value))));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, ItemSimilarity> Similarities => new()
    {
        { "cosine", ItemSimilarity.Cosine },
        { "cosine of plays", ItemSimilarity.Cosine with { Entries = EntryWeight.Log, Shrinkage = 10 } },
        { "directed", ItemSimilarity.Directed },
        { "TF-IDF", ItemSimilarity.TfIdf },
        { "BM25", ItemSimilarity.Bm25() },
        { "RP3beta", ItemSimilarity.RP3Beta() },
    };

    [Theory]
    [MemberData(nameof(Similarities))]
    public async Task Recommenders_of_any_item_keep_the_promises(string name, ItemSimilarity similarity)
    {
        Assert.NotEmpty(name);
        await RecommenderConformance.CheckAsync(threads => new ItemKnnTrainer<SongId>(new() { Similarity = similarity, ThreadCount = threads }), RecommenderPromises.Collaborative, Cancellation);
        await RecommenderConformance.CheckAsync(threads => new ItemKnnTrainer<PodcastId>(new() { Similarity = similarity, ThreadCount = threads }), RecommenderPromises.Collaborative, Cancellation);
    }

    [Fact]
    public async Task Reasons_name_the_podcasts_that_led_to_one_with_their_listeners()
    {
        var model = await new ItemKnnTrainer<PodcastId>(new() { Similarity = ItemSimilarity.Directed }).FitAsync(new(Podcasts), cancellationToken: Cancellation);
        var history = new PodcastId[] { new(1), new(2) };
        var first = model.Recommend(Profile.FromHistory(history), n: 1, reasonCount: 2)[0];
        Assert.All(first.Reason, part =>
        {
            Assert.True(part.Is<PodcastId>(out var podcast) && history.Contains(podcast));
            Assert.Equal(part.Share * first.Score, (float)part.Support!.Value.Both / part.Support.Value.All, 1e-6f);       // the directed weight is the share of its listeners
        });
    }

    [Fact]
    public void Options_of_the_similarity_are_validated_with_those_of_the_package()
    {
        var services = new ServiceCollection();
        services.AddItemKnn<PodcastId>().Configure(options => options.Similarity.Shrinkage = -3);
        using var provider = services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains(nameof(ItemSimilarity.Shrinkage), error.Message, StringComparison.Ordinal);
    }
}
