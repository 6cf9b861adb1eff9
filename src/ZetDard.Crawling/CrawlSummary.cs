using System.Globalization;
using System.Text;
using ZetDard.Catalog;

namespace ZetDard.Crawling;

/// <summary>
/// The result of a run: what it did, and what the catalogue contains afterwards. <see cref="ToString"/> returns it as a table.
/// </summary>
/// <param name="Status">The reason why the run ended.</param>
/// <param name="Message">The reason in words, with what to do.</param>
/// <param name="Progress">The progress of the crawl at the end of the run.</param>
/// <param name="Counts">The numbers of rows in the catalogue.</param>
public sealed record CrawlSummary(CrawlStatus Status, string Message, CrawlProgress Progress, CatalogCounts Counts)
{
    /// <summary>
    /// When to run the crawl again: when requests are allowed again, or when the next item is due; <see langword="null"/> if
    /// there is no such time.
    /// </summary>
    public DateTimeOffset? ComeBack { get; init; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// What the plan starts from but the service does not have or hides, such as <c>user 5</c>. Every run requests it again.
    /// </summary>
    public IReadOnlyList<string> NotFound { get; init; } = [];

    /// <summary>Items that were given up, the newest first, at most 100. The key of a nickname is left out.</summary>
    public IReadOnlyList<CrawlProblem> Problems { get; init; } = [];

    /// <summary>The contents of the catalogue, by kind.</summary>
    public IReadOnlyList<CrawlContent> Contents =>
    [
        new("users", "id or pseudonym, name if kept", Counts.Users),
        new("follows", "who follows whom", Counts.Follows),
        new("playlists", "name, creator, time, tags, counts of plays, subscribers, comments, shares", Counts.Playlists),
        new("playlist songs", "playlist, position, song", Counts.PlaylistSongs),
        new("subscriptions", "who subscribed to which playlist", Counts.Subscriptions),
        new("plays", "user, song, count or score", Counts.Plays),
        new("songs", "title, artists, original artists, album, duration, popularity", Counts.Songs),
        new("artists", "name", Counts.Artists),
        new("lyrics", "text with time stamps", Counts.Lyrics),
        new("comments", "song, user, text, time, likes", Counts.Comments),
        new("sound files", "mp3 files that the account may play", DoneOf(CrawlKinds.Audio)),
        new("covers", "images of playlists and albums", DoneOf(CrawlKinds.Cover)),
    ];

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Message} {Progress.Requests:N0} requests in {Duration:d\\.hh\\:mm\\:ss}.");
        foreach (var content in Contents)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{content.Kind,-14} {content.Count,12:N0}  {content.Holds}");
        }

        if (NotFound.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Not found: {string.Join(", ", NotFound)}");
        }

        var gone = Progress.Kinds.Sum(kind => kind.Gone);
        var failed = Progress.Kinds.Sum(kind => kind.Failed);
        if (gone + failed > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{gone:N0} gone or hidden, {failed:N0} given up");
        }

        return text.ToString();
    }

    private long DoneOf(string kind) => Progress.Kinds.FirstOrDefault(progress => progress.Kind == kind)?.Done ?? 0;
}
