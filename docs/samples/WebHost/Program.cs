using OpenTelemetry.Metrics;
using ZetDard.Catalog;
using ZetDard.Graph;
using ZetDard.Recommenders;

// Serves songs with titles by two recommenders, A and B. The catalogue is what the Quickstart leaves behind, or one of your own:
//   dotnet run --project docs/samples/WebHost -- --Database music.db --urls http://127.0.0.1:5080
var builder = WebApplication.CreateBuilder(args);
var database = builder.Configuration["Database"] ?? "quickstart.db";
if (!File.Exists(database))
{
    Console.Error.WriteLine($"There is no catalogue {database}. Run the Quickstart first, or name one: --Database music.db");
    return 1;
}

builder.Services.AddZetDardCatalog(database);                       // also where the recommenders get data and titles
builder.Services.AddZetDardGraph().FromConfiguration("Graph", isOptional: true);
builder.Services.AddZetDardPopularity<SongId>();
builder.Services.AddZetDardRecommender<SongId>("a", songs => songs
    .Use(GraphTrainer.Key).WithFallback(PopularityTrainer.Key)
    .Rules(ListRules.None)                                          // requests may bring rules
    .LoadFrom(Path.ChangeExtension(database, "a.model")).RefitEvery(TimeSpan.FromDays(1)));
builder.Services.AddZetDardRecommender<SongId>("b", songs => songs
    .Blend((GraphTrainer.Key, .7), (PopularityTrainer.Key, .3))
    .Rules(new() { MaxPerArtist = 2, OneVersion = true })
    .LoadFrom(Path.ChangeExtension(database, "b.model")).RefitEvery(TimeSpan.FromDays(1)));

builder.Services.AddHealthChecks().AddCheck<RecommenderHealthCheck>("recommenders");
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("ZetDard.Recommenders").AddPrometheusExporter());
builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = problem =>
    problem.ProblemDetails.Detail = (problem.Exception as ArgumentException)?.Message);

var app = builder.Build();
app.UseExceptionHandler(new ExceptionHandlerOptions                 // a request that makes no sense is answered with 400, not logged as an error
{
    StatusCodeSelector = e => e is ArgumentException ? 400 : 500,
    SuppressDiagnosticsCallback = context => context.Exception is ArgumentException,
});

// Half of the users get A, the others B; ?arm=a asks for one of them, ?artists=New for artists whom the user does not have.
app.MapGet("/songs/{user}", (UserId user, IServiceProvider services, string? arm, ArtistChoice? artists, int n = 10) =>
    Arm(services, arm ?? (user.Value % 2 == 0 ? "a" : "b")).RecommendNamed(new RecommendationRequest<SongId>(Profile.Of(user), n)
    {
        ReasonCount = 3,
        Rules = artists is null ? null : new() { Artists = artists.Value, MaxPerArtist = 2, OneVersion = true },
    }));

// For a listener whom nobody knows: the ids of songs that they like.
app.MapPost("/songs", (SongId[] liked, IServiceProvider services, int n = 10) =>
    Arm(services, "a").RecommendNamed(Profile.FromHistory(liked), n, reasonCount: 3));

app.MapGet("/similar/{song}", (SongId song, IServiceProvider services, int n = 10) => Arm(services, "a").SimilarNamed(song, n));
app.MapHealthChecks("/health");
app.MapPrometheusScrapingEndpoint("/metrics");
await app.RunAsync();
return 0;

static IRecommender<SongId> Arm(IServiceProvider services, string key) =>
    services.GetKeyedService<RecommenderHandle<SongId>>(key)?.Current
    ?? throw new ArgumentException($"There is no recommender '{key}': ask for a or b.");
