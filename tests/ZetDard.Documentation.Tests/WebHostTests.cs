using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Recommenders;

namespace ZetDard.Documentation.Tests;

/// <summary>The sample web host, asked by HTTP as a browser would ask it.</summary>
[Collection(ProcessWide.Name)]
public sealed class WebHostTests : IDisposable
{
    private readonly CurrentFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static MethodInfo EntryPoint => Assembly.Load("WebHost").EntryPoint!;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Web_host_serves_titles_of_two_recommenders_similar_songs_health_and_metrics()
    {
        await Task.Run(() => Snippet.Run(Snippet.EntryPointOf(Page.Read("README.md").Program("crawl")), []), Cancellation);
        await using var site = await RunningSite.StartAsync(EntryPoint, "--Database", "music.db");

        var (a, b) = (await ListAsync(site, "songs/2"), await ListAsync(site, "songs/2?arm=b"));
        Assert.Equal(10, a.Count);
        Assert.Equal(10, b.Count);
        Assert.All(a.Concat(b), song =>
        {
            Assert.DoesNotMatch(@"^song \d+$", (string)song!["title"]!);
            Assert.NotEmpty(song["artists"]!.AsArray());
        });
        Assert.All(a, song => Assert.NotEmpty((string)song!["because"]!));
        Assert.InRange(
            b.SelectMany(song => song!["artists"]!.AsArray().Select(artist => (string)artist!))
                .CountBy(artist => artist)
                .Max(pair => pair.Value),
            1,
            2
        );

        // Artists whom the listener has not: none of the artists of their songs.
        var found = await ListAsync(site, "songs/2?artists=New");
        Assert.NotEmpty(found);
        var data = await site
            .Services.CreateScope()
            .ServiceProvider.GetRequiredService<ITrainingDataSource<SongId>>()
            .LoadAsync(Cancellation);
        var theirs = data
            .Interactions.KnownItems(Profile.Of(new UserId(2)))
            .ToArray()
            .SelectMany(song => data.Artists!.Of(data.Interactions.Items[song]))
            .ToHashSet();
        Assert.DoesNotContain(Ids(found).SelectMany(song => data.Artists!.Of(new SongId(song))), theirs.Contains);

        var similar = await ListAsync(site, $"similar/{a[0]!["id"]}?n=3");
        Assert.Equal(3, similar.Count);
        var answer = await site.Client.PostAsJsonAsync(new Uri("songs", UriKind.Relative), Ids(a)[..3], Cancellation);
        Assert.Equal(10, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsArray().Count);

        Assert.Equal("Healthy", await TextAsync(site, "health"));
        Assert.Contains("zetdard_recommender_request", await TextAsync(site, "metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Web_host_answers_400_to_requests_that_make_no_sense_and_says_why()
    {
        await Task.Run(() => Snippet.Run(Snippet.EntryPointOf(Page.Read("README.md").Program("crawl")), []), Cancellation);
        await using var site = await RunningSite.StartAsync(EntryPoint, "--Database", "music.db");
        foreach (
            var (path, said) in new[]
            {
                ("songs/2?n=0", "must be 1 or more"),
                ("songs/nobody", ""),
                ("songs/9223372036854775808", ""),
                ("songs/2?arm=c", "ask for a or b"),
                ("songs/2?artists=Old", ""),
                ("similar/1?n=-1", ""),
            }
        )
        {
            var answer = await site.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.Equal((path, HttpStatusCode.BadRequest), (path, answer.StatusCode));
            Assert.Contains(said, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        Assert.Empty((await ListAsync(site, "similar/999999999")).AsArray());
    }

    [Fact]
    public void Web_host_says_what_to_do_where_there_is_no_catalogue()
    {
        var error = new StringWriter();
        var before = Console.Error;
        Console.SetError(error);
        try
        {
            Snippet.Run(EntryPoint, ["--Database", "missing.db"]);
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Contains("There is no catalogue missing.db. Run the Quickstart first", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<JsonArray> ListAsync(RunningSite site, string path) => JsonNode.Parse(await TextAsync(site, path))!.AsArray();

    private static Task<string> TextAsync(RunningSite site, string path) =>
        site.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation);

    private static long[] Ids(JsonArray songs) => [.. songs.Select(song => (long)song!["id"]!)];
}
