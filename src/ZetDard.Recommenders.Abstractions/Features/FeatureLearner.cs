namespace ZetDard.Recommenders;

/// <summary>Makes feature learners.</summary>
public static class FeatureLearner
{
    /// <summary>Makes a learner from a function: the shortest way to try one of your own.</summary>
    /// <param name="learn">Learns; see <see cref="IFeatureLearner{TItem}.LearnAsync"/>.</param>
    /// <param name="description">
    /// See <see cref="IFeatureLearner{TItem}.Description"/>; the name of the function where <see langword="null"/>, which does not tell
    /// the values that the function captures.
    /// </param>
    public static IFeatureLearner<TItem> From<TItem>(
        Func<TrainingData<TItem>, IProgress<TrainingProgress>?, CancellationToken, Task<FeatureTable<TItem>>> learn,
        string? description = null)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(learn);
        return new FunctionLearner<TItem>(learn, description);
    }

    private sealed class FunctionLearner<TItem>(
        Func<TrainingData<TItem>, IProgress<TrainingProgress>?, CancellationToken, Task<FeatureTable<TItem>>> learn,
        string? description) : IFeatureLearner<TItem>
        where TItem : struct, IId<TItem>
    {
        public string Description => description ?? learn.Method.Name;

        public Task<FeatureTable<TItem>> LearnAsync(
            TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(data);
            return learn(data, progress, cancellationToken);
        }
    }
}
