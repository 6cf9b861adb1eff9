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
    /// <summary>
    /// Adds the <see cref="Crawler"/>, and makes the client store its request budget in the catalogue, so that all processes that
    /// crawl into the file share it.
    /// An <see cref="IBudgetStore"/> that the host has registered is used instead.
    /// </summary>
    /// <param name="services">
    /// The collection to add to. It also needs a catalogue (<c>AddZetDardCatalog</c>) and the client (<c>AddZetDardNetease</c>),
    /// added before or after.
    /// </param>
    /// <param name="configure">Sets the plan.</param>
    /// <returns>A builder for the options. Invalid values stop the host when it starts.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddZetDardCatalog("music.db");
    /// builder.Services.AddZetDardNetease(o => o.Server = new Uri("http://127.0.0.1:3000"));
    /// builder.Services.AddZetDardCrawling(o => o.Users.Add(32953014)).Configure(o => o.Depth = 2).RunInBackground();
    /// </code>
    /// </example>
    public static OptionsBuilder<CrawlOptions> AddZetDardCrawling(this IServiceCollection services, Action<CrawlOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(TimeProvider.System);
        if (services.FirstOrDefault(service => service.ServiceType == typeof(IBudgetStore)) is not { } budget)
        {
            services.AddSingleton<IBudgetStore, CatalogBudgetStore>();
        }
        else if (budget.ImplementationType?.Assembly == typeof(IBudgetStore).Assembly)       // the client's own store, in memory
        {
            services.Replace(ServiceDescriptor.Singleton<IBudgetStore, CatalogBudgetStore>());
        }

        services.TryAddSingleton(provider => new Crawler(
            provider.GetRequiredService<INeteaseClient>(), provider.GetRequiredService<ICrawlStore>(),
            provider.GetRequiredService<IOptions<CrawlOptions>>(),
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
