using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace ZetDard.Recommenders.Hosting.Tests;

public sealed class LoadTests : HostFixture
{
    private const int TaskCount = 8;
    private const int RequestCount = 20_000;

    [Fact]
    public async Task Requests_while_models_are_swapped_never_fail_and_list_and_names_are_of_one_model()
    {
        // The number of the read is the score of every item of a model, and stands in every name.
        Source.Read = number => Source.Data with
        {
            Names = NameTable.Empty.With(Enumerable.Range(1, 40).Select(i => (new SongId(i), (string?)$"{number}"))),
        };
        var trainer = Trainer.From<SongId>(data => new Version(int.Parse(data.Names!.NameOf(new SongId(1)), CultureInfo.InvariantCulture)));
        using var host = BuildWith(services => services
            .AddZetDardTrainer("versions", trainer).Services
            .AddZetDardRecommender<SongId>("a", songs => songs.Use("versions")));
        await host.StartAsync(Cancellation);
        var songs = host.Services.GetRequiredKeyedService<IRecommender<SongId>>("a");
        var state = host.Services.GetRequiredKeyedService<RecommenderHost<SongId>>("a");
        using var done = new CancellationTokenSource();
        var refits = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    await state.RefitAsync(Cancellation);
                }
            }, Cancellation);
        var tasks = Enumerable.Range(0, TaskCount).Select(_ => Task.Run(
            () =>
            {
                var (seen, mixed) = (new HashSet<string>(), 0);
                for (var i = 0; i < RequestCount / TaskCount || state.Status.RefitCount < 10; i++)
                {
                    var list = songs.RecommendNamed(Profile.Of(new UserId(i)), 3);
                    seen.Add(list[0].Title);
                    var version = list[0].Score.ToString(CultureInfo.InvariantCulture);
                    mixed += list.Count == 3 && list.All(line => line.Title == version) ? 0 : 1;
                }

                return (seen, mixed);
            }, Cancellation));
        var results = await Task.WhenAll(tasks);
        await done.CancelAsync();
        await refits;
        Assert.Equal(0, results.Sum(result => result.mixed));
        Assert.True(results.SelectMany(result => result.seen).Distinct().Count() > 1, "no model was swapped while requests ran");
        Assert.Equal(state.Status.RefitCount, Source.LoadCount);
        Assert.Null(state.Status.LastError);
    }

    private sealed class Version(int number) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) =>
            [.. Enumerable.Range(1, request.N).Select(i => new Recommendation<SongId>(new(i), number))];
    }
}
