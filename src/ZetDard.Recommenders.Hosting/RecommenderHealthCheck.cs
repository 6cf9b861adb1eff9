using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZetDard.Recommenders;

/// <summary>
/// Reports the health of all recommenders of an application: healthy while they serve; degraded while one of them serves an
/// older model because fits fail,
/// could not be saved, or comes from a file of another plan; unhealthy while one of them has no model. The description says
/// why and since when, the data has a line for each recommender.
/// </summary>
/// <param name="hosts">The recommenders.</param>
/// <example>
/// <code>
/// builder.Services.AddHealthChecks().AddCheck&lt;RecommenderHealthCheck&gt;("recommenders");
/// </code>
/// </example>
public sealed class RecommenderHealthCheck(IEnumerable<IRecommenderHost> hosts) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var all = hosts.Select(host => (Name: HostName.Of(host.Kind, host.Key), Health: HealthOf(host.Status))).ToArray();
        if (all.Length == 0)
        {
            return Task.FromResult(
                HealthCheckResult.Unhealthy("There is no recommender: register one with AddZetDardRecommender, or remove this check."));
        }

        var worst = all.Min(one => one.Health.Status);      // Unhealthy is 0, Healthy is 2
        var told = all.Where(one => worst == HealthStatus.Healthy || one.Health.Status != HealthStatus.Healthy);
        return Task.FromResult(new HealthCheckResult(
            worst == HealthStatus.Unhealthy ? context.Registration?.FailureStatus ?? worst : worst,
            string.Join(" ", told.Select(one => $"{one.Name}: {one.Health.Text}")),
            all.Select(one => one.Health.Error).FirstOrDefault(error => error is not null),
            all.ToDictionary(one => one.Name, one => (object)one.Health.Text)));
    }

    private static (HealthStatus Status, string Text, Exception? Error) HealthOf(RecommenderStatus status)
    {
        var (error, since) = (status.LastError, status.FailingSince);
        var fails = error is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" Failing since {since:u}, {status.FailureCount} in a row: {error.Message}");
        if (status.ServingSince is not { } servingSince)
        {
            return (HealthStatus.Unhealthy, $"no model serves yet.{fails}", error);
        }

        var fitted = status.Model is { } model
            ? string.Create(CultureInfo.InvariantCulture, $" fitted {model.FittedAt:u} to {model.InteractionCount:N0} interactions")
            : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"a model{fitted} serves since {servingSince:u}.{fails}");
        return (error is null ? HealthStatus.Healthy : HealthStatus.Degraded, text, error);
    }
}
