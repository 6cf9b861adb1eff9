using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ZetDard.Documentation.Tests;

/// <summary>
/// Runs the entry point of a web program in this process, on a free port of the loopback address, and stops it at the end.
/// </summary>
internal sealed class RunningSite : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Task _program;

    private RunningSite(IHost host, Task program, Uri address)
    {
        (_host, _program) = (host, program);
        Client = new HttpClient { BaseAddress = address };
    }

    /// <summary>Asks the site by HTTP.</summary>
    public HttpClient Client { get; }

    /// <summary>The container of the site.</summary>
    public IServiceProvider Services => _host.Services;

    public static async Task<RunningSite> StartAsync(MethodInfo entry, params string[] arguments)
    {
        var started = new TaskCompletionSource<IHost>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = DiagnosticListener.AllListeners.Subscribe(new Observer(started));
        var program = Task.Run(() =>
            Snippet.Run(entry, [.. arguments, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"])
        );
        if (await Task.WhenAny(started.Task, program) == program)
        {
            await program;
            throw new InvalidOperationException("The program ended before it served.");
        }

        var host = await started.Task;
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new(host, program, new(address));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await _program;
    }

    // The framework announces each host that is built; it has started when its lifetime says so.
    private sealed class Observer(TaskCompletionSource<IHost> started)
        : IObserver<DiagnosticListener>,
            IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilt", Value: IHost host })
            {
                host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => started.TrySetResult(host));
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
