using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Reads the training data of a host's recommenders from the catalogue.</summary>
internal sealed class CatalogTrainingDataSource(ICatalogStore store, IOptionsMonitor<CatalogOptions> options) : ITrainingDataSource<SongId>
{
    public async Task<TrainingData<SongId>> LoadAsync(CancellationToken cancellationToken = default) =>
        (await CatalogSnapshot.LoadAsync(store, options.CurrentValue, cancellationToken).ConfigureAwait(false)).TrainingData;
}
