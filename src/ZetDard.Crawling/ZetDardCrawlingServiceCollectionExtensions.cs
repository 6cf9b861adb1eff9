using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZetDard.Catalog;
using ZetDard.Crawling;
using ZetDard.Netease;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the crawler.</summary>
public static class ZetDardCrawlingServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="Crawler"/>, and keeps the client's budget of requests in the catalogue, so that all processes that crawl into one file share it. An <see cref="IBudgetStore"/> of the host's own stays.</summary>
    /// <param name="services">The collection to add to; it also needs a catalogue (<c>AddZetDardCatalog</c>) and the client (<c>AddZetDardNetease</c>), before or after.</param>
    /// <param name="configure">Sets the plan.</param>
    /// <returns>A builder for the options; bad values stop the host when it starts.</returns>
    public static OptionsBuilder<CrawlOptions> AddZetDardCrawling(this IServiceCollection services, Action<CrawlOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(TimeProvider.System);
        if (services.FirstOrDefault(service => service.ServiceType == typeof(IBudgetStore)) is not { } budget)
        {
            services.AddSingleton<IBudgetStore, CatalogBudgetStore>();
        }
        else if (budget.ImplementationType?.Assembly == typeof(IBudgetStore).Assembly)          // the client's own, in memory
        {
            services.Replace(ServiceDescriptor.Singleton<IBudgetStore, CatalogBudgetStore>());
        }

        services.TryAddSingleton(provider => new Crawler(
            provider.GetRequiredService<INeteaseClient>(), provider.GetRequiredService<ICrawlStore>(), provider.GetRequiredService<IOptions<CrawlOptions>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<Crawler>>(), provider.GetService<ISessionStore>()));
        return services.AddZetDardOptions<CrawlOptions, CrawlOptionsValidator>().Configure(configure);
    }

    /// <summary>Runs the crawl while the host runs: at once, and again whenever something is due.</summary>
    public static OptionsBuilder<CrawlOptions> RunInBackground(this OptionsBuilder<CrawlOptions> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CrawlService>());
        return builder;
    }
}
