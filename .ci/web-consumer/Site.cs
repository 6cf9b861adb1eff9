using ZetDard.Graph;
using ZetDard.Recommenders;

// What a stranger writes for a web host with titles and two recommenders: this file.
static class Site
{
    public static WebApplication Build(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        builder.Services.AddZetDardTrainingDataSource<SongId>(async (_, cancellationToken) =>
            (await InteractionFile.ReadAsync<SongId>("plays.csv", cancellationToken: cancellationToken)).TrainingData);
        builder.Services.AddZetDardGraph();
        builder.Services.AddZetDardPopularity<SongId>();
        builder.Services.AddZetDardRecommender<SongId>("a", songs => songs.Use(GraphTrainer.Key).WithFallback(PopularityTrainer.Key).LoadFrom("a.model"));
        builder.Services.AddZetDardRecommender<SongId>("b", songs => songs.Blend((GraphTrainer.Key, .7), (PopularityTrainer.Key, .3)).LoadFrom("b.model"));
        builder.Services.AddHealthChecks().AddCheck<RecommenderHealthCheck>("recommenders");

        var app = builder.Build();
        app.MapGet("/{arm}/{user}", (string arm, UserId user, IServiceProvider services) =>
            services.GetRequiredKeyedService<IRecommender<SongId>>(arm).RecommendNamed(Profile.Of(user), n: 10, reasonCount: 2));
        app.MapPost("/refit/{arm}", (string arm, IServiceProvider services, CancellationToken cancellationToken) =>
            services.GetRequiredKeyedService<RecommenderHost<SongId>>(arm).RefitAsync(cancellationToken));
        app.MapHealthChecks("/health");
        return app;
    }
}
