using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Quickstart.Tests;

/// <summary>A folder in which the program has crawled the stand-in.</summary>
public sealed class CrawledFolder : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    internal QuickstartRun FirstRun { get; private set; } = null!;

    internal NeteaseContent Content { get; private set; } = null!;

    /// <summary>
    /// The songs that each listener shows: those of their own public lists, and of public lists of others that they keep.
    /// </summary>
    internal HashSet<long>[] Songs { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        FirstRun = await QuickstartRun.WholeAsync(Path);
        await using var service = await NeteaseStandIn.StartAsync();
        Content = service.Content;
        Songs = [.. Enumerable.Range(1, service.World.UserCount).Select(SongsOf)];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private HashSet<long> SongsOf(int user) => Content.PlaylistsOf(user).Select(list => list.Id).Concat(Content.SubscriptionsOf(user))
        .Where(list => Content.Playlist(list)!.Visibility == NeteaseContentVisibility.Public)
        .SelectMany(Content.TracksOf).ToHashSet();
}

/// <summary>The tests that share the folder, because crawling takes a while.</summary>
[CollectionDefinition(nameof(CrawledFolder))]
public sealed class CrawledFolderTests : ICollectionFixture<CrawledFolder>;

[Collection(nameof(CrawledFolder))]
public sealed partial class StandInTests(CrawledFolder folder)
{
    private static readonly MusicWorld World = MusicWorld.Create();

    [Fact]
    public async Task Run_without_options_crawls_the_stand_in_once()
    {
        Assert.Equal((0, ""), (folder.FirstRun.ExitCode, folder.FirstRun.Messages));
        string[] parts =
        [
            "made-up world", "requests", "300 listeners", "comments",
            "Because you listen to", "also have it", "both of you like", "Try next",
        ];
        Assert.All(parts, part => Assert.Contains(part, folder.FirstRun.Output, StringComparison.Ordinal));
        var files = Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName);
        Assert.All(files, name => Assert.StartsWith("quickstart.", name, StringComparison.Ordinal));

