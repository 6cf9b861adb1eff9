using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recipes.Tests;

public sealed class ItemKnnTests
{
    private static readonly InteractionDataset<PodcastId> Podcasts = InteractionDataset.FromPairs(
        MusicWorld
            .Create(
                new()
                {
                    UserCount = 80,
                    SongCount = 60,
                    ArtistCount = 12,
                }
            )
            .ToTrainingData()
            .Interactions.ToInteractions()
            .Select(i => (i.User, new PodcastId(i.Item.Value)))
    );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, ItemSimilarity> Similarities =>
        new()
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
        await RecommenderConformance.CheckAsync(
            threads => new ItemKnnTrainer<SongId>(new() { Similarity = similarity, ThreadCount = threads }),
            RecommenderPromises.Collaborative,
            cancellationToken: Cancellation
        );
        await RecommenderConformance.CheckAsync(
            threads => new ItemKnnTrainer<PodcastId>(new() { Similarity = similarity, ThreadCount = threads }),
            RecommenderPromises.Collaborative,
            cancellationToken: Cancellation
        );
    }

    [Fact]
    public async Task Reasons_name_the_podcasts_that_led_to_one_with_their_listeners()
    {
        var model = await new ItemKnnTrainer<PodcastId>(new() { Similarity = ItemSimilarity.Directed }).FitAsync(
            new(Podcasts),
            cancellationToken: Cancellation
        );
        var history = new PodcastId[] { new(1), new(2) };
        var first = model.Recommend(Profile.FromHistory(history), n: 1, reasonCount: 2)[0];
        Assert.All(first.Reason, part =>
        {
            Assert.True(part.Is<PodcastId>(out var podcast) && history.Contains(podcast));
            // the directed weight is the share of its listeners
            Assert.Equal(part.Share * first.Score, (float)part.Support!.Value.Both / part.Support.Value.All, 1e-6f);
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
