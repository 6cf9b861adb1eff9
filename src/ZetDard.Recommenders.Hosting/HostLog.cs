using Microsoft.Extensions.Logging;

namespace ZetDard.Recommenders;

/// <summary>What a host says. Numbers and names of the events are stable; docs/packages/hosting.md lists them.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information,
        "Loaded the recommender of {Recommender} in {Seconds:0.000} s from {Path} ({Bytes:N0} bytes), fitted {FittedAt:u} to {Users:N0} users x {Items:N0} items, {Interactions:N0} interactions",
        EventName = "ModelLoaded")]
    public static partial void ModelLoaded(
        this ILogger logger, string recommender, double seconds, string path, long bytes,
        DateTimeOffset? fittedAt, int? users, int? items, int? interactions);

    [LoggerMessage(2, LogLevel.Information,
        "Fitted the recommender of {Recommender} in {Seconds:0.000} s to {Users:N0} users x {Items:N0} items, {Interactions:N0} interactions; it serves now",
        EventName = "ModelFitted")]
    public static partial void ModelFitted(this ILogger logger, string recommender, double seconds, int users, int items, int interactions);

    [LoggerMessage(3, LogLevel.Information,
        "Saved the recommender of {Recommender} in {Seconds:0.000} s to {Path} ({Bytes:N0} bytes)", EventName = "ModelSaved")]
    public static partial void ModelSaved(this ILogger logger, string recommender, double seconds, string path, long bytes);

    [LoggerMessage(4, LogLevel.Warning,
        "The model file {Path} of the recommender of {Recommender} cannot be used; a new model is fitted", EventName = "ModelFileUnusable")]
    public static partial void ModelFileUnusable(this ILogger logger, Exception e, string recommender, string path);

    [LoggerMessage(5, LogLevel.Warning,
        "The model file {Path} of the recommender of {Recommender} was made by another plan; a new model is fitted. The file's: {FilePlan}. This application's: {Plan}",
        EventName = "ModelFileOfAnotherPlan")]
    public static partial void ModelFileOfAnotherPlan(this ILogger logger, string recommender, string path, string filePlan, string plan);

    [LoggerMessage(6, LogLevel.Warning,
        "The model file {Path} of the recommender of {Recommender} was made by another plan; it serves all the same, because there is no data to fit anew. The file's: {FilePlan}. This application's: {Plan}",
        EventName = "ModelOfAnotherPlanServes")]
    public static partial void ModelOfAnotherPlanServes(this ILogger logger, string recommender, string path, string filePlan, string plan);

    [LoggerMessage(7, LogLevel.Error,
        "The recommender of {Recommender} could not be fitted, {FailureCount} in a row since {FailingSince:u}; the last good model, if there is one, keeps serving",
        EventName = "FitFailed")]
    public static partial void FitFailed(
        this ILogger logger, Exception e, string recommender, int failureCount, DateTimeOffset? failingSince);

    [LoggerMessage(8, LogLevel.Warning,
        "The recommender of {Recommender} serves, but could not be saved to {Path}: the next start loads an older model, or fits first",
        EventName = "SaveFailed")]
    public static partial void SaveFailed(this ILogger logger, Exception e, string recommender, string path);

    [LoggerMessage(9, LogLevel.Warning,
        "There is no data for the recommender of {Recommender} yet: the source gave no interactions. Its lists are empty until a fit finds some",
        EventName = "NoDataYet")]
    public static partial void NoDataYet(this ILogger logger, string recommender);

    [LoggerMessage(10, LogLevel.Warning,
        "A fit of the recommender of {Recommender} did not end within the time that the host has for its stop",
        EventName = "FitOutlivesHost")]
    public static partial void FitOutlivesHost(this ILogger logger, string recommender);

    [LoggerMessage(11, LogLevel.Debug,
        "The recommender of {Recommender} is being fitted: {Stage} {Completed:N0} of {Total:N0}, loss {Loss}", EventName = "FitProgress")]
    public static partial void FitProgress(this ILogger logger, string recommender, string stage, long completed, long total, double? loss);

    [LoggerMessage(12, LogLevel.Debug, "Read the data of the recommender of {Recommender} in {Seconds:0.000} s", EventName = "DataRead")]
    public static partial void DataRead(this ILogger logger, string recommender, double seconds);
}
