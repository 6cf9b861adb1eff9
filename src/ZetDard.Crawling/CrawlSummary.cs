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

    /// <summary>Items that were given up, the newest first, 100 at most.</summary>
    public IReadOnlyList<CrawlProblem> Problems { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Message} {Progress.Requests:N0} requests in {Duration:d\\.hh\\:mm\\:ss}.");
        foreach (var (kind, holds, count) in ((string, string, long)[])
        [
            ("users", "id or pseudonym, name if kept", Counts.Users),
            ("follows", "who follows whom", Counts.Follows),
            ("playlists", "name, creator, time, tags, counts of plays, subscribers, comments, shares", Counts.Playlists),
            ("playlist songs", "playlist, position, song", Counts.PlaylistSongs),
            ("subscriptions", "who keeps whose playlist", Counts.Subscriptions),
            ("plays", "user, song, count or score", Counts.Plays),
            ("songs", "title, artists, original singers, album, duration, popularity", Counts.Songs),
            ("artists", "name", Counts.Artists),
            ("lyrics", "text with time stamps", Counts.Lyrics),
            ("comments", "song, user, text, time, likes", Counts.Comments),
            ("sound files", "mp3 as the account may play it", DoneOf(CrawlKinds.Audio)),
            ("covers", "images of playlists and albums", DoneOf(CrawlKinds.Cover)),
        ])
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{kind,-14} {count,12:N0}  {holds}");
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
