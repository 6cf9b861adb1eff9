namespace ZetDard.Recommenders;

/// <summary>
/// What an id type is called in messages, reasons and files: <c>song</c> for <see cref="SongId"/>, <c>podcast</c> for a PodcastId.
/// </summary>
/// <typeparam name="TId">The id type.</typeparam>
public static class IdKind<TId>
    where TId : struct, IId<TId>
{
    /// <summary>The name of the type without its ending Id, in lower case.</summary>
    public static string Name { get; } = Shorten(typeof(TId).Name);

    private static string Shorten(string name) =>
        (name.Length > 2 && name.EndsWith("Id", StringComparison.Ordinal) ? name[..^2] : name).ToLowerInvariant();
}
