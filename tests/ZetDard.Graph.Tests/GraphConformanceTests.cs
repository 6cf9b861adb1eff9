using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Graph.Tests;

public sealed class GraphConformanceTests
{
    private static readonly Dictionary<Type, Func<int, GraphOptions, IRecommenderTrainer<SongId>>> Checked = new()
    {
        [typeof(GraphTrainer)] = (threads, options) => new GraphTrainer(options with { ThreadCount = threads }),
    };

    [Theory]
    [InlineData(SongMethod.Walk)]
    [InlineData(SongMethod.Weights)]
    [InlineData(SongMethod.SimilarUsers)]
    public Task Songs_keep_the_promises(SongMethod method) =>
        RecommenderConformance.CheckAsync(
            threads => Checked[typeof(GraphTrainer)](threads, new() { Songs = method }),
            RecommenderPromises.Collaborative,
            cancellationToken: TestContext.Current.CancellationToken
        );

    [Theory]
    [InlineData(SimilarSongMethod.Walk)]
    [InlineData(SimilarSongMethod.Weights)]
    public async Task Similar_songs_keep_the_promises(SimilarSongMethod method)
    {
        var data = MusicWorld
            .Create(
                new()
                {
                    UserCount = 80,
                    SongCount = 150,
                    ArtistCount = 20,
                }
            )
            .ToTrainingData();
        var model = await new GraphTrainer(new() { SimilarSongs = method }).FitAsync(
            data,
            cancellationToken: TestContext.Current.CancellationToken
        );
        SimilarItemsConformance.Check(model, [.. model.Graph.Songs]);
    }

    [Fact]
    public Task Songs_keep_the_promises_where_rows_are_playlists()
    {
        var data = MusicWorld
            .Create(
                new()
                {
                    UserCount = 80,
                    SongCount = 150,
                    ArtistCount = 20,
                }
            )
            .ToTrainingData(withFollows: false);
        var lists = new InteractionDataset<SongId>(
            data.Interactions.Users,
            data.Interactions.Items,
            data.Interactions.Matrix,
            rows: RowKind.Playlist
        );
        return RecommenderConformance.CheckAsync(
            threads => Checked[typeof(GraphTrainer)](threads, new()),
            RecommenderPromises.None,
            data with
            {
                Interactions = lists,
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
    }

    [Theory]
    [InlineData(ArtistMethod.Walk)]
    [InlineData(ArtistMethod.OfSongs)]
    public async Task Artists_keep_the_promises(ArtistMethod method)
    {
        var data = MusicWorld.Create().ToTrainingData(withFollows: false);
        var model = await new GraphTrainer(new() { Artists = method }).FitAsync(
            data,
            cancellationToken: TestContext.Current.CancellationToken
        );
        RecommenderConformance.Check(model.Artists, data, RecommenderPromises.None);
    }

    [Theory]
    [InlineData(FriendMethod.Interests)]
    [InlineData(FriendMethod.Social)]
    [InlineData(FriendMethod.SharedSongs)]
    [InlineData(FriendMethod.ConnectedNodes)]
    public async Task Friends_keep_the_promises(FriendMethod method)
    {
        var data = MusicWorld.Create().ToTrainingData();
        var model = await new GraphTrainer(new() { Friends = method }).FitAsync(
            data,
            cancellationToken: TestContext.Current.CancellationToken
        );
        RecommenderConformance.Check(model.Friends, data, RecommenderPromises.None);
    }

    [Fact]
    public void Every_trainer_of_the_package_is_checked() =>
        Assert.Equal(RecommenderConformance.TrainersOf(typeof(GraphTrainer).Assembly), Checked.Keys);
}
