using System.Globalization;
using System.Text;
using ZetDard.Catalog;

namespace ZetDard.Crawling;

/// <summary>What a run did, and what the catalogue holds after it. Its text is a table of kinds, what they hold and how many there are.</summary>
/// <param name="Status">Why the run ended.</param>
/// <param name="Message">The same in words, with what to do.</param>
/// <param name="Progress">How far the crawl is.</param>
/// <param name="Counts">The rows of the catalogue.</param>
public sealed record CrawlSummary(CrawlStatus Status, string Message, CrawlProgress Progress, CatalogCounts Counts)
{
    /// <summary>When to run it again: when the service may be asked again, or when the next thing is due; <see langword="null"/> where there is no such time.</summary>
    public DateTimeOffset? ComeBack { get; init; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What the plan starts from and the service does not have, or hides, such as <c>user 5</c>: of this run. It is asked for again in each one.</summary>
    public IReadOnlyList<string> NotFound { get; init; } = [];

    /// <summary>Items that were given up, the newest first, 100 at most. Of a nickname the key is left out.</summary>
    public IReadOnlyList<CrawlProblem> Problems { get; init; } = [];

    /// <summary>The catalogue by kind: what it holds, and how many.</summary>
    public IReadOnlyList<CrawlContent> Contents =>
    [
        new("users", "id or pseudonym, name if kept", Counts.Users),
        new("follows", "who follows whom", Counts.Follows),
        new("playlists", "name, creator, time, tags, counts of plays, subscribers, comments, shares", Counts.Playlists),
        new("playlist songs", "playlist, position, song", Counts.PlaylistSongs),
        new("subscriptions", "who keeps whose playlist", Counts.Subscriptions),
        new("plays", "user, song, count or score", Counts.Plays),
        new("songs", "title, artists, original singers, album, duration, popularity", Counts.Songs),
        new("artists", "name", Counts.Artists),
        new("lyrics", "text with time stamps", Counts.Lyrics),
        new("comments", "song, user, text, time, likes", Counts.Comments),
        new("sound files", "mp3 as the account may play it", DoneOf(CrawlKinds.Audio)),
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
