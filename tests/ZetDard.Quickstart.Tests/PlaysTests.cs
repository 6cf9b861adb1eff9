using System.Text.Json.Nodes;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Quickstart.Tests;

/// <summary>Histories of somebody who is not in the catalogue.</summary>
[Collection(nameof(CrawledFolder))]
public sealed class PlaysTests(CrawledFolder folder) : IDisposable
{
    private static readonly MusicWorld World = MusicWorld.Create();

    // Songs of one taste group; the first is played most.
    private static readonly WorldSong[] Played =
    [
        .. World.Songs.Where(song => song.Group == World.Songs[0].Group && song.Artists.Count == 1).DistinctBy(song => song.Title).Take(8),
    ];

    private readonly TemporaryFolder _other = new();

    public void Dispose() => _other.Dispose();

    [Fact]
    public async Task Plays_of_Spotify_are_recommended_to_and_what_is_missing_is_named()
    {
        await WriteSpotifyAsync("history.json", start: 0);
        var run = await QuickstartRun.InAsync(folder.Path, "--plays", _other["history.json"], "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        AssertRecommended(run.Json);
        var plays = run.Json["plays"]!;
        Assert.Equal("spotify", (string?)plays["format"]);
        Assert.Equal((36 + 2, 36), ((int)plays["playCount"]!, (int)plays["foundPlayCount"]!));
        Assert.Equal((9, 8), ((int)plays["songCount"]!, (int)plays["foundSongCount"]!));
        Assert.Equal("Plays of less than 30 seconds, left out: 1.", (string?)Assert.Single(plays["notes"]!.AsArray()));
        var missing = Assert.Single(plays["missing"]!.AsArray())!;
        Assert.Equal(("Silent Rivver", 2), ((string?)missing["title"], (int)missing["playCount"]!));
        Assert.Contains("Did you mean: Silent River (", (string?)missing["remark"], StringComparison.Ordinal);

        var all = await QuickstartRun.InAsync(folder.Path, "--plays", _other["history.json"], "--min-play", "0");
        Assert.Equal((0, ""), (all.ExitCode, all.Messages));
        Assert.Contains("36 of the 39 plays are of songs in this catalogue: 8 of the 9 songs.", all.Output, StringComparison.Ordinal);
        Assert.Contains("Most played songs that are not in this catalogue", all.Output, StringComparison.Ordinal);
        Assert.Contains("Silent Rivver (Ann)", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plays_of_a_folder_are_one_history()
    {
        await WriteSpotifyAsync("my_spotify_data/Streaming_History_Audio_2019-2020_0.json", start: 0);
        await WriteSpotifyAsync("my_spotify_data/Streaming_History_Audio_2020_1.json", start: 0);
        await WriteSpotifyAsync("my_spotify_data/Streaming_History_Audio_2021_2.json", start: 1_000_000, user: "me1234");
        var run = await QuickstartRun.InAsync(folder.Path, "--plays", _other["my_spotify_data"], "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        AssertRecommended(run.Json);
        Assert.Equal(2 * 38, (int)run.Json["plays"]!["playCount"]!);
        Assert.Equal("Plays that the export repeats, counted once: 38.", (string?)run.Json["plays"]!["notes"]!.AsArray()[^1]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Plays_as_text_have_the_artist_on_either_side(bool isArtistFirst)
    {
        string[] lines =
        [
            .. Played.Select(song => isArtistFirst ? $"{song.Artists[0].Name} - {song.Title}" : $"{song.Title} -- {song.Artists[0].Name}"),
            "A line that names no song",
        ];
        await File.WriteAllLinesAsync(_other["list.txt"], lines, TestContext.Current.CancellationToken);
        var run = await QuickstartRun.InAsync(folder.Path, "--plays", _other["list.txt"], "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        AssertRecommended(run.Json);
        var plays = run.Json["plays"]!;
        var (order, front, behind) = isArtistFirst ? ("artist - title", 8, 0) : ("title - artist", 0, 8);
        Assert.Equal(
            $"Each line was read as '{order}', because of the first 8 lines {front} have a known artist in front and {behind} behind.",
            (string?)Assert.Single(plays["notes"]!.AsArray()));
        Assert.StartsWith("line 9, column 1: ", (string?)Assert.Single(plays["problems"]!.AsArray()), StringComparison.Ordinal);
        Assert.Empty(plays["missing"]!.AsArray());
    }

    [Fact]
    public async Task Plays_that_lead_nowhere_end_with_2_and_advice()
    {
        await Check(
            "none.txt", "七里香 - 周杰伦\n稻香 - 周杰伦\n",
            "The catalogue has none of the 2 songs of '", "No song is called '七里香'.", "The catalogue is a made-up world. Name one of real music with --database FILE");
        await Check(
            "two.csv", $"user,song,artist\nann,{Played[0].Title},{Played[0].Artists[0].Name}\nbea,x,y\n",
            "has 2 listeners (ann, bea), and --plays takes one. Import it");
        await Check("ids.csv", "user,song\nann,5\nann,7\n", "holds a made-up world, in which the ids of the service mean other songs");

        async Task Check(string name, string text, params string[] parts)
        {
            await File.WriteAllTextAsync(_other[name], text, TestContext.Current.CancellationToken);
            var run = await QuickstartRun.InAsync(folder.Path, "--plays", _other[name]);
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.All(parts, part => Assert.Contains(part, run.Error, StringComparison.Ordinal));
            Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Plays_that_cannot_be_read_end_with_1_before_anything_is_crawled()
    {
        await File.WriteAllTextAsync(_other["cut.json"], """[{"ts":"2020-01-01T00:00:00Z",""", TestContext.Current.CancellationToken);
        var run = await QuickstartRun.InAsync(_other.Path, "--plays", "cut.json");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("cut.json is cut off: it ends on line 1", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_other["quickstart.db"]));
    }

    private static void AssertRecommended(JsonNode json)
    {
        var songs = json["songs"]!.AsArray().Select(song => (int)song!["id"]!).ToList();
        var history = json["listener"]!["songs"]!.AsArray();
        Assert.Equal(Played.Select(song => song.Title).Order(StringComparer.Ordinal), history.Select(TitleOf).Order(StringComparer.Ordinal));
        Assert.Equal(10, songs.Count);
        Assert.Empty(songs.Intersect(history.Select(song => (int)song!["id"]!)));
        Assert.InRange(songs.Count(song => World.Songs[song - 1].Group == Played[0].Group), 8, 10);
        Assert.Equal(10, json["artists"]!.AsArray().Count);
        Assert.Equal(10, json["friends"]!.AsArray().Count);

        static string TitleOf(JsonNode? song) => (string)song!["title"]!;
    }

    // The first song is played eight times, the last once; then one that the world lacks, and one that was played for a moment.
    private async Task WriteSpotifyAsync(string name, int start, string? user = null)
    {
        var entries = new JsonArray();
        foreach (var (place, song) in Played.Index())
        {
            for (var play = place; play < Played.Length; play++)
            {
                Add(song.Title.ToUpperInvariant(), song.Artists[0].Name, 180_000);
            }
        }

        Add("Silent Rivver", "Ann", 40_000);
        Add("Silent Rivver", "Ann", 40_000);
        Add("Silent Rivver", "Ann", 4_000);
        Directory.CreateDirectory(Path.GetDirectoryName(_other[name])!);
        await File.WriteAllTextAsync(_other[name], entries.ToJsonString(), TestContext.Current.CancellationToken);

        void Add(string title, string artist, int milliseconds) => entries.Add(new JsonObject
        {
            ["ts"] = $"{DateTime.UnixEpoch.AddSeconds(1_600_000_000 + start + (100 * entries.Count)):s}Z",
            ["username"] = user,
            ["ms_played"] = milliseconds,
            ["master_metadata_track_name"] = title,
            ["master_metadata_album_artist_name"] = artist,
            ["episode_name"] = null,
        });
    }
}
