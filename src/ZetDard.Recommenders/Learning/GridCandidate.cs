namespace ZetDard.Recommenders;

/// <summary>A trainer that a grid search tries.</summary>
/// <param name="Name">What the result calls it, such as <c>C=10, gaussian</c>.</param>
/// <param name="Trainer">The trainer.</param>
public sealed record GridCandidate<TSource>(string Name, IClassifierTrainer<TSource> Trainer);
