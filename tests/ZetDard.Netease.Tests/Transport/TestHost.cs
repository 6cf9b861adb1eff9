using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ZetDard.Netease.Tests.Transport;

/// <summary>The client as a host registers it, with the test's clock and a scripted server.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _provider;

    public TestHost(
        HttpMessageHandler handler, Action<NeteaseOptions>? configure = null, NeteaseSession? session = null,
        Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        collection.AddSingleton<TimeProvider>(Time);
        Sessions = new(session);
        services?.Invoke(collection);
        collection.TryAddSingleton<ISessionStore>(Sessions);
        collection.AddZetDardNetease(configure ?? Server);
        collection.AddHttpClient("ZetDard.Netease").ConfigurePrimaryHttpMessageHandler(() => handler);
        _provider = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public SteppingTime Time { get; } = new(Noon);

    public LogLines Logs { get; } = new();

    public MemorySessionStore Sessions { get; }

    public INeteaseCaller Caller => _provider.GetRequiredService<INeteaseCaller>();

    public INeteaseClient Client => _provider.GetRequiredService<INeteaseClient>();

    public IServiceProvider Services => _provider;

    public IMeterFactory Meters => _provider.GetRequiredService<IMeterFactory>();

    public double Seconds => (Time.GetUtcNow() - Noon).TotalSeconds;

    public static void Server(NeteaseOptions options) => options.Server = new("http://127.0.0.1:3000");

    public static void Direct(NeteaseOptions options) => options.AllowAnonymous = true;

    /// <summary>Advances the clock until the task is complete.</summary>
    public async Task<T> Run<T>(Task<T> task)
    {
        await Time.RunAsync(task);
        return await task;
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    /// <summary>Everything that is logged, at every level.</summary>
    internal sealed class LogLines : ILoggerProvider
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(LogLines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
            {
                lines.Lines.Enqueue((LogLevel.Information, $"{category} scope {state}"));
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Lines.Enqueue(
                    (logLevel, $"{category} {formatter(state, exception)} {exception} {string.Join(' ', state as IEnumerable<KeyValuePair<string, object?>> ?? [])}"));
        }
    }
}
