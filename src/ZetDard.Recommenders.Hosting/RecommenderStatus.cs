namespace ZetDard.Recommenders;

/// <summary>How the recommender of a host is doing.</summary>
/// <param name="ServingSince">When the model that serves now was put in place; <see langword="null"/> before the first.</param>
/// <param name="RefitCount">How many fits have succeeded since the host started.</param>
/// <param name="LastError">Why the last fit, load or save failed; <see langword="null"/> when it succeeded.</param>
public sealed record RecommenderStatus(DateTimeOffset? ServingSince, int RefitCount, Exception? LastError);
