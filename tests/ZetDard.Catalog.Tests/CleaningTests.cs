using CsCheck;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Catalog.Tests;

public sealed class CleaningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Hello", "hello")]
    [InlineData("Hello (Live)", "hello (live)")]
    [InlineData("Hello（现场版）", "hello (live)")]
    [InlineData("Hello - Live", "hello (live)")]
    [InlineData("Hello [Demo] (Remix)", "hello (demo) (remix)")]
    [InlineData("Hello（伴奏）", "hello (instrumental)")]
    [InlineData("浮誇 【Live版】", "浮夸 (live)")]
    [InlineData("夏至未至 钢琴版", "夏至未至 (piano)")]
    [InlineData("Symphony No. 94: IV. Menuetto - Trio", "symphony no. 94: iv. menuetto - trio")]
    [InlineData("【售断】", "[售断]")]
    [InlineData("(unclosed", "(unclosed")]
    [InlineData("a (b (c) d) e", "a e (b (c) d)")]
    [InlineData("()", "()")]
    [InlineData("", "")]
    public void Parse_keeps_version_marks_apart(string title, string expected) => Assert.Equal(expected, SongTitle.Parse(title).ToString());

    [Theory]
    [InlineData("Seven (feat. Latto) (Explicit Ver.)", "seven (explicit ver.)", "latto")]
    [InlineData("Jenny feat. Daichi Diez & Shaira", "jenny", "daichi diez & shaira")]
    [InlineData("Ice Cream (with Selena Gomez)", "ice cream", "selena gomez")]
    [InlineData("Defeat.", "defeat.", null)]
    public void Parse_finds_featured_artists(string title, string expected, string? featured)
    {
        var parsed = SongTitle.Parse(title);
        Assert.Equal(expected, parsed.ToString());
        Assert.Equal(featured, parsed.FeaturedArtists.SingleOrDefault());
    }

    [Theory]
    [InlineData("告白气球 (钢琴版) [原唱: 周杰伦]", "周杰伦")]
    [InlineData("天空之城（钢琴版）（Cover 久石让）", "久石让")]
    [InlineData("Lemon（翻自 米津玄師）", "米津玄师")]
    [InlineData("Hold On We're Going Home (Drake Cover)", "drake")]
    [InlineData("Discovery", null)]
    public void Parse_finds_the_original_singer(string title, string? expected) =>
        Assert.Equal(expected, SongTitle.Parse(title).OriginalArtist);

    [Fact]
    public void Groups_hold_one_recording_under_several_ids_and_nothing_else()
    {
        Artist[] artists =
        [
            new(new(1), "周杰伦"),
            new(new(-2), "周杰倫"),
            new(new(3), "Cover Singer"),
            new(new(-4), "Latto"),
            new(new(5), "LISA"),
            new(new(-6), "LiSA"),
        ];
        Song[] songs =
        [
            new(new(1), "七里香", [new(1)]) { Popularity = 50 },
            new(new(2), "七里香", [new(-2)]) { Popularity = 90 },
            new(new(3), "七里香 ", [new(1)]) { Popularity = 90 },
            new(new(4), "七里香 (Remix 2)", [new(1)]),
            new(new(5), "七里香", [new(3)]), // a cover by another artist
            new(new(6), "Seven (feat. Latto)", [new(3)]),
            new(new(7), "Seven", [new(-4), new(3)]),
            new(new(8), "Intro", [new(1)]),
            new(new(9), "Intro", [new(1)]),
            new(new(10), "M01", [new(1)]),
            new(new(11), "M01", [new(1)]),
            new(new(12), "晴天 (Live)", [new(1)]), // these may be two concerts
            new(new(13), "晴天 (Live)", [new(1)]),
            new(new(14), "Money", [new(5)]),
            new(new(15), "Money", [new(-6)]), // LISA and LiSA are two artists
            new(new(16), "Long", [new(1)]) { Duration = TimeSpan.FromSeconds(200) },
            new(new(17), "Long", [new(1)]) { Duration = TimeSpan.FromSeconds(203) },
            new(new(18), "Long", [new(1)]) { Duration = TimeSpan.FromSeconds(260) },
            new(new(19), "七里香", []),
            .. new[] { 200, 204, 208, 212 }.Select(
                (seconds, i) => new Song(new(20 + i), "Steps", [new(1)]) { Duration = TimeSpan.FromSeconds(seconds) }
            ),
            new(new(24), "Steps", [new(1)]),
        ];
        var groups = new SongCleaner(songs, artists, new()).Report.SongGroups;
        Assert.Equal(
            ["2 3 1", "6 7", "16 17", "20 21 24", "22 23"],
            groups.Select(group => string.Join(' ', group.Select(song => song.Value)))
        );
    }

    [Fact]
    public void Find_takes_any_case_but_not_names_that_only_their_case_tells_apart()
    {
        var names = new ArtistNames(
            [
                new(new(1), "LISA"),
                new(new(2), "LiSA"),
                new(new(3), "Simon & Garfunkel"),
                new(new(4), "Ann"),
                new(new(5), "ANN&BEA"),
                new(new(6), "Simon"),
                new(new(7), "Garfunkel"),
            ],
            []
        );
        Assert.Empty(names.Find("lisa"));
        Assert.Equal([new(4)], names.Find("ann"));
        Assert.Equal([new(4)], names.Find("lisa, ann"));
        Assert.Equal([new(3), new(4)], names.Find("simon & garfunkel feat. ann"));
    }

    [Fact]
    public void Credits_are_split_only_on_the_evidence_of_the_catalogue()
    {
        string[] names =
        [
            "Ella",
            "Louis",
            "Ella & Louis",
            "Lights",
            "Motion",
            "Lights & Motion",
            "AC",
            "DC",
            "AC/DC",
            "Simon & Garfunkel",
            "24kGoldn",
            "24kGoldn feat. Unknown",
            "GIFT.Y",
            "Y",
            "甲、乙、丙、丁",
            "甲",
        ];
        Artist[] artists = [.. names.Select((name, i) => new Artist(new(-1 - i), name))];
        ArtistId Of(string name) => new(-1 - Array.IndexOf(names, name));
        var songs = new List<Song>();
        foreach (
            var (name, count) in new[]
            {
                ("Ella", 2),
                ("Louis", 1),
                ("Ella & Louis", 1),
                ("Lights", 1),
                ("Motion", 2),
                ("Lights & Motion", 40),
                ("AC", 9),
                ("DC", 9),
                ("AC/DC", 1),
                ("Y", 5),
                ("GIFT.Y", 1),
            }
        )
        {
            songs.AddRange(Enumerable.Range(0, count).Select(i => new Song(new(songs.Count + i + 1), $"{name} {i}", [Of(name)])));
        }

        var splits = new SongCleaner(songs, artists, new()).Report.SplitArtists.ToDictionary(split => split.Credit, split => split.Artists);
        Assert.Equal([Of("Ella"), Of("Louis")], splits[Of("Ella & Louis")]);
        Assert.Equal([Of("24kGoldn"), Of("24kGoldn feat. Unknown")], splits[Of("24kGoldn feat. Unknown")]);
        Assert.Equal([Of("甲"), Of("甲、乙、丙、丁")], splits[Of("甲、乙、丙、丁")]);
        Assert.Equal(3, splits.Count);
        Assert.Empty(new SongCleaner(songs, artists, new() { SplitArtists = false }).Report.SplitArtists);
    }

    // Oracle: the definition: in order, each playlist is compared with all kept ones.
    [Fact]
    public void Find_agrees_with_comparing_all_pairs() =>
        Gen.Select(Gen.Int[0, 12].Array[0, 10].Array[1, 12], Gen.Double[0.05, 0.95], Gen.Int)
            .Sample(
                (lists, threshold, seed) =>
                {
                    var data = InteractionDataset.FromPairs(
                        lists.SelectMany((songs, list) => songs.Select(song => (new UserId(list + 1), new SongId(song)))),
                        RowKind.Playlist
                    );
                    var order = Enumerable.Range(1, lists.Length).Select(list => new PlaylistId(list)).ToArray();
                    new Random(seed).Shuffle(order);
                    var kept = new List<PlaylistId>();
                    var expected = new List<(PlaylistId, double)>();
                    foreach (var list in order.Where(list => data.Users.Contains(new(list.Value))))
                    {
                        HashSet<int> Songs(PlaylistId id) => [.. lists[id.Value - 1]];
                        var best = kept.Select(other =>
                                Songs(list).Intersect(Songs(other)).Count() / (double)Songs(list).Union(Songs(other)).Count()
                            )
                            .DefaultIfEmpty()
                            .Max();
                        if (best > threshold)
                        {
                            expected.Add((list, best));
                        }
                        else
                        {
                            kept.Add(list);
                        }
                    }

                    return PlaylistCopies.Find(data, order, threshold).Select(copy => (copy.Copy, copy.Similarity)).SequenceEqual(expected);
                },
                iter: 5_000
            );

    [Fact]
    public void Find_refuses_users_and_thresholds_out_of_range()
    {
        var users = InteractionDataset.FromPairs([(new UserId(1), new SongId(1))]);
        var lists = InteractionDataset.FromPairs([(new UserId(1), new SongId(1))], RowKind.Playlist);
        Assert.Throws<ArgumentException>(() => PlaylistCopies.Find(users));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlaylistCopies.Find(lists, threshold: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlaylistCopies.Find(lists, threshold: double.NaN));
    }

    // Oracle: the README of the data: keeping the first of each group in the order of playlists.tsv drops 100.
    [Fact]
    public async Task Find_finds_the_100_near_copies_of_the_real_crawl_without_a_database()
    {
        var folder = SharedFolder.PathOrSkip("data", "netease_playlists_2024");
        var order = (await File.ReadAllLinesAsync(Path.Combine(folder, "playlists.tsv"), Token))
            .Skip(1)
            .Select(line => new PlaylistId(long.Parse(line.Split('\t')[0], null)))
            .ToList();
        var rows = (await File.ReadAllLinesAsync(Path.Combine(folder, "playlist_songs.tsv"), Token))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Where(row => long.TryParse(row[2], out _));
        var data = InteractionDataset.FromPairs(
            rows.Select(row => (new UserId(long.Parse(row[0], null)), new SongId(long.Parse(row[2], null)))),
            RowKind.Playlist
        );
        var copies = PlaylistCopies.Find(data, order);
        Assert.Equal(100, copies.Count);
        Assert.Empty(copies.Select(copy => copy.Copy).Intersect(copies.Select(copy => copy.Original)));
    }
}
