using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZetDard.Catalog;
using ZetDard.Clustering;
using ZetDard.Crawling;
using ZetDard.Graph;
using ZetDard.Models.Svm;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders;

var plays = await InteractionFile.ReadAsync<SongId>("plays.csv");            // user, song, optional artist, count, time; any strings as ids
var model = await new GraphTrainer().FitAsync(plays.TrainingData);
var me = Profile.Of(plays.Users["alice"]);
foreach (var r in model.Songs.Recommend(me, n: 10, reasonCount: 3))
    Console.WriteLine($"{plays.Items.NameOf(r.Item)}  {r.Score:F3}  because of {plays.Explain(r.Reason)}");
foreach (var r in model.Artists.Recommend(me, n: 5)) Console.WriteLine(plays.Artists.NameOf(r.Item));
foreach (var r in model.Friends.Recommend(me, n: 5)) Console.WriteLine(plays.Users.NameOf(r.Item));

var factors = new FactorLearner<SongId>(new() { FactorCount = 2 });         // features, where there are no others
var machines = await new SvmTrainer().AsRecommender<SongId>().With(factors).FitAsync(plays.TrainingData);
Console.WriteLine($"By machines {machines.Recommend(me, n: 10).Count} songs");
var clusters = await new ClusterRecommenderTrainer<SongId>(new KMeansTrainer(new() { ClusterCount = 2 })).With(factors).FitAsync(plays.TrainingData);
foreach (var r in clusters.Recommend(me, n: 3, reasonCount: 1)) Console.WriteLine($"{plays.Items.NameOf(r.Item)} is like {plays.Explain(r.Reason)}");

await using var service = await NeteaseStandIn.StartAsync();                // the service with a made-up world, in this process
var builder = Host.CreateApplicationBuilder();
builder.Services.AddZetDardCatalog("music.db");
builder.Services.AddZetDardNetease(service.Configure);
builder.Services.AddZetDardCrawling(o => o.Users.Add(1));
builder.Services.AddZetDardGraph();
builder.Services.AddZetDardRecommender<SongId>(songs => songs.Use(GraphTrainer.Key));
using var host = builder.Build();
Console.WriteLine(await host.Services.GetRequiredService<Crawler>().RunAsync());
await host.StartAsync();                                                    // fits on what was crawled
Console.WriteLine($"Served {host.Services.GetRequiredService<IRecommender<SongId>>().Recommend(Profile.Of(new UserId(1)), 10).Count} songs");
await host.StopAsync();
