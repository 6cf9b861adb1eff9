using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZetDard.Catalog;
using ZetDard.Netease;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Crawling.Tests;

/// <summary>Crawls of a service that misbehaves, over HTTP.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private NeteaseStandIn _service = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await NeteaseStandIn.StartAsync(
        new()
        {
            World = MusicWorld.Create(new() { UserCount = 60, SongCount = 200, ArtistCount = 30, MeanSongsPerUser = 8 }),
            CachesServerAnswers = false,
        },
        Token);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    // Oracle: a crawl of the same service without faults.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_goes_wrong_for_a_while_changes_nothing_in_the_end(bool throughServer)
    {
        using (var provider = Services("undisturbed.db", throughServer, also: o => o.KeepNames = true))
            Assert.Equal(CrawlStatus.Finished, (await RunAsync(provider)).Status);

        foreach (var fault in (NeteaseFault[])
        [
            new() { Skip = 10, Times = 3, Drop = true }, new() { Skip = 20, Times = 3, HalfBody = true },
            new() { Skip = 30, Times = 3, Html = true }, new() { Skip = 40, Times = 3, Empty = true },
            new() { Skip = 50, Times = 3, Status = 503 }, new() { Skip = 60, Times = 2, Code = -447 },
            new() { Skip = 70, Times = 2, Delay = Timeout.InfiniteTimeSpan },
            new() { Uri = "/api/v1/user/detail", Skip = 2, Times = 3, SomeoneElses = true },
            new() { Skip = 90, Times = 3, Body = "{\"code\":200}" },
            new() { Skip = 100, Times = 3, Delay = TimeSpan.FromMilliseconds(200) },
        ])
        {
            _service.Inject(fault);
        }

        using (var provider = Services("disturbed.db", throughServer, also: o => o.KeepNames = true))
        {
            var summary = await RunAsync(provider);
            Assert.Equal(CrawlStatus.Finished, summary.Status);
            Assert.Empty(summary.Problems);
        }

        TableDump.AssertEqual(_folder["undisturbed.db"], _folder["disturbed.db"]);
    }

    [Fact]
    public async Task A_service_that_never_answers_ends_the_run()
    {
        _service.Inject(new() { Times = 1000, Delay = Timeout.InfiniteTimeSpan });
        using var provider = Services("silent.db", throughServer: true, timeout: TimeSpan.FromMilliseconds(50));
        var summary = await RunAsync(provider);
        Assert.Equal(CrawlStatus.Unavailable, summary.Status);
        Assert.Equal(0, summary.Counts.Users);
    }

    [Fact]
    public async Task A_block_ends_the_run_and_the_next_one_keeps_away_without_asking()
    {
        _service.Inject(new() { Skip = 30, Code = -460 });
        // No other request is under way then.
        using (var provider = Services("blocked.db", throughServer: false, also: o => o.Workers = 1))
        {
            var summary = await RunAsync(provider);
            Assert.Equal(CrawlStatus.Blocked, summary.Status);
            Assert.True(summary.ComeBack > DateTimeOffset.UtcNow.AddHours(5));
        }

        // Another process: the block is in the database.
        var asked = _service.Requests.TotalCount;
        using (var provider = Services("blocked.db", throughServer: false))
            Assert.Equal(CrawlStatus.Blocked, (await RunAsync(provider)).Status);
        Assert.Equal(asked, _service.Requests.TotalCount);
    }

    [Fact]
    public async Task Neither_session_nor_nickname_nor_id_is_in_any_log_at_Information()
    {
        var log = new ListLoggerProvider();
        _service.Inject(new() { Skip = 15, Times = 2, Drop = true });
        _service.Inject(new() { Uri = "/api/song/lyric", Times = 100, Html = true });
        var nickname = _service.World.User(3).Name;
        using (var provider = Services("logged.db", throughServer: false, session: _service.SessionCookies, log: log, also: o =>
        {
            o.KeepNames = true;
            o.Nicknames.Add(nickname);
            o.MaxAttempts = 1;
        }))
        {
            Assert.NotEmpty((await RunAsync(provider)).Problems);
        }

        Assert.Contains(log.Lines, line => line.Contains("given up", StringComparison.Ordinal));
        var secrets = _service.SessionCookies.Split("; ").Select(cookie => cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..])
            .Where(value => value.Length > 3);
        var names = Enumerable.Range(0, _service.World.UserCount).Select(user => _service.World.User(user).Name);
        Assert.All(
            log.Lines, line => Assert.DoesNotContain(secrets.Concat(names), value => line.Contains(value, StringComparison.Ordinal)));
        Assert.Contains(_service.Requests, request => request.IsLoggedIn);

        // The session is not in the database either.
        using var connection = new SqliteConnection($"Data Source={_folder["logged.db"]};Pooling=False");
        connection.Open();
        foreach (var rows in TableDump.Read(_folder["logged.db"]).Values)
            Assert.All(rows, row => Assert.DoesNotContain(secrets, value => row.Contains(value, StringComparison.Ordinal)));
    }

    private static Task<CrawlSummary> RunAsync(ServiceProvider provider) =>
        provider.GetRequiredService<Crawler>().RunAsync(cancellationToken: Token);

    private ServiceProvider Services(
        string database, bool throughServer, TimeSpan? timeout = null, string? session = null, ListLoggerProvider? log = null,
        Action<CrawlOptions>? also = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            if (log is not null)
                logging.SetMinimumLevel(LogLevel.Information).AddProvider(log);
        });
        if (session is not null)
            services.AddSingleton<ISessionStore>(new MemorySessionStore(NeteaseSession.FromCookies(session)));
        services.AddZetDardCatalog(_folder[database]);
        services.AddZetDardNetease(o =>
        {
            if (throughServer)
                _service.ConfigureServer(o);
            else
                _service.Configure(o);
            (o.MaxRetries, o.RetryDelay, o.ThrottledPause, o.RequestTimeout) = (
                1, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20), timeout ?? TimeSpan.FromSeconds(2));
        });
        services.AddZetDardCrawling(o =>
        {
            o.Users.Add(1);
            o.Users.Add(2);
            (o.RetryDelay, o.MaxAttempts) = (TimeSpan.FromMilliseconds(10), 20);
            also?.Invoke(o);
        });
        return services.BuildServiceProvider();
    }

    internal sealed class ListLoggerProvider : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