        var crawl = (await QuickstartRun.InAsync(folder.Path, "--json")).Json["crawl"]!;
        Assert.Equal(("Finished", 0L, 892L), ((string?)crawl["status"], (long)crawl["requests"]!, (long)crawl["counts"]!["songs"]!));
    }

    [Fact]
    public void Recommendations_come_before_sound_and_words()
    {
        string[] order = [" For ", " Songs ", " Artists ", " Friends ", "Next: songs that are alike", " Like ", "Try next"];
        var places = order.Select(part => folder.FirstRun.Output.IndexOf(part, StringComparison.Ordinal)).ToArray();
        Assert.All(places, place => Assert.True(place >= 0));
        Assert.Equal(places.Order(), places);
    }

    // Only the row of the crawl itself and the times differ.
    [Fact]
    public async Task Second_run_tells_the_same_as_the_first()
    {
        var again = await QuickstartRun.InAsync(folder.Path);
        Assert.Equal((0, ""), (again.ExitCode, again.Messages));
        Assert.Contains("nothing was asked for", again.Output, StringComparison.Ordinal);
        Assert.Equal(Told(folder.FirstRun.Output), Told(again.Output));

        static IEnumerable<string> Told(string output) => output.Split(Environment.NewLine)
            .TakeWhile(line => line.Split(' ') is not (["Next:", ..] or ["Try", "next,", ..]))
            .Where(line => line.Split(' ') is not (["Crawled", ..] or ["Asked", ..]))
            .Select(line => Seconds().Replace(line, "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0).Select(words => string.Join(' ', words));
    }

    // Oracle: the content that the stand-in serves.
    [Fact]
    public void Counts_of_songs_add_up()
    {
        var numbers = SongCounts().Match(folder.FirstRun.Output).Groups.Values.Skip(1)
            .Select(group => int.Parse(group.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(3, numbers.Length);
        var all = folder.Songs.SelectMany(songs => songs).Distinct().ToList();
        Assert.Equal([all.Count, all.Count(song => song <= World.Songs.Count), all.Count(song => song > World.Songs.Count)], numbers);
        Assert.Equal(numbers[0], numbers[1] + numbers[2]);
    }

    [Fact]
    public async Task Longest_lists_hold_songs_with_titles_only()
    {
        var run = await QuickstartRun.InAsync(folder.Path, "--top", "1000");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        var json = await QuickstartRun.InAsync(folder.Path, "--top", "1000", "--json");
        Assert.True(json.Json["songs"]!.AsArray().Count > 500);
        Assert.All(json.Json["songs"]!.AsArray(), song => Assert.Equal(World.Songs[(int)Id(song) - 1].Title, (string?)song!["title"]));
    }

    [Fact]
    public void Scores_have_three_significant_digits()
    {
        var scores = Scores().Matches(folder.FirstRun.Output).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(30, scores.Count);
        Assert.All(scores, score => Assert.Equal(3, score.Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length));
    }

    // Oracle: the world that the stand-in serves: its groups sound and speak each in their own way.
    // Their files are MPEG sound, which a managed decoder reads where libsndfile and ffmpeg are absent.
    [Fact]
    public void Songs_alike_by_sound_and_by_words_are_of_the_same_taste_group()
    {
        var hits = AlikeHits().Match(folder.FirstRun.Output);
        Assert.True(hits.Success, folder.FirstRun.Output);
        Assert.InRange(int.Parse(hits.Groups["words"].Value, CultureInfo.InvariantCulture), 4, 5);
        Assert.InRange(int.Parse(hits.Groups["sound"].Value, CultureInfo.InvariantCulture), 4, 5);
        var picture = File.ReadAllBytes(Path.Combine(folder.Path, "quickstart.png"));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
    }

    // Oracle: the crawl that nobody disturbed.
    [Fact]
    public async Task Killed_crawl_goes_on_and_holds_the_same_in_the_end()
    {
        using var other = new TemporaryFolder();
        using (var process = QuickstartRun.Start(other.Path, 100))
        {
            var log = new FileInfo(other["quickstart.db-wal"]);
            while (!process.HasExited && !(log.Exists && log.Length > 2 << 20))
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
                log.Refresh();
            }

            Assert.False(process.HasExited);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var undisturbed = await QuickstartRun.InAsync(folder.Path, "--json");
        var resumed = await QuickstartRun.InAsync(other.Path, "--json");
        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Messages));
        Assert.True(JsonNode.DeepEquals(undisturbed.Json["crawl"]!["counts"], resumed.Json["crawl"]!["counts"]));
        var requests = Requests().Match(folder.FirstRun.Output).Groups[1].Value;
        var all = long.Parse(requests, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.InRange((long)resumed.Json["crawl"]!["requests"]!, 1, all - 100);
        string[] lists = ["graph", "listener", "songs", "artists", "friends"];
        Assert.All(lists, list => Assert.True(JsonNode.DeepEquals(undisturbed.Json[list], resumed.Json[list]), list));
    }

    // Oracle: the world that the stand-in serves, which knows the taste group of each listener and song, and who has what.
    [Theory, InlineData(0), InlineData(1), InlineData(5)]
    public async Task Songs_are_new_and_mostly_of_the_taste_group_and_the_reasons_are_true(int user)
    {
        var run = await QuickstartRun.InAsync(folder.Path, "--user", World.User(user).Name, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        var has = folder.Songs;
        var songs = run.Json["songs"]!.AsArray();
        Assert.Equal(World.User(user).Name, (string?)run.Json["listener"]!["name"]);
        Assert.Equal(has[user], run.Json["listener"]!["songs"]!.AsArray().Select(Id).ToHashSet());
        Assert.Equal(10, songs.Count);
        Assert.DoesNotContain(songs, song => has[user].Contains(Id(song)));
        Assert.InRange(songs.Count(song => World.Songs[(int)Id(song) - 1].Group == World.User(user).Group), 7, 10);
        foreach (var song in songs)
        {
            var its = World.Songs[(int)Id(song) - 1];
            Assert.Equal(its.Title, (string?)song!["title"]);
            Assert.Equal(its.Artists.Select(artist => artist.Name), song["artists"]!.AsArray().Select(name => (string?)name));
            Assert.NotEmpty(song["reasons"]!.AsArray());
            foreach (var part in song["reasons"]!.AsArray())
            {
                if ((string?)part!["kind"] == "artist")
                {
                    // Its singers, and of a cover those of the original.
                    long[] sung = [Id(song), folder.Content.OriginalOf(Id(song)) ?? Id(song)];
                    var singers = sung.SelectMany(id => World.Songs[(int)id - 1].Artists).Distinct();
                    var singer = Assert.Single(singers, artist => artist.Id.Value == Id(part));
                    Assert.Equal(singer.Name, (string?)part["name"]);
                    continue;
                }

                Assert.Equal("song", (string?)part["kind"]);
                Assert.Contains(Id(part), has[user]);
                if (Id(part) > World.Songs.Count)
                {
                    Assert.Equal($"song {Id(part)}", (string?)part["name"]);       // one that the service no longer has
                    continue;
                }

                Assert.Equal(World.Songs[(int)Id(part) - 1].Title, (string?)part["name"]);
                var support = Support().Match((string)song["because"]!);
                if (support.Groups[3].Value == (string?)part["name"])
                {
                    var others = has.Where((songsOfOther, other) => other != user && songsOfOther.Contains(Id(part))).ToList();
                    var both = others.Count(songsOfOther => songsOfOther.Contains(Id(song)));
                    Assert.Equal($"{both} of {others.Count}", $"{support.Groups[1]} of {support.Groups[2]}");
                }
            }
        }

        Assert.Contains(songs, song => Support().IsMatch((string)song!["because"]!));
        var known = World.FollowsOf(user).Append(user).Select(other => World.User(other).Id.Value).ToHashSet();
        Assert.NotEmpty(run.Json["artists"]!.AsArray());
        Assert.DoesNotContain(run.Json["friends"]!.AsArray(), friend => known.Contains(Id(friend)));
    }

    [Fact]
    public async Task History_recommends_by_titles_with_and_without_artist()
    {
        var song = World.Songs[0];
        var titles = $"{song.Title} - {song.Artists[0].Name}; {World.Songs[1].Title}";
        var run = await QuickstartRun.InAsync(folder.Path, "--history", titles, "--top", "4", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Assert.Equal([1, 2], run.Json["listener"]!["songs"]!.AsArray().Select(Id));
        Assert.All((string[])["songs", "artists", "friends"], list => Assert.Equal(4, run.Json[list]!.AsArray().Count));
    }

    [Fact]
    public async Task History_with_unknown_titles_names_all_of_them_with_the_nearest()
    {
        var song = World.Songs[0];
        var titles = $"Silent Rivver; {song.Title}; qqq; {song.Title} - Nobody; Nobody - {song.Title}";
        var run = await QuickstartRun.InAsync(folder.Path, "--history", titles);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        var lines = run.Messages.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("No song is called 'Silent Rivver'. Did you mean: Silent River (", lines[0], StringComparison.Ordinal);
        Assert.Equal("No song is called 'qqq'.", lines[1]);
        var artists = string.Join(", ", song.Artists.Select(artist => artist.Name));
        var byNobody = $"No song '{song.Title}' is by 'Nobody'. Did you mean: {song.Title} ({artists})?";
        Assert.Equal([byNobody, byNobody], lines[2..]);
    }

    [Fact]
    public async Task Own_lists_are_imported_into_the_crawled_catalogue_and_recommended_to()
    {
        using var other = new TemporaryFolder();
        File.Copy(Path.Combine(folder.Path, "quickstart.db"), other["quickstart.db"]);
        var songs = World.Songs.Where(song => song.Group == World.Songs[0].Group && song.Artists.Count == 1).Take(8).ToList();
        await File.WriteAllLinesAsync(other["mine.csv"], [
            "user,song,artist,count",
            .. songs.Select(song => $"me,{song.Title.ToUpperInvariant()},{song.Artists[0].Name},2"),
            "me,Nowhere Else,Somebody,9",
        ], TestContext.Current.CancellationToken);
        string[] arguments = ["--data", "mine.csv", "--into", "quickstart.db", "--json"];
        var run = await QuickstartRun.InAsync(other.Path, arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Assert.Equal("me", (string?)run.Json["listener"]!["name"]);
        Assert.Subset(run.Json["listener"]!["songs"]!.AsArray().Select(Id).ToHashSet(), songs.Select(song => song.Id.Value).ToHashSet());
        var remark = Assert.Single(run.Json["import"]!["remarks"]!.AsArray());
        Assert.StartsWith("No song is called 'Nowhere Else'.", (string?)remark, StringComparison.Ordinal);
        var note = Assert.Single(run.Json["listener"]!["notes"]!.AsArray());
        Assert.StartsWith("Nobody else has 1 of the 9 songs", (string?)note, StringComparison.Ordinal);
        Assert.Equal(301, (int)run.Json["graph"]!["userCount"]!);
        Assert.InRange(run.Json["songs"]!.AsArray().Count(song => World.Songs[(int)Id(song) - 1].Group == songs[0].Group), 8, 10);

        var again = await QuickstartRun.InAsync(other.Path, arguments);
        var later = await QuickstartRun.InAsync(other.Path, "--user", "me", "--json");
        string[] parts = ["graph", "listener", "songs", "artists", "friends"];
        Assert.All(parts, part => Assert.True(JsonNode.DeepEquals(run.Json[part], again.Json[part]), part));
        Assert.All(parts, part => Assert.True(JsonNode.DeepEquals(run.Json[part], later.Json[part]), part));
        Assert.True(JsonNode.DeepEquals(run.Json["import"], again.Json["import"]));

        var screen = await QuickstartRun.InAsync(other.Path, "--user", "me");
        Assert.Equal((0, ""), (screen.ExitCode, screen.Messages));
        Assert.DoesNotContain("taste group", screen.Output, StringComparison.Ordinal);      // the made-up world does not know them
    }

    [Theory]
    [InlineData("me,186016")]
    [InlineData("7,Silent River")]
    public async Task Ids_of_the_service_are_refused_in_the_made_up_world(string row)
    {
        using var other = new TemporaryFolder();
        File.Copy(Path.Combine(folder.Path, "quickstart.db"), other["quickstart.db"]);
        await File.WriteAllLinesAsync(other["mine.csv"], ["user,song", row], TestContext.Current.CancellationToken);
        var run = await QuickstartRun.InAsync(other.Path, "--data", "mine.csv", "--into", "quickstart.db");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("holds a made-up world", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No listener is called 'Ada'", "--user", "Ada")]
    [InlineData("names no title", "--history", " ; ")]
    [InlineData("There is no database 'none.db'", "--database", "none.db")]
    [InlineData("not both", "--user", "Ada listens", "--history", "x")]
    [InlineData("--top must be a number from 1 to 1000, not '0'", "--top", "0")]
    [InlineData("--top must be a number from 1 to 1000, not 'ten'", "--top", "ten")]
    [InlineData("--database needs", "--database", "")]
    [InlineData("--into goes with --data PATH", "--into", "quickstart.db")]
    [InlineData("There is no catalogue 'none.db' to import into", "--data", ".", "--into", "none.db")]
    [InlineData("Give --into or --database, not both", "--data", ".", "--into", "quickstart.db", "--database", "none.db")]
    [InlineData("does not exist", "--data", "nowhere")]
    [InlineData("does not exist", "--plays", "nowhere")]
    [InlineData("a folder without a history of plays", "--plays", ".")]
    [InlineData("Give --plays or --user, not both", "--plays", ".", "--user", "Ada listens")]
    [InlineData("Give --plays or --history, not both", "--plays", ".", "--history", "x")]
    [InlineData("Give --plays or --data, not both", "--plays", ".", "--data", ".")]
    [InlineData("--min-play goes with --plays PATH", "--min-play", "10")]
    [InlineData("--min-play must be a number from 0 to 3600, not '-1'", "--plays", ".", "--min-play", "-1")]
    [InlineData("'--frob'", "--frob")]
    public async Task Unusable_arguments_end_with_2_and_a_message(string message, params string[] arguments)
    {
        var run = await QuickstartRun.InAsync(folder.Path, arguments);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_gives_examples_and_exit_codes()
    {
        var run = await QuickstartRun.InAsync(folder.Path, "--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        string[] parts =
        [
            "Examples", "--user \"Ada listens\" --top 5", "--data my-lists.csv --into quickstart.db", "--database", "--history", "--plays", "--json",
            "Exit code 0: done; 1",
        ];
        Assert.All(parts, part => Assert.Contains(part, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("svm", "feature", 8)]
    [InlineData("clusters", "song", 5)]
    public async Task Models_of_features_rank_songs_of_the_listeners_taste_with_reasons(string model, string kind, int minHits)
    {
        var run = await QuickstartRun.InAsync(folder.Path, "--model", model, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        var songs = run.Json["songs"]!.AsArray();
        var own = run.Json["listener"]!["songs"]!.AsArray().Select(Id).ToHashSet();
        var group = own.Where(song => song <= World.Songs.Count).CountBy(song => World.Songs[(int)song - 1].Group).MaxBy(pair => pair.Value).Key;
        Assert.Equal(10, songs.Count);
        Assert.All(songs, song => Assert.DoesNotContain(Id(song), own));
        Assert.All(songs, song => Assert.Equal(kind, (string?)song!["reasons"]![0]!["kind"]));
        Assert.True(songs.Count(song => World.Songs[(int)Id(song) - 1].Group == group) >= minHits);
    }

    [Fact]
    public async Task Clusters_are_drawn_and_reasons_of_machines_are_in_words()
    {
        var map = await QuickstartRun.InAsync(folder.Path, "--model", "clusters", "--map", "quickstart.map.svg");
        Assert.Equal((0, ""), (map.ExitCode, map.Messages));
        Assert.Contains("Because it sounds like", map.Output, StringComparison.Ordinal);
        Assert.Contains("892 songs in 22 clusters: quickstart.map.svg", map.Output, StringComparison.Ordinal);
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(folder.Path, "quickstart.map.svg")), StringComparison.Ordinal);
        var svm = await QuickstartRun.InAsync(folder.Path, "--model", "svm");
        Assert.Contains("Because of its", svm.Output, StringComparison.Ordinal);
        Assert.Contains("timbre and", svm.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--features goes with --model svm or clusters.", "--features", "Quickstart.dll")]
    [InlineData("--map goes with --model clusters.", "--model", "svm", "--map", "map.svg")]
    [InlineData("'map.txt' is neither", "--model", "clusters", "--map", "map.txt")]
    [InlineData("There is no folder for 'nowhere/map.svg'", "--model", "clusters", "--map", "nowhere/map.svg")]
    [InlineData("'forest' not recognized", "--model", "forest")]
    [InlineData("does not exist", "--model", "svm", "--features", "nowhere.csv")]
    public async Task Options_of_models_that_do_not_fit_are_refused(string message, params string[] arguments)
    {
        arguments = [.. arguments.Select(one => one == "Quickstart.dll" ? Path.Combine(AppContext.BaseDirectory, one) : one)];
        var run = await QuickstartRun.InAsync(folder.Path, arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\d of \d by who listens, (?:(?<sound>\d) of 5 by\s+sound,\s+)?(?<words>\d) of 5 by\s+words")]
    private static partial Regex AlikeHits();

    [GeneratedRegex(@"Crawled\s+([\d,]+) requests")]
    private static partial Regex Requests();

    [GeneratedRegex(@"([\d,]+) songs = ([\d,]+) in the catalogue \+ ([\d,]+) in lists")]
    private static partial Regex SongCounts();

    [GeneratedRegex(@"│ (\d+\.\d+) *[█▏▎▍▌▋▊▉]")]
    private static partial Regex Scores();

    [GeneratedRegex(@"; (\d+) of the (\d+) who have (.+) also have it$")]
    private static partial Regex Support();

    [GeneratedRegex(@"\d+\.\d\d s *$")]
    private static partial Regex Seconds();

    private static long Id(JsonNode? node) => (long)node!["id"]!;
}
