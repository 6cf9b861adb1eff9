using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZetDard.Recommenders;

/// <summary>Reports the health of a host's recommender: healthy while a model serves, degraded while the last fit has failed or could not be saved, unhealthy without a model.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>Add it with <c>services.AddHealthChecks().AddCheck&lt;RecommenderHealthCheck&lt;SongId&gt;&gt;("songs")</c>.</remarks>
public sealed class RecommenderHealthCheck<TItem>(RecommenderHost<TItem> host) : IHealthCheck
    where TItem : struct, IId<TItem>
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = host.Status;
        return Task.FromResult(status switch
        {
            { ServingSince: null } => HealthCheckResult.Unhealthy("No model serves yet.", status.LastError),
            { LastError: not null } => HealthCheckResult.Degraded($"A model serves since {status.ServingSince:O}, but the last fit failed, or its model could not be saved.", status.LastError),
            _ => HealthCheckResult.Healthy($"A model serves since {status.ServingSince:O}."),
        });
    }
}
