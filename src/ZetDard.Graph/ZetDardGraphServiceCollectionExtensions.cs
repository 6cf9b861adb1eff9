using Microsoft.Extensions.Options;
using ZetDard.Graph;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the graph trainer.</summary>
public static class ZetDardGraphServiceCollectionExtensions
{
    /// <summary>Adds the graph trainer as a keyed singleton <see cref="IRecommenderTrainer{TItem}"/> of songs.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="GraphTrainer.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <remarks>Calling it twice with one key adds one registration.</remarks>
    /// <exception cref="InvalidOperationException">The key names another trainer of songs already.</exception>
    public static OptionsBuilder<GraphOptions> AddZetDardGraph(this IServiceCollection services, string key = GraphTrainer.Key) =>
        services.AddZetDardModelFormat(GraphModel.FileFormat)
            .AddZetDardComponent<IRecommenderTrainer<SongId>, GraphOptions, GraphOptionsValidator>(
                key, static (_, options) => new GraphTrainer(options));
}
