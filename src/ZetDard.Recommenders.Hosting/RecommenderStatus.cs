namespace ZetDard.Recommenders;

/// <summary>How the recommender of a host is doing. Immutable.</summary>
public sealed record RecommenderStatus
{
    /// <summary>When the model that serves now was put in place; <see langword="null"/> where none serves yet.</summary>
    public DateTimeOffset? ServingSince { get; internal init; }

    /// <summary>
    /// Which trainers fitted the model that serves now, to which data, and when; <see langword="null"/> where none serves
    /// yet, or where its file does not say so.
    /// </summary>
    public ModelOrigin? Model { get; internal init; }

    /// <summary>How many fits have succeeded since the host started.</summary>
    public int RefitCount { get; internal init; }

    /// <summary>Why the last load, fit or save failed; <see langword="null"/> when it succeeded.</summary>
    public Exception? LastError { get; internal init; }

    /// <summary>
    /// When the first of the failures in a row happened, of which <see cref="LastError"/> is the last; <see langword="null"/>
    /// when nothing fails.
    /// </summary>
    public DateTimeOffset? FailingSince { get; internal init; }

    /// <summary>How many failures there were in a row; 0 when nothing fails.</summary>
    public int FailureCount { get; internal init; }

    internal RecommenderStatus Failed(Exception error, DateTimeOffset now) =>
        this with { LastError = error, FailingSince = FailingSince ?? now, FailureCount = FailureCount + 1 };

    internal RecommenderStatus Succeeded() => this with { LastError = null, FailingSince = null, FailureCount = 0 };
}
