using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>One way to set a model up.</summary>
/// <param name="Options">The options that the report shows.</param>
/// <param name="Trainer">Fits it.</param>
internal sealed record Candidate<TSource>(IReadOnlyDictionary<string, object> Options, IClassifierTrainer<TSource> Trainer);
