using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Documentation.Tests;

/// <summary>The programs of docs/recipes run, as they stand there. (Those that make a component of one's own run in ZetDard.Recipes.Tests.)</summary>
[Collection(ProcessWide.Name)]
public sealed class RecipeTests : IDisposable
{
    private readonly CurrentFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Own_files_prints_songs_with_artists_and_reasons_and_saves_the_model()
    {
        await File.WriteAllTextAsync("plays.csv", """
            user,song,artist,count,album
            alice,Yesterday,The Beatles,5,Help!
            bob,Yesterday,The Beatles,2,Help!
            bob,Lola,The Kinks,9,
            bob,,,1,
            """, Cancellation);
        await File.WriteAllTextAsync("friends.csv", "user,friend\nalice,bob\n", Cancellation);
        var lines = await Snippet.PrintedAsync(Page.Read("docs/recipes/own-files.md").Program("own-files"));
        Assert.Equal("4 rows, 1 of them skipped", lines[0]);
        Assert.Contains("line 5", lines[1], StringComparison.Ordinal);
        Assert.Equal("The column 'album' was passed over.", lines[2]);
        Assert.Matches(@"^\S*[1-9]\S*  Lola \(The Kinks\), because of Yesterday; ", lines[3]);
        Assert.True(File.Exists("songs.model"));
    }

    [Fact]
    public async Task Lyric_collection_prints_the_number_of_songs_and_the_files_without_one()
    {
        await File.WriteAllTextAsync("plays.csv", "user,song\nalice,晴空\nalice,Été\nbob,Locked\n", Cancellation);
        Directory.CreateDirectory("lyrics");
        var chinese = System.Text.CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        var western = System.Text.Encoding.Latin1;
        await File.WriteAllTextAsync("lyrics/某人 - 晴空.lrc", "[00:01.00]我在这里等你回来\n[00:05.00]风吹过那年的夏天\n", chinese, Cancellation);
        await File.WriteAllTextAsync("lyrics/Quelqu'un - Été.lrc", "[00:01.00]l'été passé\n", western, Cancellation);
        await File.WriteAllBytesAsync("lyrics/Any One - Locked.krc", [.. "krc1"u8, 1, 2, 3], Cancellation);
        await File.WriteAllTextAsync("lyrics/Any One - Unknown.lrc", "[00:01.00]Hello\n", Cancellation);
        var lines = await Snippet.PrintedAsync(Page.Read("docs/recipes/lyric-collection.md").Program("lyric-collection"));
        Assert.Equal("Any One - Unknown.lrc: no song has this title", lines[0]);
        Assert.StartsWith("Locked: ", lines[1], StringComparison.Ordinal);
        Assert.Equal("2 songs with 45 features of their lyrics", lines[2]);
    }

    [Fact]
    public async Task Recipes_of_serving_serve_what_a_crawl_found()
    {
        await Snippet.PrintedAsync(Page.Read("README.md").Program("crawl"));

        // None of the songs of the recipe is in the made-up world.
        var own = await Snippet.PrintedAsync(Page.Read("docs/recipes/own-lists.md").Program("own-lists"));
        Assert.Equal(3, own.Count(line => line.StartsWith("The catalogue does not have ", StringComparison.Ordinal)));

        // Of a history of plays one song is, and one is not.
        var played = MusicWorld.Create().Songs[0];
        Directory.CreateDirectory("my_spotify_data");
        await File.WriteAllTextAsync("my_spotify_data/Streaming_History_Audio_2020_0.json", JsonSerializer.Serialize(new[]
        {
            Play("2020-09-13T12:00:00Z", $"{played.Title} - Remastered 2011", played.Artists[0].Name, 180_000),
            Play("2020-09-13T12:03:00Z", "晴天", "周杰伦", 180_000),
            Play("2020-09-13T12:06:00Z", "晴天", "周杰伦", 180_000),
            Play("2020-09-13T12:06:09Z", "晴天", "周杰伦", 9_000),
        }), Cancellation);
        var history = await Snippet.PrintedAsync(Page.Read("docs/recipes/own-history.md").Program("own-history"));
        Assert.Contains("Plays of less than 30 seconds, left out: 1.", history);
        Assert.Contains("The catalogue has 1 of 2 songs.", history);
        Assert.Contains("2 plays of 晴天 by 周杰伦 are not in it.", history);
        Assert.Matches($@"^\S*[1-9]\S*  .+: .*{Regex.Escape(played.Title)}", history[^1]);

        foreach (var recipe in new[] { "web-host", "ab-test" })
        {
            await using var site = await RunningSite.StartAsync(Snippet.EntryPointOf(Page.Read($"docs/recipes/{recipe}.md").Program(recipe)));
            await AssertTitlesAsync(site);
        }

        var card = await Snippet.PrintedAsync(Page.Read("docs/recipes/deploying.md").Program("fit"));
        Assert.StartsWith("named/song, ", card[0], StringComparison.Ordinal);
        Assert.Contains(card, line => line.StartsWith("chosen   ", StringComparison.Ordinal));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Delete("music.db");
        await using var deployed = await RunningSite.StartAsync(Snippet.EntryPointOf(Page.Read("docs/recipes/deploying.md").Program("serve")));
        await AssertTitlesAsync(deployed);
        Assert.False(File.Exists("music.db"));
    }

    private static object Play(string ts, string title, string artist, int milliseconds) =>
        new { ts, ms_played = milliseconds, master_metadata_track_name = title, master_metadata_album_artist_name = artist };

    private static async Task AssertTitlesAsync(RunningSite site)
    {
        var songs = JsonNode.Parse(await site.Client.GetStringAsync(new Uri("songs/1", UriKind.Relative), Cancellation))!.AsArray();
        Assert.Equal(10, songs.Count);
        Assert.All(songs, song => Assert.DoesNotMatch(@"^song \d+$", (string)song!["title"]!));
    }
}
