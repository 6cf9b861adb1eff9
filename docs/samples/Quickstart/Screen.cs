using System.Globalization;
using Spectre.Console;
using ZetDard.Crawling;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace Quickstart;

/// <summary>Shows everything as tables.</summary>
internal sealed class Screen(IAnsiConsole console)
{
    private const int ShownSongs = 8;
    private const int LongestReason = 300;

    private static readonly Style Plain = Style.Plain;
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Grey = new(Color.Grey);
    private static readonly Style Green = new(Color.Green);
    private static readonly Style Yellow = new(Color.Yellow);

    /// <summary>Standard output; where it is no terminal, as wide as the variable COLUMNS says, else 100.</summary>
    public static IAnsiConsole Open()
    {
        var console = AnsiConsole.Create(new());
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), CultureInfo.InvariantCulture, out var width) && width >= 40 ? width : 100;
        }

        return console;
    }

    public void Show(Music music, Listener listener, Lists lists, SoundAndWords? alike, Steps steps)
    {
        ShowWhatWasBuilt(music, lists, steps);
        ShowListener(music, listener);
        ShowList("Songs", ["Song", "Artists"], lists.Songs);
        if (music.World is { } world && listener.Profile is UserProfile(var user))
        {
            var group = world.User((int)user.Value - 1).Group;
            var hits = lists.Songs.Count(line => world.Songs[(int)line.Id - 1].Group == group);
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{(hits == lists.Songs.Count ? "All" : hits.ToString(CultureInfo.InvariantCulture))} of these {lists.Songs.Count} songs are of the listener's own taste group; the graph was not told of groups.[/]");
        }

        ShowList("Artists", ["Artist", "Best known for"], lists.Artists);
        ShowList("Friends", ["Friend", "In common"], lists.Friends);
        if (alike is not null)
        {
            ShowAlike(music, alike);
        }

        ShowWhatNext(music, listener, lists);
    }

    private void ShowWhatWasBuilt(Music music, Lists lists, Steps steps)
    {
        var graph = music.Model.Graph.Statistics();
        console.Write(new Rule("[bold]ZetDard[/] music recommendation").LeftJustified());
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, music.World is null
            ? (FormattableString)$"The catalogue [bold]{Printable.Of(music.Database, LongestReason)}[/].\n"
            : $"A [bold]made-up world[/], the same in every run, served on this machine as NetEase Cloud Music would, and crawled from there into [bold]{Path.GetFileName(music.Database)}[/]. Your own: [bold]--data DIR[/] or [bold]--server URL[/].\n");
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn().AddColumn(new GridColumn().NoWrap().RightAligned());
        if (music.Import is { } import)
        {
            Row("Imported", string.Join("\n", import.ToString().Split("; ")), steps.ElapsedOf("Import"));
            foreach (var problem in import.Problems.Take(3))
            {
                grid.AddRow(Cell(""), Cell(problem.ToString(), Yellow, LongestReason));
            }
        }

        if (music.Crawl is { } crawl)
        {
            Row("Crawled", CrawlInWords(crawl), steps.ElapsedOf("Crawl"));
            foreach (var (kind, holds, count) in crawl.Contents.Where(content => content.Count > 0))
            {
                grid.AddRow(Cell(kind), Cell(holds, Grey, LongestReason), Cell(Invariant($"{count:N0}")));
            }
        }

        Row("Cleaned", CleaningInWords(music), steps.ElapsedOf("Clean"));
        Row(
            "Fitted",
            Invariant($"{graph.UserCount:N0} listeners, {graph.SongCount:N0} songs, {graph.ArtistCount:N0} artists\n") +
            Invariant($"{graph.UserSongEdgeCount:N0} listener-song, {graph.SongArtistEdgeCount:N0} song-artist, {graph.SongSongEdgeCount:N0} song-song edges"),
            steps.ElapsedOf("Fit"));
        Row("Asked", Invariant($"songs {lists.SongTime.TotalMilliseconds:F2} ms, artists {lists.ArtistTime.TotalMilliseconds:F2} ms, friends {lists.FriendTime.TotalMilliseconds:F2} ms, once warm"));
        console.Write(grid);
        console.WriteLine();

        void Row(string what, string text, TimeSpan? time = null) =>
            grid.AddRow(Cell(what, Bold), Cell(text, Plain, longest: 1000), Cell(time is { } known ? Invariant($"{known.TotalSeconds:F2} s") : "", Grey));
    }

    private void ShowListener(Music music, Listener listener)
    {
        console.Write(new Rule($"For [bold green]{Markup.Escape(Printable.Of(listener.Name))}[/]").LeftJustified());
        if (listener.Note.Length > 0)
        {
            console.Write(new Text(listener.Note + "\n", Grey));
        }

        var words = new Paragraph(listener.Songs.Count == 1 ? "1 song: " : Invariant($"{listener.Songs.Count:N0} songs: "));
        foreach (var (place, song) in listener.Songs.Take(ShownSongs).Index())
        {
            words.Append(place > 0 ? ", " : "", Grey).Append(Printable.Of(music.Catalog.Describe(song)));
        }

        var more = listener.Songs.Count - ShownSongs;
        console.Write(words.Append(more > 0 ? Invariant($" and {more:N0} more\n") : "\n", Grey));
    }

    private void ShowList(string title, string[] columns, IReadOnlyList<Line> lines)
    {
        if (lines.Count == 0)
        {
            console.MarkupLine($"\n[bold]{title}[/]: none, there is nothing to go by.");
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Title($"[bold]{title}[/]").Expand();
        table.AddColumn(new TableColumn("#").RightAligned().NoWrap());
        table.AddColumn(columns[0]);
        table.AddColumn(columns[1]);
        table.AddColumn(new TableColumn("Score").NoWrap());
        table.AddColumn("Why");
        foreach (var (place, line) in lines.Index())
        {
            table.AddRow(
                Cell(Invariant($"{place + 1}")),
                Cell(line.Name, Bold),
                Cell(line.Detail),
                Cell(Bar(line.Score / lines[0].Score), Green),
                Cell(line.Why, Grey, LongestReason));
        }

        console.WriteLine();
        console.Write(table);
    }

    private void ShowAlike(Music music, SoundAndWords alike)
    {
        console.WriteLine();
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Title($"[bold]Like {Markup.Escape(Printable.Of(music.Catalog.Describe(alike.Song)))}[/]").Expand();
        table.AddColumn(new TableColumn("#").RightAligned().NoWrap());
        foreach (var (by, _) in alike.Columns)
        {
            table.AddColumn($"by {by}");
        }

        for (var place = 0; place < alike.Columns.Max(column => column.Songs.Count); place++)
        {
            table.AddRow([Cell(Invariant($"{place + 1}")), .. alike.Columns.Select(column => Cell(place < column.Songs.Count ? music.Catalog.Describe(column.Songs[place]) : ""))]);
        }

        console.Write(table);
        if (music.World is { } world)
        {
            var group = world.Songs[(int)alike.Song.Value - 1].Group;
            var hits = alike.Columns.Select(column => Invariant($"{column.Songs.Count(song => world.Songs[(int)song.Value - 1].Group == group)} of {column.Songs.Count} by {column.By}"));
            console.Write(new Text($"Of the song's own taste group: {string.Join(", ", hits)}; nobody was told of groups.\n", Grey));
        }

        foreach (var note in alike.Notes)
        {
            console.Write(new Text(Printable.Of($"{char.ToUpperInvariant(note[0])}{note[1..]}.", LongestReason) + "\n", Grey));
        }

        if (alike.Picture is { } picture)
        {
            console.Write(new Text($"Its sound as a picture: {Printable.Of(picture, LongestReason)}\n", Grey));
        }
    }

    private void ShowWhatNext(Music music, Listener listener, Lists lists)
    {
        var source = music.World is null ? $"--database {QuotedPath(Path.GetRelativePath(".", music.Database))} " : "";
        console.WriteLine();
        console.MarkupLine("[bold]Try next[/], after [grey]dotnet run -c Release --project docs/samples/Quickstart --[/]");
        if (lists.Friends.Count > 0)
        {
            console.WriteLine($"  {source}--user {AsArgument(lists.Friends[0])} --top 5");
        }

        string[] titles = [.. listener.Songs.Select(music.Catalog.TitleOf).Where(title => title.Length < 20 && Printable.IsPlain(title)).Take(2)];
        if (titles.Length > 0)
        {
            console.WriteLine($"  {source}--history {Quoted(string.Join("; ", titles))}");
        }

        console.WriteLine($"  {source}--json");
        console.WriteLine("  --help");
    }

    private static string CrawlInWords(CrawlSummary crawl) => crawl.Progress.Requests == 0
        ? $"everything is there and fresh{(crawl.ComeBack is { } due ? Invariant($" until {due.ToLocalTime():d MMMM yyyy}") : "")}: nothing was asked for"
        : Invariant($"{crawl.Progress.Requests:N0} requests, {crawl.Progress.RequestsPerSecond:N0} a second{(crawl.Status == CrawlStatus.Finished ? "" : $". {crawl.Message}")}");

    private static string CleaningInWords(Music music)
    {
        var done = music.Catalog.Cleaning.ToString().Split(", ").Where(part => !part.StartsWith("0 ", StringComparison.Ordinal));
        return string.Join("\n", done.DefaultIfEmpty("nothing to mend"));
    }

    private static string Quoted(string text) => $"\"{text}\"";

    // What is suggested is pasted into a shell: a name that could mean something there is told by its id.
    private static string AsArgument(Line user) => Printable.IsPlain(user.Name) ? Quoted(user.Name) : Invariant($"{user.Id}");

    private static string QuotedPath(string path) => path.All(c => char.IsLetterOrDigit(c) || " ._-/\\:".Contains(c, StringComparison.Ordinal)) ? Quoted(path) : "FILE";

    /// <summary>Eight cells for the best, in eighths of a cell.</summary>
    private static string Bar(float part)
    {
        var eighths = (int)Math.Round(64 * Math.Clamp(part, 0, 1));
        return new string('█', eighths / 8) + (eighths % 8 > 0 ? "▏▎▍▌▋▊▉"[(eighths % 8) - 1] : "");
    }

    // Text, not markup: titles may hold [red] or :smile:.
    private static Text Cell(string text, Style? style = null) => new(Printable.Of(text), style);

    private static Text Cell(string text, Style? style, int longest) => new(Printable.Of(text, longest), style);
}
