namespace ZetDard.Recommenders;

/// <summary>A step of <c>AddZetDardTrainingData</c>.</summary>
internal sealed record TrainingDataStep<TItem>(
    Func<TrainingData<TItem>, IServiceProvider, CancellationToken, Task<TrainingData<TItem>>> Apply)
    where TItem : struct, IId<TItem>;
