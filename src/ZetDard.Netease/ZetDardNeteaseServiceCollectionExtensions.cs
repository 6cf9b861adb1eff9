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
    /// <param name="configure">Sets how the service is reached: through a local server, or directly with or without a session.</param>
    /// <returns>A builder for the options. Invalid values stop the host when it starts.</returns>
    /// <remarks>
    /// An <see cref="ISessionStore"/> or <see cref="IBudgetStore"/> that is already registered is used; otherwise both are kept in
    /// memory. The HTTP client is named <c>ZetDard.Netease</c>. Resilience handlers that the host adds to all HTTP clients are
    /// removed from it, because their retries would not count in the budget. Calling this method twice only adds to the options.
    /// </remarks>
    /// <example>
    /// <code>
    /// services.AddZetDardNetease(o => o.Server = new Uri("http://127.0.0.1:3000"));      // a local NeteaseCloudMusicApi server
    /// </code>
    /// </example>
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
        services.TryAddSingleton(
            provider => ActivatorUtilities.CreateInstance<RequestBudget>(
                provider, provider.GetRequiredService<IOptions<NeteaseOptions>>().Value));
        services.TryAddSingleton<INeteaseCaller, NeteaseCaller>();
        services.TryAddSingleton<INeteaseClient, NeteaseClient>();

        // No HTTP logging or tracing below this client, because addresses contain ids. No trace headers to the service. No
        // redirects, because the cookies would be sent along. No cookie container, because the session store holds the cookies.
#pragma warning disable EXTEXP0001 // RemoveAllResilienceHandlers is new in its package
        services.AddHttpClient(NeteaseTelemetry.Name, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = NeteaseCaller.MaxAnswerBytes;
            })
            .RemoveAllResilienceHandlers()
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(
                () => new SocketsHttpHandler
                {
                    ActivityHeadersPropagator = null,
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.All,
                });
#pragma warning restore EXTEXP0001
        return options;
    }
}
