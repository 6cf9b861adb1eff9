namespace ZetDard.Recommenders;

/// <summary>The progress of an extraction of features.</summary>
/// <param name="Done">The number of items that need nothing more: computed, found in the cache, or failed.</param>
/// <param name="Total">The number of all items.</param>
/// <param name="Cached">The number of items whose features were found in the cache.</param>
/// <param name="Failed">The number of items that failed.</param>
/// <param name="ItemsPerMinute">
/// The present speed: the average over about the last hundred items. 0 as long as all items were found in the cache, because those take
/// almost no time.
/// </param>
/// <param name="Remaining">
/// The estimated time for the other items at that speed, without pauses; <see langword="null"/> as long as the speed is 0.
/// </param>
public sealed record FeatureExtractionProgress(
    int Done, int Total, int Cached, int Failed, double ItemsPerMinute, TimeSpan? Remaining)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Done:N0} of {Total:N0} done, {Cached:N0} from the cache, {Failed:N0} failed, {ItemsPerMinute:N0} a minute{(Remaining is { } time ? $", {time:d\\.hh\\:mm\\:ss} for the rest" : "")}");
}
