using System.Text.Json.Nodes;
using ZetDard.Audio;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Documentation.Tests;

/// <summary>The programs of the README run, as they stand there, and print what they promise.</summary>
[Collection(ProcessWide.Name)]
public sealed class ReadmeTests : IDisposable
{
    private readonly CurrentFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_program_prints_songs_artists_and_friends()
    {
        await File.WriteAllTextAsync(
            "plays.csv",
            """
            user,song,artist,count
            alice,Yesterday,The Beatles,5
            alice,Hey Jude,The Beatles,3
            bob,Yesterday,The Beatles,2
            bob,Lola,The Kinks,9
            """,
            Cancellation
        );
        var lines = await PrintedAsync("files");
        Assert.Matches(@"^\S*[1-9]\S*  Lola, because of Yesterday; the one other listener of Yesterday also has it$", lines[0]);
        Assert.Equal(["The Kinks", "bob"], lines[1..]);
    }

    // Oracle: the world that the stand-in serves.
    [Fact]
    public async Task Crawl_program_fills_a_catalogue_that_the_web_host_serves_with_titles()
    {
        var world = MusicWorld.Create();
        var lines = await PrintedAsync("crawl");
        Assert.Contains(lines, line => line.StartsWith("songs ", StringComparison.Ordinal));
        Assert.Equal(10, lines.Count(line => line.Contains(": because ", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("because of because", StringComparison.Ordinal));

        await using var site = await RunningSite.StartAsync(Snippet.EntryPointOf(Page.Read("README.md").Program("host")));
        var songs = JsonNode.Parse(await site.Client.GetStringAsync(new Uri("songs/1", UriKind.Relative), Cancellation))!.AsArray();
        Assert.Equal(10, songs.Count);
        Assert.InRange(songs.Count(song => world.Songs[(int)song!["id"]! - 1].Group == world.User(0).Group), 6, 10);
        foreach (var song in songs)
        {
            Assert.Equal(world.Songs[(int)song!["id"]! - 1].Title, (string)song["title"]!);
            Assert.NotEmpty(song["artists"]!.AsArray());
            Assert.NotEmpty((string)song["because"]!);
        }

        var similar = JsonNode
            .Parse(await site.Client.GetStringAsync(new Uri($"similar/{songs[0]!["id"]}", UriKind.Relative), Cancellation))!
            .AsArray();
        Assert.Equal(10, similar.Count);
        Assert.True(File.Exists("songs.model"));
    }

    [Fact]
    public async Task Sound_program_makes_a_table_and_a_picture_and_names_what_it_cannot_read()
    {
        Directory.CreateDirectory("music");
        var samples = Enumerable.Range(0, 22_050).Select(i => .3f * MathF.Sin(i * .1f)).ToArray();
        WavFile.Write(Path.Combine("music", "tone.wav"), new Waveform(22_050, 1, samples));
        await File.WriteAllTextAsync(Path.Combine("music", "broken.mp3"), "no sound", Cancellation);
        var lines = await PrintedAsync("sound");
        Assert.StartsWith("broken.mp3: ", Assert.Single(lines), StringComparison.Ordinal);
        var table = await File.ReadAllLinesAsync("features.csv", Cancellation);
        Assert.StartsWith("id,", table[0], StringComparison.Ordinal);
        Assert.StartsWith("tone.wav,", Assert.Single(table[1..]), StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync("sound.png", Cancellation))[..4]);
        Assert.True(Directory.Exists("music.features"));
    }

    private static Task<string[]> PrintedAsync(string program) => Snippet.PrintedAsync(Page.Read("README.md").Program(program));
}
