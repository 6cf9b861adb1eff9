using ZetDard.Catalog;
using ZetDard.Crawling;
using static System.FormattableString;

namespace Quickstart;

/// <summary>What was done, in words; counts that are 0 are left out.</summary>
internal static class Summary
{
    public static string Of(Import import) => Lines(
        string.Join(", ", import.Rows.Select(file => Invariant($"{file.Key} {file.Value:N0} rows"))),
        Counted(import.SkippedRows, "rows could not be read and were left out"),
        Counted(import.UnknownValues, "values could not be read and were taken as unknown"),
        Counted(import.DuplicateRows, "rows repeat an earlier one"),
        Counted(import.ResumedRows, "rows came from an earlier, interrupted import"));

    public static string Of(CrawlSummary crawl)
    {
        var until = crawl.ComeBack is { } due ? Invariant($" until {due.ToLocalTime():d MMMM yyyy}") : "";
        return Lines(
            crawl.Progress.Requests == 0
                ? $"everything is there and fresh{until}: nothing was asked for"
                : Invariant($"{crawl.Progress.Requests:N0} requests, {crawl.Progress.RequestsPerSecond:N0} a second"),
            crawl.Status == CrawlStatus.Finished ? null : crawl.Message);
    }

    public static string Of(CleaningReport cleaning)
    {
        var repeated = cleaning.SongGroups.Sum(group => group.Count);
        var lines = Lines(
            Counted(repeated, Invariant($"ids are {cleaning.SongGroups.Count:N0} songs, each under several ids")),
            Counted(cleaning.SplitArtists.Count, "credits of several artists were split"),
            Counted(cleaning.MergedArtists.Count, "artists are another spelling of one"),
            Counted(cleaning.OriginalSingers.Count, "covers count for their original singers too"));
        return lines.Length > 0 ? lines : "nothing to mend";
    }

    public static string OfGraph(Music music)
    {
        var graph = music.Graph.Statistics();
        var (listeners, songs) = (Printable.Count(graph.UserCount, "listener"), Printable.Count(graph.SongCount, "song"));
        return Lines(
            $"{listeners} with {songs} of {Printable.Count(graph.ArtistCount, "artist")}",
            SongsOf(music),
            music.Untitled.Count == 0 ? null : $"{Printable.Count(music.Untitled.Count, "song")} without a title, never recommended",
            "edges: " + Invariant($"{graph.UserSongEdgeCount:N0} listener to song, {graph.SongArtistEdgeCount:N0} song to artist, ")
                + Invariant($"{graph.SongSongEdgeCount:N0} song to song"));
    }

    // How the songs of the catalogue become the songs of the graph.
    private static string? SongsOf(Music music)
    {
        var songs = music.Graph.Songs;
        var catalog = music.Catalog;
        var repeated = catalog.Songs.Keys.Count(song => catalog.Representative(song) != song);
        var unlisted = catalog.Songs.Keys.Count(song => catalog.Representative(song) == song && !songs.Contains(song));
        var idOnly = songs.Count(song => !catalog.Songs.ContainsKey(song));
        return repeated + unlisted + idOnly == 0 ? null
            : Invariant($"{songs.Count:N0} songs = {catalog.Songs.Count:N0} in the catalogue")
                + Term("−", repeated, "under another id")
                + Term("−", unlisted, "that nobody has")
                + Term("+", idOnly, "in lists, known by their ids only");

        static string Term(string sign, int count, string what) => count == 0 ? "" : Invariant($" {sign} {count:N0} {what}");
    }

    private static string? Counted(long count, string what) => count == 0 ? null : Invariant($"{count:N0} {what}");

    private static string Lines(params string?[] lines) => string.Join("\n", lines.OfType<string>());
}
