using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZetDard.Graph;

namespace ZetDard.Recommenders.Hosting.Tests;

/// <summary>A web application as its user writes it, on Kestrel at a free port of this machine.</summary>
public sealed class ApplicationTests : HostFixture
{
    [Fact]
    public async Task An_AB_test_answers_with_titles_by_the_key_of_the_route()
    {
        var names = NameTable.Empty.With(Enumerable.Range(1, 40).Select(i => (new SongId(i), (string?)$"Title {i}")));
        Source.Read = _ => Source.Data with { Names = names };
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ITrainingDataSource<SongId>>(Source);
        builder.Services.AddZetDardGraph();
        builder.Services.AddZetDardPopularity<SongId>();
        builder.Services.AddZetDardRecommender<SongId>("a", songs => songs
            .Use(GraphTrainer.Key).WithFallback(PopularityTrainer.Key)
            .LoadFrom(PathOf("a.model")).RefitEvery(TimeSpan.FromHours(24)).AlsoServes<ArtistId>().AlsoServes<UserId>());
        builder.Services.AddZetDardRecommender<SongId>("b", songs => songs.Blend((GraphTrainer.Key, .8), (PopularityTrainer.Key, .2)));
        builder.Services.AddHealthChecks().AddCheck<RecommenderHealthCheck>("recommenders");
        await using var app = builder.Build();
        app.MapGet("/a/{user}", (UserId user, [FromKeyedServices("a")] IRecommender<SongId> songs) =>
            songs.RecommendNamed(Profile.Of(user), 10, reasonCount: 3));
        app.MapGet("/b/{user}", (UserId user, [FromKeyedServices("b")] IRecommender<SongId> songs) =>
            songs.RecommendNamed(Profile.Of(user), 10, reasonCount: 3));
        app.MapPost("/a/refit", ([FromKeyedServices("a")] RecommenderHost<SongId> host, CancellationToken aborted) =>
            host.RefitAsync(aborted));
        app.MapGet("/status", (IEnumerable<IRecommenderHost> hosts) =>
            hosts.Select(host => new { host.Kind, host.Key, host.Status.RefitCount }));
        app.MapHealthChecks("/health");
        await app.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        foreach (var key in new[] { "a", "b" })
        {
            var list = await client.GetFromJsonAsync<JsonElement>($"/{key}/1", Cancellation);
            Assert.Equal(10, list.GetArrayLength());
            foreach (var line in list.EnumerateArray())
            {
                Assert.Equal($"Title {line.GetProperty("id").GetInt64()}", line.GetProperty("title").GetString());
            }

            Assert.NotEqual("", list[0].GetProperty("because").GetString());
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/a/nobody", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/a/refit", content: null, Cancellation)).StatusCode);
        Assert.Equal(
            """[{"kind":"song","key":"a","refitCount":2},{"kind":"song","key":"b","refitCount":1}]""",
            await client.GetStringAsync("/status", Cancellation));
        Assert.Equal("Healthy", await client.GetStringAsync("/health", Cancellation));
        await app.StopAsync(Cancellation);
    }
}
