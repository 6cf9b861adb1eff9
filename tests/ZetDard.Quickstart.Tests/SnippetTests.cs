using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Quickstart;
using ZetDard.Audio;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Quickstart.Tests;

/// <summary>The README's code is the sample's, and it runs. In one class: the code reads files of the current folder.</summary>
public sealed class SnippetTests : IDisposable
{
    private readonly string _root = Root();
    private readonly string _before = Environment.CurrentDirectory;
    private readonly TemporaryFolder _folder = new();

    public SnippetTests() => Environment.CurrentDirectory = _folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    [Theory, InlineData("readme-files"), InlineData("readme-host"), InlineData("readme-crawl"), InlineData("readme-sound")]
    public void Readme_block_equals_its_region(string name)
    {
        var readme = File.ReadAllLines(Path.Combine(_root, "README.md"));
        var marker = Array.IndexOf(readme, $"<!-- snippet: {name} -->");
        Assert.True(marker >= 0, $"README.md has no line '<!-- snippet: {name} -->'.");
        Assert.Equal("```csharp", readme[marker + 1]);
        var block = readme.Skip(marker + 2).TakeWhile(line => line != "```").ToArray();

        var source = File.ReadAllLines(Path.Combine(_root, "docs", "samples", "Quickstart", "Snippets.cs"));
        var region = source.SkipWhile(line => line.Trim() != $"#region {name}").Skip(1).TakeWhile(line => line.Trim() != "#endregion").ToArray();
        Assert.NotEmpty(region);
        var indent = region.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        Assert.Equal(region.Select(line => line.Length == 0 ? line : line[indent..]), block);
    }

    [Fact]
    public async Task Files_snippet_prints_songs_artists_and_friends()
    {
        await File.WriteAllTextAsync("plays.csv", """
            user,song,artist,count
            alice,Yesterday,The Beatles,5
            alice,Hey Jude,The Beatles,3
            bob,Yesterday,The Beatles,2
            bob,Lola,The Kinks,9
            """, TestContext.Current.CancellationToken);
        var lines = await PrintedAsync(Snippets.FilesAsync);
        Assert.StartsWith("Lola  ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("because of Yesterday; the one other listener of Yesterday also has it", lines[0], StringComparison.Ordinal);
        Assert.Equal(["The Kinks", "bob"], lines[1..]);
    }

    // Oracle: the world that the stand-in serves.
    [Fact]
    public async Task Crawl_snippet_fills_a_catalogue_that_the_host_snippet_serves()
    {
        var world = MusicWorld.Create();
        var lines = await PrintedAsync(Snippets.CrawlAsync);
        Assert.Contains(lines, line => line.StartsWith("songs ", StringComparison.Ordinal));
        Assert.Equal(10, lines.Count(line => line.Contains(")  because of ", StringComparison.Ordinal)));

        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = Snippets.Site(builder);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        var songs = JsonNode.Parse(await client.GetStringAsync(new Uri($"{app.Urls.First()}/songs/1"), TestContext.Current.CancellationToken))!.AsArray();
        await app.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(10, songs.Count);
        Assert.InRange(songs.Count(song => world.Songs[(int)song!["item"]!["value"]! - 1].Group == world.User(0).Group), 6, 10);
        Assert.True(File.Exists("songs.model"));
    }

    [Fact]
    public async Task Sound_snippet_makes_a_table_and_a_picture_and_names_what_it_cannot_read()
    {
        Directory.CreateDirectory("music");
        var samples = Enumerable.Range(0, 22_050).Select(i => .3f * MathF.Sin(i * .1f)).ToArray();
        WavFile.Write(Path.Combine("music", "tone.wav"), new Waveform(22_050, 1, samples));
        await File.WriteAllTextAsync(Path.Combine("music", "broken.mp3"), "no sound", TestContext.Current.CancellationToken);
        var lines = await PrintedAsync(Snippets.SoundAsync);
        Assert.StartsWith("broken.mp3: ", Assert.Single(lines), StringComparison.Ordinal);
        var table = await File.ReadAllLinesAsync("features.csv", TestContext.Current.CancellationToken);
        Assert.StartsWith("id,", table[0], StringComparison.Ordinal);
        Assert.StartsWith("tone.wav,", Assert.Single(table[1..]), StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync("sound.png", TestContext.Current.CancellationToken))[..4]);
        Assert.True(Directory.Exists("music.features"));
    }

    private static async Task<string[]> PrintedAsync(Func<Task> snippet)
    {
        var (before, printed) = (Console.Out, new StringWriter());
        Console.SetOut(printed);
        try
        {
            await snippet();
        }
        finally
        {
            Console.SetOut(before);
        }

        return printed.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ZetDard.Recommenders.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        return folder.FullName;
    }
}
