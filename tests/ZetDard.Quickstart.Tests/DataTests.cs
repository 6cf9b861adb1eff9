using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ZetDard.Tests;

namespace ZetDard.Quickstart.Tests;

public sealed partial class DataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Data_is_imported_into_a_database_that_later_runs_use()
    {
        WriteMusic();
        var first = await QuickstartRun.InAsync(_folder.Path, "--data", "music", "--user", "alice");
        Assert.Equal((0, ""), (first.ExitCode, first.Messages));
        Assert.Contains("[red]七里香[/]", first.Output, StringComparison.Ordinal);       // shown as it is, not as markup
        Assert.Contains("[bold :smile:", first.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["music.db"]));

        var again = await QuickstartRun.InAsync(_folder.Path, "--data", "music", "--user", "alice", "--json");
        var later = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db", "--user", "alice", "--json");
        Assert.Equal((0, 0), (again.ExitCode, later.ExitCode));
        Assert.NotNull(again.Json["import"]);
        Assert.Null(later.Json["import"]);
        Assert.Equal("[red]七里香[/]", (string?)later.Json["songs"]![0]!["title"]);
        Assert.True(JsonNode.DeepEquals(again.Json["songs"], later.Json["songs"]));
        Assert.True(JsonNode.DeepEquals(again.Json["friends"], later.Json["friends"]));
    }

    [Theory, InlineData(80), InlineData(100), InlineData(140)]
    public async Task Tables_line_up_with_wide_characters(int columns)
    {
        WriteMusic();
        var run = await QuickstartRun.InAsync(_folder.Path, columns, "--data", "music", "--user", "alice");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        var rows = run.Output.Split(Environment.NewLine)
            .Where(line => line.Length > 0 && "╭│├╰".Contains(line[0], StringComparison.Ordinal)).ToList();
        Assert.True(rows.Count > 20);
        Assert.All(rows, row => Assert.Equal(columns, CellCount(row)));
        Assert.DoesNotContain('\u202E', run.Output);
        Assert.DoesNotContain('\u001B', run.Output);
    }

    [Fact]
    public async Task Listeners_without_a_name_go_by_their_number()
    {
        WriteMusic("101", "102", "103");
        var first = await QuickstartRun.InAsync(_folder.Path, "--data", "music", "--user", "101");
        Assert.Equal((0, ""), (first.ExitCode, first.Messages));
        Assert.DoesNotContain("user 10", first.Output, StringComparison.Ordinal);
        var suggested = Suggested(first);
        Assert.Contains(suggested, (string[])["102", "103"]);
        var next = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db", "--user", suggested, "--json");
        Assert.Equal((0, suggested), (next.ExitCode, (string?)next.Json["listener"]!["name"]));
        var unknown = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db", "--user", "10");
        Assert.Contains("Try one of the 3: 101, 102, 103.", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_names_do_no_harm_to_terminal_or_shell()
    {
        const string Harmful = "$(touch x) \u001B[31m\u202E";
        WriteMusic($"a{Harmful}", $"b{Harmful}", $"c{Harmful}");
        var first = await QuickstartRun.InAsync(_folder.Path, "--data", "music");
        Assert.Equal((0, ""), (first.ExitCode, first.Messages));
        var suggested = Suggested(first);
        Assert.True(long.TryParse(suggested, out _), suggested);
        var next = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db", "--user", suggested, "--json");
        Assert.EndsWith(Harmful, (string?)next.Json["listener"]!["name"], StringComparison.Ordinal);       // programs get what was written
        var unknown = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db", "--user", "touch\u001B");
        var alike = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db", "--user", "touch");
        var title = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db", "--history", "Hey Judy");
        Assert.Equal((2, 2, 2), (unknown.ExitCode, alike.ExitCode, title.ExitCode));
        Assert.Contains($"{suggested} (", alike.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean: Hey", title.Error, StringComparison.Ordinal);
        foreach (var text in (string[])[first.Output, unknown.Error, alike.Error, title.Error])
        {
            Assert.DoesNotContain('\u001B', text);
            Assert.DoesNotContain('\u202E', text);
        }
    }

    [Fact]
    public async Task Title_of_several_songs_is_said()
    {
        WriteMusic();
        var run = await QuickstartRun.InAsync(_folder.Path, "--data", "music", "--history", "晴天; Yesterday", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Assert.Equal([1L, 3], run.Json["listener"]!["songs"]!.AsArray().Select(song => (long)song!["id"]!));
        Assert.Equal(
            "'晴天' is the title of 2 songs. Taken: 晴天 (周杰伦), which 2 listeners have. The others: 晴天 (The Beatles). "
            + "Write 'title - artist' to choose.",
            (string?)Assert.Single(run.Json["listener"]!["notes"]!.AsArray()));

        var unknown = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db", "--history", "晴天 - Beatles; 晴天 - The Beatles");
        Assert.Equal((2, ""), (unknown.ExitCode, unknown.Output));
        Assert.Equal("No song '晴天' is by 'Beatles'. Did you mean: 晴天 (周杰伦); 晴天 (The Beatles)?", unknown.Messages.Trim());

        var chosen = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db", "--history", "晴天 - The Beatles", "--json");
        Assert.Equal([7L], chosen.Json["listener"]!["songs"]!.AsArray().Select(song => (long)song!["id"]!));
        Assert.Empty(chosen.Json["listener"]!["notes"]!.AsArray());
    }

    [Theory, InlineData("plays.csv", ','), InlineData("plays.tsv", '\t'), InlineData("plays.csv.gz", ',')]
    public async Task Interaction_file_is_imported_and_its_largest_listener_recommended_to(string name, char separator)
    {
        string[] rows =
        [
            "user,song,artist,count", "alice,Yesterday,The Beatles,3", "bob,Yesterday,The Beatles,1", "bob,Lola,The Kinks,2",
            "alice,Hey Jude,The Beatles,1", "carol,Lola,The Kinks,1", "alice,Help,The Beatles,1", "carol,Lola,The Kinks,many",
        ];
        await using (var file = File.Create(_folder[name]))
        {
            var isPacked = name.EndsWith(".gz", StringComparison.Ordinal);
            await using Stream stream = isPacked ? new GZipStream(file, CompressionLevel.Fastest) : file;
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync(string.Join('\n', rows).Replace(',', separator));
        }

        var run = await QuickstartRun.InAsync(_folder.Path, "--data", name, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Assert.Equal(Path.GetFullPath(_folder["plays.db"]), (string?)run.Json["source"]);
        Assert.Equal("alice", (string?)run.Json["listener"]!["name"]);
        Assert.Equal((6L, 1L), ((long)run.Json["import"]!["rows"]![name]!, (long)run.Json["import"]!["skippedRows"]!));
        Assert.Equal("Lola", (string?)run.Json["songs"]![0]!["title"]);
        Assert.Equal("The Kinks", (string?)run.Json["songs"]![0]!["artists"]![0]);
        Assert.Empty(run.Json["import"]!["remarks"]!.AsArray());
        Assert.StartsWith($"{name}, line 8, column 4: ", (string?)run.Json["import"]!["problems"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_listeners_are_told_to_import_into_a_crawled_catalogue()
    {
        await File.WriteAllTextAsync(_folder["mine.csv"], "user,song\nme,Yesterday\nme,Lola\n", TestContext.Current.CancellationToken);
        var alone = await QuickstartRun.InAsync(_folder.Path, "--data", "mine.csv");
        Assert.Equal((0, ""), (alone.ExitCode, alone.Messages));
        string[] parts = ["one listener only", "--into netease.db", "Songs: none;", "Artists: none;", "Friends: none;"];
        Assert.All(parts, part => Assert.Contains(part, alone.Output, StringComparison.Ordinal));

        WriteMusic();
        var few = await QuickstartRun.InAsync(_folder.Path, "--data", "music", "--json");
        Assert.Equal((0, ""), (few.ExitCode, few.Messages));
        Assert.StartsWith("There are 3 listeners only", (string?)few.Json["advice"], StringComparison.Ordinal);
        var screen = await QuickstartRun.InAsync(_folder.Path, "--database", "music.db");
        Assert.Contains("There are 3 listeners only", screen.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unusable_data_ends_with_a_message()
    {
        Directory.CreateDirectory(_folder["empty"]);
        await Check(2, "holds none of the files", "--data", "empty");

        WriteMusic();
        File.Delete(_folder["music/playlists.tsv"]);
        await Check(2, "has no listeners", "--data", "music");
        await Check(2, "does not exist", "--data", "music", "--database", "nowhere/music.db");

        await File.WriteAllTextAsync(_folder["noise.csv"], "user,what\n1,2\n", TestContext.Current.CancellationToken);
        await Check(1, "noise.csv", "--data", "noise.csv");

        await File.WriteAllTextAsync(_folder["foreign.db"], new string('x', 5000), TestContext.Current.CancellationToken);
        await Check(1, "foreign.db", "--database", "foreign.db");

        async Task Check(int code, string message, params string[] arguments)
        {
            var run = await QuickstartRun.InAsync(_folder.Path, arguments);
            Assert.Equal((code, ""), (run.ExitCode, run.Output));
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        }
    }

    // Oracle for the counts: the folder's README and a count by hand.
    [Fact]
    public async Task Real_playlists_give_songs_artists_and_friends()
    {
        var data = SharedFolder.PathOrSkip("data", "netease_playlists_2024");
        var run = await QuickstartRun.InAsync(_folder.Path, "--data", data, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Assert.Equal(233, (int)run.Json["graph"]!["userCount"]!);
        Assert.Equal(2, (int)run.Json["import"]!["skippedRows"]!);
        foreach (var list in (string[])["songs", "artists", "friends"])
        {
            Assert.Equal(10, run.Json[list]!.AsArray().Count);
            Assert.All(run.Json[list]!.AsArray(), line => Assert.NotEmpty((string)line!["because"]!));
        }

        var known = run.Json["listener"]!["songs"]!.AsArray().Select(song => (long)song!["id"]!).ToHashSet();
        Assert.DoesNotContain(run.Json["songs"]!.AsArray(), song => known.Contains((long)song!["id"]!));

        var history = await QuickstartRun.InAsync(
            _folder.Path, "--database", "netease_playlists_2024.db", "--history", "后来 - 刘若英; 后来的我们", "--top", "5", "--json");
        Assert.Equal((0, ""), (history.ExitCode, history.Messages));
        Assert.Equal(["后来", "后来的我们"], history.Json["listener"]!["songs"]!.AsArray().Select(song => (string?)song!["title"]));
        Assert.Equal(5, history.Json["songs"]!.AsArray().Count);
    }

    private static string Suggested(QuickstartRun run) => SuggestedUser().Match(run.Output).Groups[1].Value;

    [GeneratedRegex("--user \"?([^\"]+?)\"? --top 5")]
    private static partial Regex SuggestedUser();

    [Fact]
    public async Task Features_of_a_table_rank_songs_by_title_or_by_id()
    {
        WriteMusic();
        File.WriteAllLines(
            _folder["titles.csv"],
            ["title,artist,tempo,energy", "晴天,周杰伦,70,.2", "YESTERDAY,The Beatles,120,.9", "晴天,The Beatles,119,.92", "No Song,Nobody,1,1"]);
        File.WriteAllLines(
            _folder["ids.csv"], ["id,tempo,energy", "1,70,.2", "2,72,.25", "3,120,.9", "5,121,.88", "7,119,.92", "999,1,1"]);
        var byTitle = await RunAsync("clusters", "titles.csv");
        Assert.Equal("7<3", Told(byTitle));
        Assert.Contains("3 songs", (string?)byTitle["model"]!["Features"], StringComparison.Ordinal);
        Assert.Contains("1 of its 4 rows", (string?)byTitle["model"]!["Features"], StringComparison.Ordinal);
        Assert.Equal("2<1, 5<3, 7<3", Told(await RunAsync("clusters", "ids.csv")));
        Assert.Equal(["2", "5", "7"], (await RunAsync("svm", "ids.csv"))["songs"]!.AsArray().Select(song => $"{song!["id"]}").Order());

        async Task<JsonNode> RunAsync(string model, string features)
        {
            var run = await QuickstartRun.InAsync(
                _folder.Path, "--data", "music", "--user", "alice", "--model", model, "--features", features, "--json");
            Assert.Equal((0, ""), (run.ExitCode, run.Messages));
            return run.Json;
        }

        static string Told(JsonNode json) => string.Join(", ", json["songs"]!.AsArray()
            .Select(song => $"{song!["id"]}<{song["reasons"]![0]!["id"]}").Order());
    }

    [Fact]
    public async Task Without_features_of_the_songs_the_message_says_what_to_give()
    {
        WriteMusic();
        var none = await QuickstartRun.InAsync(_folder.Path, "--data", "music", "--model", "svm");
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("--features FILE", none.Messages, StringComparison.Ordinal);
        File.WriteAllText(_folder["other.csv"], "title,artist,tempo\nA,B,1\n");
        var other = await QuickstartRun.InAsync(_folder.Path, "--data", "music", "--model", "svm", "--features", "other.csv");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("None of the 1 rows of", other.Messages, StringComparison.Ordinal);
        File.WriteAllText(_folder["bare.csv"], "tempo\n1\n");
        var bare = await QuickstartRun.InAsync(_folder.Path, "--data", "music", "--model", "svm", "--features", "bare.csv");
        Assert.Equal(1, bare.ExitCode);
        Assert.Contains("no column 'title'", bare.Messages, StringComparison.Ordinal);
    }

    private void WriteMusic(string first = "alice", string second = "bob", string third = "carol")
    {
        Directory.CreateDirectory(_folder["music"]);
        Write("artists_id_name.csv", "1,周杰伦", "2,The Beatles");
        Write(
            "songs.tsv",
            "song_id\ttitle\tartists\tpopularity",
            "1\t晴天\t周杰伦\t100",
            "2\t[red]七里香[/]\t周杰伦\t100",
            "3\tYesterday\tThe Beatles\t90",
            "4\tHey \u202EJude 🎵 한국어 ｆｕｌｌ\tThe Beatles|周杰伦\t90",
            "5\tعربي [bold :smile:\tfoo]\t10",
            "7\t晴天\tThe Beatles\t1",
            $"6\t{new string('长', 500)}\tNobody\t10");
        Write(
            "playlists.tsv",
            "playlist_id\tcreator\tcreated\tplay_count\tcollected\tcomments\tshared\ttags\tname",
            $"10\t{first}\t\t\t\t\t\t\tone",
            $"20\t{second}\t\t\t\t\t\t\ttwo",
            $"30\t{third}\t\t\t\t\t\t\tthree");
        Write(
            "playlist_songs.tsv",
            "playlist_id\tposition\tsong_id",
            "10\t0\t1", "10\t1\t3",
            "20\t0\t1", "20\t1\t2", "20\t2\t3", "20\t3\t4", "20\t4\t5", "20\t5\t7",
            "30\t0\t3", "30\t1\t2", "30\t2\t6");

        void Write(string name, params string[] lines) => File.WriteAllText(_folder[$"music/{name}"], string.Join('\n', lines) + "\n");
    }

    // East Asian Width (Unicode TR 11): W and F take two cells, marks of direction none.
    private static int CellCount(string text) => text.EnumerateRunes().Sum(rune => rune.Value is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
        or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1);
}
