using System.Globalization;
using Spectre.Console;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace Quickstart;

/// <summary>Shows everything as tables.</summary>
internal sealed class Screen(IAnsiConsole console)
{
    private const int ShownSongs = 8;
    private const int ShownProblems = 3;
    private const int MaxTextLength = 1000;
    private const int ScoreWidth = 9;

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
            var columns = Environment.GetEnvironmentVariable("COLUMNS");
            console.Profile.Width = int.TryParse(columns, CultureInfo.InvariantCulture, out var width) && width >= 40 ? width : 100;
        }

        return console;
    }

    /// <summary>Shows what was built, the listener, and what they are recommended.</summary>
    public void ShowLists(Music music, SongModel model, Listener listener, Lists lists, Steps steps)
    {
        ShowWhatWasBuilt(music, model, lists, steps);
        ShowListener(music, listener);
        ShowList("Songs", ["Song", "Artists", model.Because], lists.Songs);
        if (listener.Profile is UserProfile(var user) && music.GroupOf(user) is { } group)
        {
            var hits = Invariant($"{lists.Songs.Count(line => music.GroupOf(line.Named.Id) == group)} of these {lists.Songs.Count} songs");
            ShowRemark($"{hits} are of the listener's own taste group; nothing was told of groups.");
        }

        ShowList("Artists", ["Artist", "Best known for", "Because you listen to"], lists.Artists);
        ShowList("Friends", ["Friend", "In common", "Why"], lists.Friends);
    }

    /// <summary>Says what takes time after the lists.</summary>
    public void ShowWhatFollows(Music music)
    {
        if (music.World is not null)
        {
            console.WriteLine();
            ShowRemark(
                $"Next: songs that are alike by words and by sound. The sound of {Sound.MaxSongs} songs is fetched and decoded, "
                + "which may take half a minute in the first run. Ctrl+C ends here; --graph-only leaves it out.");
        }
    }

    /// <summary>Shows the songs that are alike, and what to try next.</summary>
    public void ShowEnd(Music music, Listener listener, Lists lists, Alike? alike)
    {
        if (alike is not null)
        {
            ShowAlike(music, alike);
        }

        ShowWhatNext(music, listener, lists);
    }

    /// <summary>Says where the map is.</summary>
    public void ShowMap(string drawn)
    {
        console.WriteLine();
        ShowRemark(drawn);
    }

    private void ShowWhatWasBuilt(Music music, SongModel model, Lists lists, Steps steps)
    {
        console.Write(new Rule("[bold]ZetDard[/] music recommendation").LeftJustified());
        var path = music.World is null ? music.Database : Path.GetFileName(music.Database);
        var database = $"[bold]{Markup.Escape(Printable.Of(path, MaxTextLength))}[/]";
        console.MarkupLine(music.World is null
            ? $"The catalogue {database}.\n"
            : "A [bold]made-up world[/], the same in every run, served on this machine as NetEase Cloud Music would be, "
                + $"and crawled from there into {database}. Your own music: [bold]--data PATH[/] or [bold]--server URL[/].\n");
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn().AddColumn(new GridColumn().NoWrap().RightAligned());
        if (music.Import is { } import)
        {
            Row("Imported", Summary.Of(import), steps.ElapsedOf("Import"));
            foreach (var problem in import.Problems.Take(ShownProblems).Concat(import.Remarks))
            {
                grid.AddRow(Cell(""), Cell(problem, Yellow, MaxTextLength));
            }
        }

        if (music.Crawl is { } crawl)
        {
            Row("Crawled", Summary.Of(crawl), steps.ElapsedOf("Crawl"));
            foreach (var (kind, holds, count) in crawl.Contents.Where(content => content.Count > 0))
            {
                grid.AddRow(Cell(kind), Cell(holds, Grey, MaxTextLength), Cell(Invariant($"{count:N0}")));
            }
        }

        Row("Cleaned", Summary.Of(music.Catalog.Cleaning), steps.ElapsedOf("Clean"));
        Row("Graph", Summary.OfGraph(music), steps.ElapsedOf("Fit"));
        foreach (var (what, text) in model.Notes)
        {
            Row(what, text, steps.Done.FirstOrDefault(step => step.Name.Equals(what, StringComparison.OrdinalIgnoreCase)).Elapsed);
        }

        var (songs, artists, friends) = (Milliseconds(lists.SongTime), Milliseconds(lists.ArtistTime), Milliseconds(lists.FriendTime));
        Row("Asked", $"songs {songs}, artists {artists}, friends {friends}, once warm");
        console.Write(grid);
        console.WriteLine();

        void Row(string what, string text, TimeSpan? time = null)
        {
            var seconds = time is { } known ? Invariant($"{known.TotalSeconds:F2} s") : "";
            grid.AddRow(Cell(what, Bold), Cell(text, Plain, MaxTextLength), Cell(seconds, Grey));
        }

        static string Milliseconds(TimeSpan time) => Invariant($"{time.TotalMilliseconds:F2} ms");
    }

    private void ShowListener(Music music, Listener listener)
    {
        console.Write(new Rule($"For [bold green]{Markup.Escape(Printable.Of(listener.Name))}[/]").LeftJustified());
        var words = new Paragraph($"{Printable.Count(listener.Songs.Count, "song")}: ");
        foreach (var (place, song) in listener.Songs.Take(ShownSongs).Index())
        {
            words.Append(place > 0 ? ", " : "", Grey).Append(Printable.Of(music.Catalog.Describe(song)));
        }

        var more = listener.Songs.Count - ShownSongs;
        console.Write(words.Append(more > 0 ? Invariant($" and {more:N0} more\n") : "\n", Grey));
        if (listener.Plays is { } plays)
        {
            ShowPlays(plays);
        }

        foreach (var note in listener.Notes)
        {
            ShowRemark(note);
        }

        if (music.Advice is { } advice)
        {
            ShowRemark(advice, Yellow);
        }
    }

    private void ShowPlays(OwnPlays plays)
    {
        ShowRemark(plays.Summary, Bold);
        foreach (var note in plays.Notes)
        {
            ShowRemark(note);
        }

        foreach (var problem in plays.Problems.Take(ShownProblems))
        {
            ShowRemark($"Not read: {problem}", Yellow);
        }

        if (plays.Missing.Count == 0)
        {
            return;
        }

        var hasPlays = plays.PlayCount > plays.SongCount;
        var table = NewTable(hasPlays ? "Most played songs that are not in this catalogue" : "Songs that are not in this catalogue");
        table.AddColumn("Song");
        if (hasPlays)
        {
            table.AddColumn(new TableColumn("Plays").RightAligned().NoWrap());
        }

        table.AddColumn("Is it another?");
        foreach (var (place, song) in plays.Missing.Index())
        {
            Text[] count = hasPlays ? [Cell(Invariant($"{song.PlayCount:N0}"))] : [];
            table.AddRow(
                [Cell(Invariant($"{place + 1}")), Cell(song.ToString(), Bold), .. count, Cell(song.Remark ?? "", Grey, MaxTextLength)]);
        }

        console.WriteLine();
        console.Write(table);
    }

    private void ShowList<TItem>(string title, string[] columns, IReadOnlyList<Line<TItem>> lines)
        where TItem : struct, IId<TItem>
    {
        console.WriteLine();
        if (lines.Count == 0)
        {
            console.MarkupLine($"[bold]{title}[/]: none; nothing that the listener has leads to any.");
            return;
        }

        var table = NewTable(title);
        table.AddColumn(columns[0]);
        table.AddColumn(columns[1]);
        table.AddColumn(new TableColumn("Score").NoWrap());
        table.AddColumn(columns[2]);
        foreach (var (place, (named, detail, why)) in lines.Index())
        {
            var score = new Paragraph(ThreeDigits(named.Score).PadRight(ScoreWidth)).Append(Bar(lines[0].Named.Score > 0 ? named.Score / lines[0].Named.Score : 0), Green);
            table.AddRow(Cell(Invariant($"{place + 1}")), Cell(named.Title, Bold), Cell(detail), score, Cell(why, Grey, MaxTextLength));
        }

        console.Write(table);
    }

    private void ShowAlike(Music music, Alike alike)
    {
        var table = NewTable($"Like {Printable.Of(music.Catalog.Describe(alike.Song))}");
        foreach (var (by, _) in alike.Columns)
        {
            table.AddColumn($"by {by}");
        }

        for (var place = 0; place < alike.Columns.Max(column => column.Songs.Count); place++)
        {
            var songs = alike.Columns.Select(column => place < column.Songs.Count ? music.Catalog.Describe(column.Songs[place]) : "");
            table.AddRow([Cell(Invariant($"{place + 1}")), .. songs.Select(song => Cell(song))]);
        }

        console.WriteLine();
        console.Write(table);
        if (music.GroupOf(alike.Song) is { } group)
        {
            var hits = alike.Columns.Select(column =>
                Invariant($"{column.Songs.Count(song => music.GroupOf(song) == group)} of {column.Songs.Count} by {column.By}"));
            ShowRemark($"Of the song's own taste group: {string.Join(", ", hits)}; nobody was told of groups.");
        }

        foreach (var note in alike.Notes)
        {
            ShowRemark(note);
        }

        if (alike.Picture is { } picture)
        {
            ShowRemark($"The sound of the song as a picture: {picture}");
        }
    }

    private void ShowWhatNext(Music music, Listener listener, Lists lists)
    {
        var source = music.World is null ? $"--database {AsPath(Path.GetRelativePath(".", music.Database))} " : "";
        console.WriteLine();
        console.MarkupLine("[bold]Try next[/], after [grey]dotnet run -c Release --project docs/samples/Quickstart --[/]");
        if (lists.Friends is [var friend, ..])
        {
            console.WriteLine($"  {source}--user {AsArgument(friend.Named)} --top 5");
        }

        var titles = listener.Songs.Select(music.Catalog.TitleOf)
            .Where(title => title.Length < 20 && Printable.IsPlain(title)).Take(2).ToList();
        if (titles.Count > 0)
        {
            console.WriteLine($"  {source}--history \"{string.Join("; ", titles)}\"");
        }

        console.WriteLine($"  {source}--json");
        console.WriteLine("  --help");
    }

    private void ShowRemark(string text, Style? style = null) =>
        console.Write(new Text(Printable.Of(text, MaxTextLength) + "\n", style ?? Grey));

    private static Table NewTable(string title)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Title($"[bold]{Markup.Escape(title)}[/]").Expand();
        return table.AddColumn(new TableColumn("#").RightAligned().NoWrap());
    }

    // What is suggested is pasted into a shell: where a name could mean something there, the id stands for it.
    private static string AsArgument(NamedRecommendation<UserId> user) =>
        Printable.IsPlain(user.Title) ? $"\"{user.Title}\"" : Invariant($"{user.Id.Value}");

    private static string AsPath(string path) =>
        path.All(c => char.IsLetterOrDigit(c) || " ._-/\\:".Contains(c, StringComparison.Ordinal)) ? $"\"{path}\"" : "FILE";

    /// <summary>A number with three significant digits: 0.00812, 0.750, 12.3.</summary>
    private static string ThreeDigits(float score)
    {
        var exponent = int.Parse(score.ToString("E2", CultureInfo.InvariantCulture).AsSpan()[^4..], CultureInfo.InvariantCulture);
        return score.ToString(exponent is < -4 or > 4 ? "G3" : $"F{Math.Max(0, 2 - exponent)}", CultureInfo.InvariantCulture);
    }

    /// <summary>Six cells for the best, in eighths of a cell.</summary>
    private static string Bar(float part)
    {
        var eighths = (int)Math.Round(48 * Math.Clamp(part, 0, 1));
        return new string('█', eighths / 8) + (eighths % 8 > 0 ? "▏▎▍▌▋▊▉"[(eighths % 8) - 1] : "");
    }

    // Text, not markup: titles may hold [red] or :smile:.
    private static Text Cell(string text, Style? style = null) => new(Printable.Of(text), style);

    private static Text Cell(string text, Style? style, int maxLength) => new(Printable.Of(text, maxLength), style);
}
