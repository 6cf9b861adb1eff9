using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZetDard.Audio;
using ZetDard.Catalog;
using ZetDard.Crawling;
using ZetDard.Graph;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders;
using ZetDard.Visualization;

namespace Quickstart;

/// <summary>The code of README.md: a test holds each region equal to the block there that names it.</summary>
internal static class Snippets
{
    public static async Task FilesAsync()
    {
        #region readme-files
        var plays = await InteractionFile.ReadAsync<SongId>("plays.csv");            // user, song, optional artist, count, time; any strings as ids
        var model = await new GraphTrainer().FitAsync(plays.TrainingData);
        var me = Profile.Of(plays.Users["alice"]);
        foreach (var r in model.Songs.Recommend(me, n: 10, reasonCount: 3))
            Console.WriteLine($"{plays.Items.NameOf(r.Item)}  {r.Score:F3}  because of {plays.Explain(r.Reason)}");
        foreach (var r in model.Artists.Recommend(me, n: 5)) Console.WriteLine(plays.Artists.NameOf(r.Item));
        foreach (var r in model.Friends.Recommend(me, n: 5)) Console.WriteLine(plays.Users.NameOf(r.Item));
        #endregion
    }

    public static async Task CrawlAsync()
    {
        #region readme-crawl
        await using var service = await NeteaseStandIn.StartAsync();                // the service with a made-up world, in this process
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddZetDardCatalog("music.db");
        builder.Services.AddZetDardNetease(service.Configure);                      // or o => o.Server = new Uri("http://127.0.0.1:3000")
        builder.Services.AddZetDardCrawling(o => o.Users.Add(1)).Configure(o => o.Depth = 3);
        using var host = builder.Build();
        Console.WriteLine(await host.Services.GetRequiredService<Crawler>().RunAsync());
        var catalog = await CatalogSnapshot.LoadAsync(host.Services.GetRequiredService<ICatalogStore>());
        var model = await new GraphTrainer().FitAsync(catalog.TrainingData);
        foreach (var r in model.Songs.Recommend(Profile.Of(new UserId(1)), n: 10, reasonCount: 3))
            Console.WriteLine($"{catalog.Describe(r.Item)}  because of {catalog.Explain(r.Reason)}");
        #endregion
    }

    public static async Task SoundAsync()
    {
        #region readme-sound
        var music = await AudioFolder.OpenAsync("music");                           // MP3, FLAC, Vorbis, Opus, WAV, …, by content
        var sound = await music.ExtractAsync(new AudioFeatureExtractor(), new() { Cache = new FeatureFolderCache("music.features") });
        foreach (var (file, reason) in sound.Failures) Console.WriteLine($"{file}: {reason}");
        FeatureFile.Write("features.csv", sound.Table, file => file);
        SoundPicture.Draw(await music.ReadAsync(sound.Table.Keys[0]), new() { Title = sound.Table.Keys[0] }).SavePng("sound.png");
        #endregion
    }

    public static WebApplication Site(WebApplicationBuilder builder)
    {
        #region readme-host
        builder.Services.AddZetDardCatalog("music.db");                             // also the source of training data
        builder.Services.AddZetDardGraph().Configure(o => o.NeighbourCount = 200);
        builder.Services.AddZetDardPopularity<SongId>();
        builder.Services.AddZetDardRecommender<SongId>(songs => songs
            .Blend((GraphTrainer.Key, .8), (PopularityTrainer.Key, .2))
            .LoadFrom("songs.model").RefitEvery(TimeSpan.FromDays(1))
            .AlsoServes<ArtistId>().AlsoServes<UserId>());                          // one fit, one swap, three recommenders
        var app = builder.Build();
        app.MapGet("/songs/{user}", (long user, IRecommender<SongId> songs) => songs.Recommend(Profile.Of(new UserId(user)), 10));
        #endregion
        return app;
    }
}
