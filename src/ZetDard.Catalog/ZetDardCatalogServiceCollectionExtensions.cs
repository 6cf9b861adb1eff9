using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ZetDard.Catalog;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the catalogue.</summary>
public static class ZetDardCatalogServiceCollectionExtensions
{
    /// <summary>Adds an SQLite catalogue as the <see cref="ICatalogStore"/>, as the <see cref="ICrawlStore"/> of crawls, and as the source of training data of songs.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="path">The file; made at the first use where it is missing.</param>
    /// <returns>A builder for the options of the training data; bad values stop the host when it starts.</returns>
    /// <remarks>A store or source that is registered already stays: another store first, then this, gives training data from that store.</remarks>
    public static OptionsBuilder<CatalogOptions> AddZetDardCatalog(this IServiceCollection services, string path)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        services.TryAddSingleton<ICatalogStore>(_ => new SqliteCatalogStore(path));
        services.TryAddSingleton(provider => provider.GetRequiredService<ICatalogStore>() as ICrawlStore
            ?? throw new InvalidOperationException($"The registered {nameof(ICatalogStore)} is no {nameof(ICrawlStore)}: it cannot keep the frontier of a crawl. Register a store that is both."));
        services.TryAddSingleton<ITrainingDataSource<SongId>, CatalogTrainingDataSource>();
        return services.AddZetDardOptions<CatalogOptions, CatalogOptionsValidator>();
    }
}
