using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ZetDard.Netease;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client of NetEase Cloud Music.</summary>
public static class ZetDardNeteaseServiceCollectionExtensions
{
    /// <summary>Adds <see cref="INeteaseClient"/> as a singleton.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="configure">Says how the service is reached: a local server, or directly with a session or without.</param>
    /// <returns>A builder for the options; bad values stop the host when it starts.</returns>
    /// <remarks>
    /// An <see cref="ISessionStore"/> or <see cref="IBudgetStore"/> that is registered already stays; else both are kept in memory. The HTTP client is named <c>ZetDard.Netease</c>;
    /// retries of the host's own for all clients are taken off it, since they would go past the budget. Calling it twice adds to the options only.
    /// </remarks>
    public static OptionsBuilder<NeteaseOptions> AddZetDardNetease(this IServiceCollection services, Action<NeteaseOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = services.AddOptions<NeteaseOptions>().Configure(configure).ValidateOnStart();
        if (services.Any(service => service.ServiceType == typeof(INeteaseCaller)))
        {
            return options;
        }

        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IValidateOptions<NeteaseOptions>, NeteaseOptionsValidator>(),
            ServiceDescriptor.Singleton<IValidateOptions<NeteaseOptions>, NeteaseOptionsRules>(),
        ]);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISessionStore>(_ => new MemorySessionStore());
        services.TryAddSingleton<IBudgetStore, MemoryBudgetStore>();
        services.AddMetrics();
        services.TryAddSingleton<NeteaseTelemetry>();
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<RequestBudget>(provider, provider.GetRequiredService<IOptions<NeteaseOptions>>().Value));
        services.TryAddSingleton<INeteaseCaller, NeteaseCaller>();
        services.TryAddSingleton<INeteaseClient, NeteaseClient>();

        // No loggers and no traces beneath ours: addresses hold ids. No trace headers: they are not the service's business. No redirects: the cookie would go along.
        // No cookie container: the session store is the one place.
#pragma warning disable EXTEXP0001 // RemoveAllResilienceHandlers is new in its package
        services.AddHttpClient(NeteaseTelemetry.Name, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = NeteaseCaller.MaxAnswerBytes;
            })
            .RemoveAllResilienceHandlers()
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All });
#pragma warning restore EXTEXP0001
        return options;
    }
}
