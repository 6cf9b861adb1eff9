using System.Globalization;
using System.IO.Compression;
using System.Text;
using ZetDard.Tests;

namespace ZetDard.Recommenders.Tests;

/// <summary>Exports of services, as people have them. Shapes are from public documents and bug reports; the contents are made up.</summary>
public sealed class ExportsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private const string Extended = """
        [
          {
            "ts": "2023-11-04T22:19:36Z",
            "platform": "ios",
            "ms_played": 140956,
            "master_metadata_track_name": "HEY",
            "master_metadata_album_artist_name": "A",
            "spotify_track_uri": "spotify:track:1",
            "episode_name": null,
            "skipped": true,
            "offline_timestamp": 1699136230,
            "incognito_mode": false
          },
          {
            "ts": "2023-11-04T22:20:36Z",
            "platform": "ios",
            "ms_played": 10,
            "master_metadata_track_name": null,
            "master_metadata_album_artist_name": null,
            "spotify_track_uri": null,
            "episode_name": "P",
            "skipped": false,
            "offline_timestamp": 1699136230,
            "incognito_mode": false
          }
        ]
        """;

    private const string Listens = """
        {"listened_at":1609459200,"user_name":"x","track_metadata":{"artist_name":"A","track_name":"T"}}
        {"listened_at":1609459201,"user_name":"x","track_metadata":{"artist_name":"A","track_name":"T2"}}
        """;

    [Fact]
    public async Task ReadAsync_reads_a_history_of_Spotify_and_passes_podcasts_over()
    {
        var plays = await ReadAsync(Extended);
        Assert.Equal((InteractionFileFormat.Spotify, 2L, 0L), (plays.Format, plays.RowCount, plays.ProblemCount));
        Assert.Equal(["me: HEY - A x1 2023-11-04T22:19:36"], Rows(plays));
        Assert.Equal(["Entries of podcasts and audiobooks, passed over: 1."], plays.Notes);
    }

    [Fact]
    public async Task ReadAsync_reads_listens_of_ListenBrainz_with_their_user()
    {
        var plays = await ReadAsync(Listens);
        Assert.Equal(InteractionFileFormat.ListenBrainz, plays.Format);
        Assert.Equal(["x: T - A x1 2021-01-01T00:00:00", "x: T2 - A x1 2021-01-01T00:00:01"], Rows(plays));
        Assert.Empty(plays.Notes);
    }

    [Theory]
    [InlineData("spotify-pretty.json", "HEY - A")]
    [InlineData("listenbrainz.jsonl", "T - A", "T2 - A")]
    [InlineData("gomusic.txt", "七里香 - 周杰伦", "稻香 - 周杰伦", "Hello - Adele")]
    [InlineData("ednovas.txt", "七里香 - 周杰伦", "笑东风 - 杨昊昆", "Somebody To You - The Vamps")]
    public async Task ReadAsync_reads_the_files_of_the_cases(string name, params string[] songs)
    {
        var plays = await ReadPathAsync(SharedFolder.PathOrSkip("cases", "files", name));
        Assert.Equal(songs, Songs(plays));
    }

    [Theory]
    [InlineData(Extended, 1)]
    [InlineData(Listens, 2)]
    [InlineData("Yellow - Coldplay\nHello - Adele", 2)]
    public async Task ReadAsync_reads_any_file_name_compression_and_byte_order_mark(string text, int songCount)
    {
        var expected = Rows(await ReadAsync(text));
        Assert.Equal(songCount, expected.Count);
        (string, bool, string)[] files = [("a.csv", false, "\uFEFF"), ("b", false, "\r\n \t"), ("c.json.gz", true, ""), ("d.txt", true, "\uFEFF")];
        foreach (var (name, isPacked, mark) in files)
        {
            var path = Path.Combine(_folder, name);
            await using (var file = File.Create(path))
            {
                await using Stream stream = isPacked ? new GZipStream(file, CompressionLevel.Fastest) : file;
                await stream.WriteAsync(Encoding.UTF8.GetBytes(mark + text.ReplaceLineEndings("\r\n")), Cancel);
            }

            Assert.Equal(expected, Rows(await ReadPathAsync(path)));
        }
    }

    public static TheoryData<string, string, string[]> Reported => new()
    {
        // Yooooomi/your_spotify #96 and maloja #228: the older form names the user and writes offline times in milliseconds.
        {
            "older form",
            """[{"ts":"2014-10-14T06:55:44Z","username":"xxxx","ms_played":21037,"master_metadata_track_name":"More!","master_metadata_album_artist_name":"Devin Townsend Project","episode_name":null,"skipped":null,"offline_timestamp":1549861353656}]""",
            ["xxxx: More! - Devin Townsend Project x1 2014-10-14T06:55:44"]
        },
        // maloja #215: account data have whole minutes in UTC, and a blank in front of the colon.
        {
            "account data",
            """[ { "endTime" : "2021-01-01 13:30", "artistName" : "Louis Prima", "trackName" : "Pennies From Heaven - Remastered", "msPlayed" : 44093 } ]""",
            ["me: Pennies From Heaven - Remastered - Louis Prima x1 2021-01-01T13:30:00"]
        },
        // your_spotify #139: the same song twice within three minutes was played twice.
        {
            "the same song again",
            """
            [{"endTime":"2021-10-14 17:58","artistName":"Loveless","trackName":"Lighthouse","msPlayed":224255},
             {"endTime":"2021-10-14 18:01","artistName":"Loveless","trackName":"Lighthouse","msPlayed":224255}]
            """,
            ["me: Lighthouse - Loveless x2 2021-10-14T18:01:00"]
        },
        // maloja #104: a time of 0, which became the year 1970; the export repeats plays.
        {
            "no time and repeated plays",
            """
            [{"ts":"2019-02-11T05:03:20Z","ms_played":47980,"master_metadata_track_name":"Resonance","master_metadata_album_artist_name":"Home","offline_timestamp":0},
             {"ts":"2019-02-11T05:03:20Z","ms_played":47980,"master_metadata_track_name":"Resonance","master_metadata_album_artist_name":"Home","offline_timestamp":0},
             {"ts":"1970-01-01T00:00:00Z","ms_played":47980,"master_metadata_track_name":"Oceans","master_metadata_album_artist_name":"Home","offline_timestamp":1549861353},
             {"ts":"1970-01-01T00:00:00Z","ms_played":47980,"master_metadata_track_name":"Native","master_metadata_album_artist_name":"Home","offline_timestamp":0}]
            """,
            ["me: Resonance - Home x1 2019-02-11T05:03:20", "me: Oceans - Home x1 2019-02-11T05:02:33", "me: Native - Home x1 -"]
        },
        // your_spotify #237 and #540: entries without a name stopped the import.
        {
            "missing names",
            """
            [{"ts":"2022-02-01T00:00:01Z","ms_played":1,"master_metadata_track_name":null,"master_metadata_album_artist_name":null,"episode_name":null},
             {"endTime":"2022-02-01 00:00","msPlayed":1},
             {"endTime":"2022-02-01 00:00","artistName":"Unknown Artist","trackName":"Unknown Track","msPlayed":1},
             {"ts":"2022-02-01T00:00:02Z","ms_played":1,"master_metadata_track_name":" ","master_metadata_album_artist_name":"X"},
             {"ts":"2022-02-01T00:00:03Z","ms_played":1,"master_metadata_track_name":"Kept","master_metadata_album_artist_name":"X"}]
            """,
            ["me: Kept - X x1 2022-02-01T00:00:03", "4 problems"]
        },
        // pandas' to_json writes times as numbers and a title of digits as a number.
        {
            "rewritten by pandas",
            """[{"ts":1699136376000,"ms_played":"140956.0","master_metadata_track_name":1979,"master_metadata_album_artist_name":"The Smashing Pumpkins"}]""",
            ["me: 1979 - The Smashing Pumpkins x1 2023-11-04T22:19:36"]
        },
        // 'cat *.json', 'jq -s .' and a hand that left a comma: several arrays in one file.
        {
            "joined files",
            """
            [{"endTime":"2021-01-01 13:30","artistName":"A","trackName":"B","msPlayed":1},]
            [[{"endTime":"2021-01-01 13:30","artistName":"A","trackName":"C","msPlayed":1}], null, []]
            """,
            ["me: B - A x1 2021-01-01T13:30:00", "me: C - A x1 2021-01-01T13:30:00"]
        },
        // 'type *.json > all.json' on Windows: each file begins with a byte-order mark.
        {
            "joined files with marks",
            "[{\"endTime\":\"2021-01-01 13:30\",\"artistName\":\"A\",\"trackName\":\"B\",\"msPlayed\":1}]"
                + "\uFEFF[{\"endTime\":\"2021-01-01 13:30\",\"artistName\":\"A\",\"trackName\":\"C\",\"msPlayed\":1}]",
            ["me: B - A x1 2021-01-01T13:30:00", "me: C - A x1 2021-01-01T13:30:00"]
        },
        // Audiobooks came with their own fields in 2024.
        {
            "audiobooks",
            """
            [{"ts":"2024-02-01T00:00:01Z","ms_played":1,"master_metadata_track_name":null,"episode_name":null,"audiobook_title":"Dune","audiobook_chapter_title":"1"},
             {"ts":"2024-02-01T00:00:03Z","ms_played":1,"master_metadata_track_name":"Kept","master_metadata_album_artist_name":"X","audiobook_title":null}]
            """,
            ["me: Kept - X x1 2024-02-01T00:00:03"]
        },
        // An answer of ListenBrainz's API, pretty-printed; its user stands beside the list.
        {
            "answer of the API",
            """
            {
              "payload": {
                "count": 2, "user_id": "rob",
                "listens": [
                  {"listened_at": 1443521965, "track_metadata": {"additional_info": {"artist_names": ["Rick Astley"]}, "artist_name": "Rick Astley", "track_name": "Never Gonna Give You Up"}},
                  {"listened_at": null, "playing_now": true, "track_metadata": {"artist_name": "Portishead", "track_name": "Strangers"}}
                ]
              }
            }
            """,
            ["rob: Never Gonna Give You Up - Rick Astley x1 2015-09-29T10:19:25"]
        },
        // What jellyfin-plugin-listenbrainz and others keep to send later: a payload that is a list.
        {
            "submission",
            """{"listen_type":"import","payload":[{"listened_at":1443521965,"track_metadata":{"artist_name":"Portishead","track_name":"Strangers"}}]}""",
            ["me: Strangers - Portishead x1 2015-09-29T10:19:25"]
        },
        // The export before 2024, one array (libre-fm #19, fmbot #257), with a deleted listen and a mapping.
        {
            "array of listens",
            """
            [{"track_metadata":{"track_name":"2 Wheel Nation","artist_name":"Acid King","mbid_mapping":{"artists":[{"join_phrase":""}]}},"listened_at":1711403000,"user_name":"a","inserted_at":1711403100},
             null,
             {"track_metadata":null,"listened_at":1711403001,"user_name":"a"},
             {"track_metadata":{"track_name":"Red River","artist_name":"Acid King"},"listened_at":1711403002,"user_name":"b"}]
            """,
            ["a: 2 Wheel Nation - Acid King x1 2024-03-25T21:43:20", "b: Red River - Acid King x1 2024-03-25T21:43:22", "1 problems"]
        },
        // A line of a file of JSON lines that was cut, as by a full disk (Koito #108, multi-scrobbler).
        {
            "damaged line",
            """
            {"listened_at":1609459200,"track_metadata":{"artist_name":"A","track_name":"T"}}
            {"listened_at":16094592
            {"listened_at":1609459201,"track_metadata":{"artist_name":"A","track_name":"T2"}}
            "text"
            {"listened_at":1609459202,"track_metadata":{"artist_name":"A","track_name":{"no":1}}}
            {"listened_at":1609459203,"track_metadata":{"artist_name":"A","track_name":"\ud800"}}
            {"listened_at":1609459204,"track_metadata":{"artist_name":"A","track_name":"T3"}}
            """,
            ["me: T - A x1 2021-01-01T00:00:00", "me: T2 - A x1 2021-01-01T00:00:01", "me: T3 - A x1 2021-01-01T00:00:04", "4 problems"]
        },
        // A time of play that no play can have.
        {
            "bad times of play",
            """
            [{"ts":"2024-02-01T00:00:01Z","ms_played":-5,"master_metadata_track_name":"S","master_metadata_album_artist_name":"X"},
             {"ts":"2024-02-01T00:00:02Z","ms_played":1e999,"master_metadata_track_name":"S","master_metadata_album_artist_name":"X"},
             {"ts":"2024-02-01T00:00:03Z","ms_played":[1],"master_metadata_track_name":"S","master_metadata_album_artist_name":"X"},
             {"ts":"2024-02-01T00:00:04Z","ms_played":null,"master_metadata_track_name":"Kept","master_metadata_album_artist_name":"X"}]
            """,
            ["me: Kept - X x1 2024-02-01T00:00:04", "3 problems"]
        },
    };

    [Theory, MemberData(nameof(Reported))]
    public async Task ReadAsync_reads_histories_from_public_reports(string what, string text, string[] expected)
    {
        var plays = await ReadAsync(text);
        string[] read = [.. Rows(plays), .. plays.ProblemCount > 0 ? (string[])[$"{plays.ProblemCount} problems"] : []];
        Assert.True(expected.SequenceEqual(read), $"{what}: {string.Join('\n', read)}\n{string.Join('\n', plays.Problems)}");
    }

    // A title alone is no song: two artists have one, and a title or an artist may be a number.
    [Fact]
    public async Task ReadAsync_tells_songs_apart_by_title_and_artist()
    {
        var plays = await ReadAsync("Hello - Adele\nHello - Lionel Richie\n1999 - 311\n505 - 311");
        Assert.Equal(["Hello - Adele", "Hello - Lionel Richie", "1999 - 311", "505 - 311"], Songs(plays));
        var names = plays.TrainingData.Interactions.Items.Select(plays.Items.NameOf);
        Assert.Equal(["Hello - Adele", "Hello - Lionel Richie", "1999", "505"], names);
        var numbers = await ReadAsync("1999 - 311\nAmber - 311");
        Assert.Equal(["1999 - 311", "Amber - 311"], Songs(numbers));
        Assert.Equal("311", numbers.TrainingData.Names!.NameOf(numbers.Artists["311"]));
    }

    [Fact]
    public async Task ReadAsync_names_line_and_reason_of_a_bad_entry()
    {
        var plays = await ReadAsync(Reported.Single(row => row.Data.Item1 == "missing names").Data.Item2);
        Assert.Equal(
            ["line 1, column 1: the title is missing", "line 2, column 1: the title is missing",
                "line 3, column 1: the entry says 'Unknown Track' by 'Unknown Artist'", "line 4, column 1: the title is missing"],
            plays.Problems.Select(problem => problem.ToString()));
        var strict = await RefusedAsync("\n" + Extended.Replace("HEY", "", StringComparison.Ordinal), new() { Strict = true });
        Assert.EndsWith("line 3, column 1: the title is missing", strict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_leaves_out_short_plays_and_takes_the_given_name_of_the_listener()
    {
        var options = new InteractionFileOptions { MinPlayTime = TimeSpan.FromSeconds(30), Listener = "Ada" };
        var plays = await ReadAsync(
            """
            [{"endTime":"2021-01-01 13:30","artistName":"A","trackName":"Short","msPlayed":29999},
             {"endTime":"2021-01-01 13:31","artistName":"A","trackName":"Long","msPlayed":30000}]
            """, options);
        Assert.Equal(["Ada: Long - A x1 2021-01-01T13:31:00"], Rows(plays));
        Assert.Equal(["Plays of less than 30 seconds, left out: 1."], plays.Notes);
    }

    [Fact]
    public async Task ReadAsync_reads_artists_and_refuses_other_items()
    {
        var path = await WriteAsync("listens", Listens);
        var artists = await InteractionFile.ReadAsync<ArtistId>(path, cancellationToken: Cancel);
        Assert.Equal([new(artists.Users["x"], artists.Items["A"], 2, 1609459201)], artists.TrainingData.Interactions.ToInteractions());
        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => InteractionFile.ReadAsync<UserId>(path, cancellationToken: Cancel));
        Assert.Contains("SongId or ArtistId", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"playlists":[{"name":"x","items":[]}]}""", "playlists")]
    [InlineData("""{"tracks":[{"artist":"A","album":"B","track":"C","uri":"u"}],"albums":[]}""", "tracks, albums")]
    [InlineData("""[{"header":"YouTube Music","title":"Watched X","titleUrl":"u","subtitles":[],"time":"t","products":[],"activityControls":[]}]""", "header, title, titleUrl, subtitles, time, products, …")]
    [InlineData("[]", "holds no plays. What can be read")]
    [InlineData("""["Yellow", "Hello"]""", "holds no plays")]
    [InlineData("[[[1]]]", "holds no plays")]
    [InlineData("""[{"ts":"2023-11-04T22:19:36Z","ms_played":1""", "cut off: it ends on line 1")]
    [InlineData("[\n{\"endTime\":\"2021-01-01 13:30\",\"artistName\":\"A\",\"trackName\":\"B\",\"msPlayed\":1},\n", "cut off: it ends on line 3")]
    [InlineData("[\n{\"endTime\":\"2021-01-01 13:30\",\"artistName\":\"A\",\"trackName\":\"B\",\"msPlayed\":1}\n{\"x\":1}]", "damaged: on line 3")]
    [InlineData("[\n{\"endTime\":\"2021-01-01 13:30\",\"artistName\":\"A \"B\"\",\"trackName\":\"B\",\"msPlayed\":1}]", "damaged: on line 2")]
    [InlineData("""[{"endTime":"2021-01-01 13:30","podcastName":"P","episodeName":"E","msPlayed":1}]""", "podcasts and audiobooks, passed over: 1")]
    public async Task ReadAsync_refuses_what_holds_no_plays(string text, string message)
    {
        var error = await RefusedAsync(text);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains(_folder, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_refuses_deep_and_endless_entries()
    {
        var deep = await RefusedAsync($"[{string.Concat(Enumerable.Repeat("{\"a\":", 5000))}1{new string('}', 5000)}]");
        Assert.Contains("damaged", deep, StringComparison.Ordinal);
        var path = Path.Combine(_folder, "endless.json.gz");
        await using (var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            await stream.WriteAsync("[{\"ts\":\""u8.ToArray(), Cancel);
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)'x');
            for (var i = 0; i < 80; i++)
            {
                await stream.WriteAsync(block, Cancel);
            }
        }

        var endless = await Assert.ThrowsAsync<InvalidDataException>(() => ReadPathAsync(path));
        Assert.Contains("more than 16 MB on line 1", endless.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_reads_a_long_history_block_by_block_and_can_be_cancelled()
    {
        const int PlayCount = 140_000;
        var lines = Enumerable.Range(0, PlayCount).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $$"""  { "ts": "{{DateTime.UnixEpoch.AddSeconds(1_600_000_000 + i):s}}Z", "ms_played": {{i}}, "master_metadata_track_name": "Song {{i % 77}}", "master_metadata_album_artist_name": "Künstler {{i % 7}}" }"""));
        var path = await WriteAsync("long.json", $"[\n{string.Join(",\n", lines)}\n]");
        var plays = await ReadPathAsync(path);
        Assert.Equal((PlayCount, 77), ((int)plays.RowCount, plays.TrainingData.Interactions.Items.Count));
        Assert.Equal(PlayCount, plays.TrainingData.Interactions.ToInteractions().Sum(row => (double)row.Weight));
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => InteractionFile.ReadAsync<SongId>(path, progress: new AtFirstReport(source.Cancel), cancellationToken: source.Token));
    }

    [Fact]
    public async Task ReadAsync_reads_a_folder_of_Spotify_as_one_history_and_counts_a_play_once()
    {
        const string Play = """{"ts":"2021-01-01T00:00:0TZ","ms_played":5,"master_metadata_track_name":"S","master_metadata_album_artist_name":"A"}""";
        const string Folder = "my_spotify_data/Spotify Extended Streaming History";
        await WriteAsync($"{Folder}/Streaming_History_Audio_2019-2021_3.json", $"[{At(1)},{At(2)}]");
        await WriteAsync($"{Folder}/Streaming_History_Audio_2021_4.json", $"[{At(2)},{At(3)}, 7]");
        await WriteAsync($"{Folder}/Streaming_History_Video_2020.json", "[]");
        await WriteAsync("my_spotify_data/Spotify Account Data/StreamingHistory_music_0.json", """[{"endTime":"2021-01-01 00:00","artistName":"A","trackName":"S","msPlayed":5}]""");
        await WriteAsync("my_spotify_data/Spotify Account Data/YourLibrary.json", "{}");
        foreach (var path in new[] { "my_spotify_data", Folder })
        {
            var plays = await ReadPathAsync(Path.Combine(_folder, path));
            Assert.Equal(["me: S - A x3 2021-01-01T00:00:03"], Rows(plays));
            Assert.Contains("Streaming_History_Audio_2021_4.json.", plays.Notes[0], StringComparison.Ordinal);
            Assert.StartsWith("Files passed over: ", plays.Notes[1], StringComparison.Ordinal);
            Assert.Contains("Streaming_History_Video_2020.json", plays.Notes[1], StringComparison.Ordinal);
            Assert.Equal("Plays that the export repeats, counted once: 1.", plays.Notes[^1]);
            var problem = Assert.Single(plays.Problems).ToString();
            Assert.StartsWith("line 1, column 1: Streaming_History_Audio_2021_4.json: ", problem, StringComparison.Ordinal);
        }

        static string At(int second) => Play.Replace("0TZ", $"0{second}Z", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("endsong_0.json", "endsong_1.json")]
    [InlineData("endsong_0.json", "endsong_0 (1).json")]
    [InlineData("StreamingHistory0.json", "StreamingHistory_music_1.json")]
    public async Task ReadAsync_knows_the_names_of_files_in_a_folder(params string[] names)
    {
        foreach (var name in names)
        {
            await WriteAsync(name, """[{"endTime":"2021-01-01 13:30","artistName":"A","trackName":"NAME","msPlayed":1}]""".Replace("NAME", name, StringComparison.Ordinal));
        }

        await WriteAsync("StreamingHistory_podcast_0.json", "[]");
        await WriteAsync("Playlist1.json", "{}");
        var plays = await ReadPathAsync(_folder);
        Assert.Equal(names.Select(name => $"{name} - A").Order(StringComparer.Ordinal), Songs(plays).Order(StringComparer.Ordinal));
        Assert.Contains("Files passed over: Playlist1.json, StreamingHistory_podcast_0.json.", plays.Notes);
    }

    // Koito #108 and maloja #413: an export of ListenBrainz is a folder of years with a file for each month.
    [Fact]
    public async Task ReadAsync_reads_a_folder_of_ListenBrainz()
    {
        await WriteAsync("lb/user.json", """{"user_id":1,"username":"x"}""");
        await WriteAsync("lb/feedback.jsonl", "{}");
        await WriteAsync("lb/listens/2020/12.jsonl", """{"listened_at":1609459199,"track_metadata":{"artist_name":"A","track_name":"T"}}""");
        await WriteAsync("lb/listens/2021/1.jsonl", Listens);
        var plays = await ReadPathAsync(Path.Combine(_folder, "lb"), new() { Listener = "x" });
        Assert.Equal(["x: T - A x2 2021-01-01T00:00:00", "x: T2 - A x1 2021-01-01T00:00:01"], Rows(plays));
    }

    [Fact]
    public async Task ReadAsync_refuses_a_folder_without_a_history_and_a_form_that_the_file_has_not()
    {
        await WriteAsync("notes.json", "{}");
        var none = await Assert.ThrowsAsync<FileNotFoundException>(() => ReadPathAsync(_folder));
        Assert.Contains("Streaming_History_Audio_*.json", none.Message, StringComparison.Ordinal);
        Assert.Contains("found: notes.json", none.Message, StringComparison.Ordinal);
        var other = await RefusedAsync(Listens, new() { Format = InteractionFileFormat.Spotify });
        Assert.Contains("an export of ListenBrainz, not of Spotify", other, StringComparison.Ordinal);
        var table = await RefusedAsync("user,song\na,b", new() { Format = InteractionFileFormat.Spotify });
        Assert.Contains("is not JSON", table, StringComparison.Ordinal);
        var titles = await RefusedAsync("Yellow\nHello", new() { Format = InteractionFileFormat.Titles });
        Assert.Contains("'title - artist'", titles, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("七里香 - 周杰伦\n稻香 - 周杰伦\nHello - Adele", "七里香 - 周杰伦", "稻香 - 周杰伦", "Hello - Adele")]
    // yueyericardo/Netease-to-Youtube-or-Spotify (ednovas): ' -- ' divides, and titles hold ' - '.
    [InlineData(
        "V.A.-Komorebi（第五人格） -- 舒\nKaraoke 365-Somebody to you - The Vamps（合唱版） -- 猫的蒽\nA Little Crush On You -- Wildflowers/Emmi",
        "V.A.-Komorebi（第五人格） - 舒", "Karaoke 365-Somebody to you - The Vamps（合唱版） - 猫的蒽", "A Little Crush On You - Wildflowers/Emmi")]
    [InlineData("My list\n\n1. Yellow - Live - Coldplay\r\n2. Hello – Adele\n3. 99 Luftballons — Nena", "Yellow - Live - Coldplay", "Hello - Adele", "99 Luftballons - Nena")]
    [InlineData("01 Yellow - Coldplay\n02 Hello - Adele\n03 7 Years - Lukas Graham", "Yellow - Coldplay", "Hello - Adele", "7 Years - Lukas Graham")]
    [InlineData("1\tYellow - Coldplay\n2\tHello - Adele", "Yellow - Coldplay", "Hello - Adele")]
    [InlineData("99 Luftballons - Nena\n7 Years - Lukas Graham", "99 Luftballons - Nena", "7 Years - Lukas Graham")]
    [InlineData("1979 - The Smashing Pumpkins\n505 - Arctic Monkeys", "1979 - The Smashing Pumpkins", "505 - Arctic Monkeys")]
    [InlineData("- Yellow - Coldplay\n* Hello - Adele\n• Lola - The Kinks", "Yellow - Coldplay", "Hello - Adele", "Lola - The Kinks")]
    [InlineData("七里香 － 周杰伦\n稻香　－　周杰伦", "七里香 - 周杰伦", "稻香 - 周杰伦")]
    [InlineData("七里香——周杰伦\n稻香—周杰伦", "七里香 - 周杰伦", "稻香 - 周杰伦")]
    [InlineData("歌名 - 歌手\n屋顶 - 温岚,周杰伦\n\"Heroes\" - David Bowie", "屋顶 - 温岚,周杰伦", "\"Heroes\" - David Bowie")]
    [InlineData("Artist - Title\nA-ha - Take On Me - Remastered\nAdele - Hello", "Take On Me - Remastered - A-ha", "Hello - Adele")]
    [InlineData("Hello, Goodbye - The Beatles", "Hello, Goodbye - The Beatles")]
    [InlineData("屋顶 - 温岚,周杰伦\n珊瑚海 - 周杰伦,梁心颐\nUnder Pressure - Queen,David Bowie", "屋顶 - 温岚,周杰伦", "珊瑚海 - 周杰伦,梁心颐", "Under Pressure - Queen,David Bowie")]
    [InlineData("[Intro] - M83\r\"x\" - y", "[Intro] - M83", "\"x\" - y")]
    public async Task ReadAsync_reads_lists_of_titles(string text, params string[] songs)
    {
        var plays = await ReadAsync(text);
        var headings = text.StartsWith("My list", StringComparison.Ordinal) ? 1 : 0;
        Assert.Equal((InteractionFileFormat.Titles, headings), (plays.Format, plays.ProblemCount));
        Assert.Equal(songs, Songs(plays));
        Assert.Equal(["me"], plays.TrainingData.Interactions.Users.Select(plays.Users.NameOf));
    }

    [Fact]
    public async Task ReadAsync_reports_lines_that_do_not_name_a_song()
    {
        var plays = await ReadAsync("Favourites of 2021\nYellow - Coldplay\nWonderwall\nHello - Adele\n - Adele\n");
        Assert.Equal(["Yellow - Coldplay", "Hello - Adele"], Songs(plays));
        Assert.Equal(
            ["line 1, column 1: the line 'Favourites of 2021' has no dash between a title and an artist",
                "line 3, column 1: the line 'Wonderwall' has no dash between a title and an artist",
                "line 5, column 1: the line '- Adele' has no dash between a title and an artist"],
            plays.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public async Task ReadAsync_finds_the_side_of_the_artist()
    {
        const string Lines = "周杰伦 - 七里香\n周杰伦 - 稻香\nAdele - Hello\nColdplay - Yellow - Live";
        var usual = await ReadAsync(Lines);
        Assert.Contains("Adele - Hello", Songs(usual));
        Assert.Equal(
            "Each line was read as 'title - artist', the usual order; ArtistFirst says otherwise, as may be right here: "
            + "in the first 4 lines 3 different names stand in front and 4 behind, and artists are repeated more often than titles.",
            Assert.Single(usual.Notes));
        var known = await ReadAsync(Lines, new() { IsArtist = name => name is "Adele" or "Yellow" or "周杰伦" });
        Assert.Equal(["七里香 - 周杰伦", "稻香 - 周杰伦", "Hello - Adele", "Yellow - Live - Coldplay"], Songs(known));
        Assert.Equal(
            "Each line was read as 'artist - title', because of the first 4 lines 3 have a known artist in front and 0 behind.",
            Assert.Single(known.Notes));
        var given = await ReadAsync(Lines, new() { ArtistFirst = true });
        Assert.Equal(Songs(known), Songs(given));
        Assert.Equal("Each line was read as 'artist - title', as ArtistFirst says.", Assert.Single(given.Notes));
    }

    [Theory]
    [InlineData("user,song\nalice,Yellow - Live\nbob,Hello - Remix\n")]
    [InlineData("alice,Coldplay - Yellow,3\nbob,Adele - Hello,1\n")]
    [InlineData("alice\tColdplay - Yellow\nbob\tAdele - Hello\n")]
    [InlineData("alice;Coldplay - Yellow\nbob;Adele - Hello\n")]
    [InlineData("\"1\" \"alice\" \"Yellow - Live\"\n\"2\" \"bob\" \"Hello - Live\"\n")]
    [InlineData("196 242 - 881250949\n186 302 - 891717742\n")]
    [InlineData("alice Yellow 3\nbob Hello 2\n")]
    [InlineData("user, song\nalice, Coldplay - Yellow\n")]
    [InlineData("alice, Coldplay - Yellow\nbob, Adele - Hello\ncarol, Nena - 99 Luftballons\n")]
    [InlineData("alice,Yellow - Live\nbob,Hello\ncarol,Lola\n")]
    public async Task ReadAsync_leaves_tables_to_the_reader_of_tables(string text)
    {
        try
        {
            Assert.NotEqual(InteractionFileFormat.Titles, (await ReadAsync(text)).Format);
        }
        catch (InvalidDataException refused)
        {
            Assert.DoesNotContain("dash", refused.Message, StringComparison.Ordinal);
        }
    }

    // The variable ZETDARD_MUTANTS asks for more; 10,000 were read once.
    [Fact]
    public async Task ReadAsync_reads_or_refuses_mutants()
    {
        var asked = Environment.GetEnvironmentVariable("ZETDARD_MUTANTS");
        var count = int.TryParse(asked, CultureInfo.InvariantCulture, out var given) ? given : 400;
        byte[][] seeds =
        [
            .. Reported.Select(row => row.Data.Item2)
                .Concat([Extended, Listens, "1. 七里香 - 周杰伦\n2. 稻香 -- 周杰伦\n3. Hello — Adele - Live\n"]).Select(Encoding.UTF8.GetBytes),
        ];
        var random = new Random(17);
        var path = Path.Combine(_folder, "mutant");
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = new List<byte>(seeds[i % seeds.Length]);
            for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 1; changes--)
            {
                var place = random.Next(bytes.Count);
                var length = Math.Min(random.Next(1, 40), bytes.Count - place);
                switch (random.Next(5))
                {
                    case 0:
                        bytes.RemoveRange(place, length);
                        break;
                    case 1:
                        bytes[place] = (byte)random.Next(256);
                        break;
                    case 2:
                        bytes.InsertRange(place, bytes.GetRange(place, length));
                        break;
                    case 3:
                        bytes.Insert(place, "[]{}\",:\n\\ -\t0"u8[random.Next(13)]);
                        break;
                    default:
                        bytes.RemoveRange(place, bytes.Count - place);
                        break;
                }
            }

            await File.WriteAllBytesAsync(path, [.. bytes, (byte)' '], Cancel);
            try
            {
                var plays = await ReadPathAsync(path);
                Assert.NotEmpty(plays.TrainingData.Interactions.Items);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, count - 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{refused} of {count} refused");
    }

    private async Task<InteractionFile<SongId>> ReadAsync(string text, InteractionFileOptions? options = null) =>
        await ReadPathAsync(await WriteAsync("export", text), options);

    private static Task<InteractionFile<SongId>> ReadPathAsync(string path, InteractionFileOptions? options = null) =>
        InteractionFile.ReadAsync<SongId>(path, options, cancellationToken: Cancel);

    private async Task<string> RefusedAsync(string text, InteractionFileOptions? options = null) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(text, options))).Message;

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, Cancel);
        return path;
    }

    private static List<string> Songs(InteractionFile<SongId> file) =>
        [.. file.TrainingData.Interactions.ToInteractions().Select(row => row.Item).Distinct().Select(song => Song(file, song))];

    private static string Song(InteractionFile<SongId> file, SongId song) =>
        $"{file.TrainingData.Names!.NameOf(song)} - {string.Join('+', file.TrainingData.Artists!.Of(song).Select(file.Artists.NameOf))}";

    private static List<string> Rows(InteractionFile<SongId> file) =>
    [
        .. file.TrainingData.Interactions.ToInteractions().Select(row =>
            FormattableString.Invariant($"{file.Users.NameOf(row.User)}: {Song(file, row.Item)} x{row.Weight} {Time(row.UnixSeconds)}")),
    ];

    private static string Time(long unixSeconds) =>
        unixSeconds == 0 ? "-" : DateTime.UnixEpoch.AddSeconds(unixSeconds).ToString("s", CultureInfo.InvariantCulture);

    private sealed class AtFirstReport(Action act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => act();
    }
}
