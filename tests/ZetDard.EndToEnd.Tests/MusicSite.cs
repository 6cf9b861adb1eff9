using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZetDard.Graph;
using ZetDard.Recommenders;

namespace ZetDard.EndToEnd.Tests;

/// <summary>A web application as a user of the packages writes it, on Kestrel at a free port of this machine, with a client.</summary>
internal sealed class MusicSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private MusicSite(WebApplication app, WatchedSource source)
    {
        _app = app;
        _client = new() { BaseAddress = new(app.Urls.Single()) };
        Source = source;
    }

    public WatchedSource Source { get; }

    public RecommenderStatus Status => _app.Services.GetRequiredService<RecommenderHost<SongId>>().Status;

    public static async Task<MusicSite> StartAsync(string catalog, string model, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time);

        // As a user writes it.
        builder.Services.AddZetDardCatalog(catalog);                                // also the source of training data
        builder.Services.AddZetDardGraph().Configure(o => o.NeighbourCount = 200);
        builder.Services.AddZetDardPopularity<SongId>();
        builder.Services.AddZetDardRecommender<SongId>(songs => songs
            .Blend((GraphTrainer.Key, .8), (PopularityTrainer.Key, .2))
            .LoadFrom(model).RefitEvery(TimeSpan.FromDays(1))
            .AlsoServes<ArtistId>().AlsoServes<UserId>());                          // one fit, one swap, three recommenders
        builder.Services.AddHealthChecks().AddCheck<RecommenderHealthCheck>("recommenders");
        WatchedSource.PutInFront(builder.Services);

        var app = builder.Build();
        app.MapGet("/songs/{user}", (long user, IRecommender<SongId> songs) => songs.Recommend(Profile.Of(new UserId(user)), 10));
        app.MapGet("/artists/{user}", (long user, IRecommender<ArtistId> artists) => artists.Recommend(Profile.Of(new UserId(user)), 10));
        app.MapGet("/friends/{user}", (long user, IRecommender<UserId> friends) => friends.Recommend(Profile.Of(new UserId(user)), 10));
        app.MapPost("/refit", (RecommenderHost<SongId> host, CancellationToken aborted) => host.RefitAsync(aborted));
        app.MapHealthChecks("/health");
        await app.StartAsync(cancellationToken);
        return new(app, (WatchedSource)app.Services.GetRequiredService<ITrainingDataSource<SongId>>());
    }

    /// <summary>The ids that a request lists; fails unless the answer is 200.</summary>
    public async Task<long[]> GetIdsAsync(string path, CancellationToken cancellationToken)
    {
        var list = await _client.GetFromJsonAsync<JsonElement>(path, cancellationToken);
        return [.. list.EnumerateArray().Select(line => line.GetProperty("item").GetInt64())];
    }

    /// <summary>The answer as it is sent, scores included; fails unless it is 200.</summary>
    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken) => _client.GetStringAsync(path, cancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, CancellationToken cancellationToken) =>
        _client.PostAsync(path, content: null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
