using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>The catalogue as a host's source of training data.</summary>
internal sealed class CatalogTrainingDataSource(ICatalogStore store, IOptionsMonitor<CatalogOptions> options) : ITrainingDataSource<SongId>
{
    public async Task<TrainingData<SongId>> LoadAsync(CancellationToken cancellationToken = default) =>
        (await CatalogSnapshot.LoadAsync(store, options.CurrentValue, cancellationToken).ConfigureAwait(false)).TrainingData;
}
