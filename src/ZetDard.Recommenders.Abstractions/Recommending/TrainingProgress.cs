namespace ZetDard.Recommenders;

/// <summary>How far a fit has come.</summary>
/// <param name="Stage">What is being done, in a few words.</param>
/// <param name="Completed">Units of the stage that are done.</param>
/// <param name="Total">Units of the stage in all; 0 where unknown.</param>
/// <param name="Loss">The training loss, for models that have one.</param>
public readonly record struct TrainingProgress(string Stage, long Completed, long Total, double? Loss = null);
