using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ZetDard.Recommenders.Hosting.Tests;

/// <summary>What tests of hosts share: a folder of their own, a clock, a source of data, a log.</summary>
public abstract class HostFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard-hosting-").FullName;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));

    private protected Source Source { get; } = new();

    private protected TestLog Log { get; } = new();

    protected string ModelPath => PathOf("songs.model");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>A host with the popularity trainer and one recommender of songs.</summary>
    protected IHost Build(Action<RecommenderHostBuilder<SongId>> configure, bool withData = true) =>
        BuildWith(services => services.AddZetDardPopularity<SongId>().Services.AddZetDardRecommender(configure), withData);

    protected IHost BuildWith(Action<IServiceCollection> add, bool withData = true)
    {
        // The environment in which scopes are validated.
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(Time);
        if (withData)
        {
            builder.Services.AddSingleton<ITrainingDataSource<SongId>>(Source);
        }

        add(builder.Services);
        return builder.Build();
    }

    protected static RecommenderHost<SongId> StateOf(IHost host) => host.Services.GetRequiredService<RecommenderHost<SongId>>();

    protected static IReadOnlyList<Recommendation<SongId>> ListOf(IHost host) =>
        host.Services.GetRequiredService<IRecommender<SongId>>().Recommend(Profile.Of(new UserId(1)));

    /// <summary>Starts a host that must fail, and returns why it did.</summary>
    protected static async Task<string> StartFails<TException>(IHost host)
        where TException : Exception
    {
        using (host)
        {
            return (await Assert.ThrowsAnyAsync<TException>(() => host.StartAsync(Cancellation))).Message;
        }
    }

    protected static Task<HealthCheckResult> HealthOf(IHost host) =>
        new RecommenderHealthCheck(host.Services.GetServices<IRecommenderHost>()).CheckHealthAsync(new(), Cancellation);

    /// <summary>Waits for what runs on the thread pool; fails by the test's own time limit if it never happens.</summary>
    protected static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
