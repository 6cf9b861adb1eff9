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

    /// <summary>The songs that each listener shows: those of his public lists, and of the public lists of others that he keeps.</summary>
    internal HashSet<long>[] Songs { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        FirstRun = await QuickstartRun.WholeAsync(Path);
        await using var service = await NeteaseStandIn.StartAsync();
        Content = service.Content;
        Songs = [.. Enumerable.Range(1, service.World.UserCount).Select(user => Content.PlaylistsOf(user).Select(list => list.Id).Concat(Content.SubscriptionsOf(user))
            .Where(list => Content.Playlist(list)!.Visibility == NeteaseContentVisibility.Public).SelectMany(Content.TracksOf).ToHashSet())];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed partial class StandInTests(CrawledFolder folder) : IClassFixture<CrawledFolder>
{
    private static readonly MusicWorld World = MusicWorld.Create();

    [Fact]
    public async Task Run_without_arguments_crawls_the_stand_in_once()
    {
        Assert.Equal((0, ""), (folder.FirstRun.ExitCode, folder.FirstRun.Messages));
        foreach (var part in (string[])["made-up world", "requests", "300 listeners", "comments", "because you have", "also have it", "both of you like", "Songs", "Artists", "Friends", "Try next"])
            Assert.Contains(part, folder.FirstRun.Output, StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName), name => Assert.StartsWith("quickstart.", name, StringComparison.Ordinal));

        var again = await QuickstartRun.InAsync(folder.Path);
        Assert.Equal((0, ""), (again.ExitCode, again.Messages));
        Assert.Contains("nothing was asked for", again.Output, StringComparison.Ordinal);
        var json = await QuickstartRun.InAsync(folder.Path, "--json");
        Assert.Equal(("Finished", 0L, 892L), ((string?)json.Json["crawl"]!["status"], (long)json.Json["crawl"]!["requests"]!, (long)json.Json["crawl"]!["counts"]!["songs"]!));
    }

    // Oracle: the world that the stand-in serves: its groups sound and speak each in their own way.
    [Fact]
    public void Songs_alike_by_sound_and_by_words_are_of_the_same_taste_group()
    {
        var hits = AlikeHits().Match(folder.FirstRun.Output);
        Assert.True(hits.Success, folder.FirstRun.Output);
        Assert.InRange(int.Parse(hits.Groups["words"].Value, CultureInfo.InvariantCulture), 4, 5);
        if (!hits.Groups["sound"].Success)
        {
            Assert.Contains("Sound left out: ", folder.FirstRun.Output, StringComparison.Ordinal);      // nothing here decodes it
            Assert.Skip("libsndfile and ffmpeg are not installed.");
        }

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
        var all = long.Parse(Requests().Match(folder.FirstRun.Output).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.InRange((long)resumed.Json["crawl"]!["requests"]!, 1, all - 100);
        Assert.True(JsonNode.DeepEquals(undisturbed.Json["songs"], resumed.Json["songs"]));
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
            Assert.Equal(World.Songs[(int)Id(song) - 1].Title, (string?)song!["title"]);
            Assert.NotEmpty(song["reason"]!.AsArray());
            foreach (var part in song["reason"]!.AsArray())
            {
                if ((string?)part!["kind"] != "song")
                {
                    // Its singers, and of a cover those of the original.
                    long[] sung = [Id(song), folder.Content.OriginalOf(Id(song)) ?? Id(song)];
                    Assert.Contains(sung.SelectMany(id => World.Songs[(int)id - 1].Artists), artist => artist.Id.Value == Id(part));
                    continue;
                }

                var others = has.Where((songsOfOther, other) => other != user && songsOfOther.Contains(Id(part))).ToList();
                Assert.Contains(Id(part), has[user]);
                Assert.Equal(others.Count, (int)part["support"]!["all"]!);
                Assert.Equal(others.Count(songsOfOther => songsOfOther.Contains(Id(song))), (int)part["support"]!["both"]!);
            }
        }

        var known = World.FollowsOf(user).Append(user).Select(other => World.User(other).Id.Value).ToHashSet();
        Assert.NotEmpty(run.Json["artists"]!.AsArray());
        Assert.DoesNotContain(run.Json["friends"]!.AsArray(), friend => known.Contains(Id(friend)));
    }

    [Fact]
    public async Task History_recommends_by_titles_with_and_without_artist()
    {
        var song = World.Songs[0];
        var run = await QuickstartRun.InAsync(folder.Path, "--history", $"{song.Title} - {song.Artists[0].Name}; {World.Songs[1].Title}", "--top", "4", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Assert.Equal([1, 2], run.Json["listener"]!["songs"]!.AsArray().Select(Id));
        Assert.Equal((4, 4, 4), (run.Json["songs"]!.AsArray().Count, run.Json["artists"]!.AsArray().Count, run.Json["friends"]!.AsArray().Count));
    }

    [Fact]
    public async Task History_with_unknown_titles_offers_the_nearest()
    {
        var run = await QuickstartRun.InAsync(folder.Path, "--history", $"{World.Songs[0].Title}; Silent Rivver");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("No song is called 'Silent Rivver'. Did you mean: Silent River", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No listener is called 'Ada'", "--user", "Ada")]
    [InlineData("names no title", "--history", " ; ")]
    [InlineData("There is no database 'none.db'", "--database", "none.db")]
    [InlineData("not both", "--user", "Ada listens", "--history", "x")]
    [InlineData("--top must be a number from 1 to 1000, not '0'", "--top", "0")]
    [InlineData("--top must be a number from 1 to 1000, not 'ten'", "--top", "ten")]
    [InlineData("--database needs", "--database", "")]
    [InlineData("does not exist", "--data", "nowhere")]
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
        foreach (var part in (string[])["Examples", "--user \"Ada listens\" --top 5", "--data", "--database", "--history", "--json", "Exit code 0: done; 1"])
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\d of \d by who listens, (?:(?<sound>\d) of 5 by\s+sound,\s+)?(?<words>\d) of 5 by\s+words")]
    private static partial Regex AlikeHits();

    [GeneratedRegex(@"Crawled\s+([\d,]+) requests")]
    private static partial Regex Requests();

    private static long Id(JsonNode? node) => (long)node!["id"]!;
}
