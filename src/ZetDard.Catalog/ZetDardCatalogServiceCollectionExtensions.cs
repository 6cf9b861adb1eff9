using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ZetDard.Catalog;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the catalogue.</summary>
public static class ZetDardCatalogServiceCollectionExtensions
{
    /// <summary>
    /// Adds an SQLite catalogue as <see cref="ICatalogStore"/>, as <see cref="ICrawlStore"/> for crawls, and as the source of
    /// training data of songs.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="path">The path of the file, which is created at the first use if it does not exist.</param>
    /// <returns>A builder for the options of the training data. Invalid values stop the host when it starts.</returns>
    /// <remarks>
    /// A store or source that is already registered is used instead. Register another store before this call to get training data
    /// from that store.
    /// </remarks>
    /// <example>
    /// <code>
    /// services.AddZetDardCatalog("music.db").Configure(o => o.Rows = RowKind.Playlist);
    /// </code>
    /// </example>
    public static OptionsBuilder<CatalogOptions> AddZetDardCatalog(this IServiceCollection services, string path)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        services.TryAddSingleton<ICatalogStore>(_ => new SqliteCatalogStore(path));
        services.TryAddSingleton(provider => provider.GetRequiredService<ICatalogStore>() as ICrawlStore
            ?? throw new InvalidOperationException(
                $"The registered {nameof(ICatalogStore)} is not an {nameof(ICrawlStore)}, so it cannot store the frontier of a crawl. Register a store that is both."));
        services.TryAddSingleton<ITrainingDataSource<SongId>, CatalogTrainingDataSource>();
        return services.AddZetDardOptions<CatalogOptions, CatalogOptionsValidator>();
    }
}
