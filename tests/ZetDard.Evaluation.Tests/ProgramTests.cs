using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ZetDard.Evaluation.Models;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Tests;

public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    private string JsonFile => Path.Combine(_folder, "table.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Help_names_the_models()
    {
        var run = await ProgramRun.OfAsync(null, "playlists", "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.All(ModelRegistry.All.Where(entry => entry.Commands.Contains("playlists")), entry =>
            Assert.Contains(entry.Name, run.Output, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("", "Required command")]
    [InlineData("nonsense", "'nonsense'")]
    [InlineData("playlists --train DATA", "'--test' is required")]
    [InlineData("playlists --train nowhere --test SONGS", "There is no folder nowhere")]
    [InlineData("playlists --train DATA --test nowhere", "nowhere")]
    [InlineData("playlists --train DATA --test SONGS --k 0", "'0' is not that")]
    [InlineData("playlists --train DATA --test SONGS --k ten", "'ten' is not that")]
    [InlineData("playlists --train DATA --test SONGS --models none", "There is no model 'none' for playlists")]
    [InlineData(
        "playlists --train DATA --test SONGS --models graph/friends/social",
        "There is no model 'graph/friends/social' for playlists"
    )]
    [InlineData(
        "playlists --train DATA --test SONGS --json nowhere/at/all.json",
        "--json: the folder of 'nowhere/at/all.json' does not exist"
    )]
    [InlineData("interactions --train PAIRS --test PAIRS --item album", "'album'")]
    [InlineData("interactions --train PAIRS --test PAIRS --format json", "'json'")]
    [InlineData("friends --train PAIRS --test PAIRS --negatives 0", "--negatives must be 1 or more")]
    [InlineData("split --data DATA --out OUT --hold-out 1", "--hold-out must be above 0 and below 1")]
    [InlineData("split --data DATA --out OUT --unseen-lists -1", "--unseen-lists must be 0 or more")]
    [InlineData("split --data DATA --out OUT --seed x", "'x'")]
    public async Task Unusable_arguments_end_with_2_and_a_message(string line, string message)
    {
        var files = new Dictionary<string, string>
        {
            ["DATA"] = WritePlaylists(),
            ["SONGS"] = Write("songs.txt", "2\t5\t200\n"),
            ["PAIRS"] = Write("pairs.txt", "1,2\n1,3\n2,3\n"),
            ["OUT"] = Path.Combine(_folder, "out"),
        };
        var run = await ProgramRun.OfAsync(
            null,
            [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => files.GetValueOrDefault(word, word))]
        );
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(files["OUT"]));
    }

    [Fact]
    public async Task Split_hides_songs_and_whole_creators_after_dropping_copies()
    {
        var data = WritePlaylists();
        var split = Path.Combine(_folder, "split");
        var run = await ProgramRun.OfAsync(JsonFile, "split", "--data", data, "--out", split, "--unseen-lists", "6", "--seed", "7");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal((2, 6), ((int)run.Data["dropped"]!, (int)run.Data["unseenLists"]!));

        var train = Pairs(split, "train", "playlist_songs.tsv");
        var test = Pairs(split, "test.tsv");
        var history = Pairs(split, "unseen_history.tsv");
        var unseenTest = Pairs(split, "unseen_test.tsv");
        Assert.Equal(
            (train.Count, test.Count, history.Count, unseenTest.Count),
            ((int)run.Data["train"]!, (int)run.Data["test"]!, (int)run.Data["unseenHistory"]!, (int)run.Data["unseenTest"]!)
        );

        // Disjoint, and together what there was without the two copies (lists 901 and 902).
        var all = Pairs(data, "playlist_songs.tsv").Where(pair => pair.List < 900).ToHashSet();
        Assert.Equal(all.Count, train.Count + test.Count + history.Count + unseenTest.Count);
        Assert.True(all.SetEquals([.. train, .. test, .. history, .. unseenTest]));

        // Two lists each by fifteen creators: no creator is on both sides.
        var unseen = history.Select(pair => pair.List).ToHashSet();
        Assert.Equal(6, unseen.Count);
        Assert.Empty(unseen.Select(list => (list + 1) / 2).Intersect(train.Select(pair => (pair.List + 1) / 2)));
        Assert.Equal(
            Pairs(split, "train", "songs.tsv", song: 0).Select(row => row.Song).Order(),
            train.Concat(history).Select(pair => pair.Song).Distinct().Order()
        );
        Assert.Equal(24, File.ReadAllLines(Path.Combine(split, "train", "playlists.tsv")).Length - 1);

        var again = Path.Combine(_folder, "again");
        await ProgramRun.OfAsync(null, "split", "--data", data, "--out", again, "--unseen-lists", "6", "--seed", "7");
        Assert.All(Directory.GetFiles(split, "*", SearchOption.AllDirectories), file =>
            Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(again, Path.GetRelativePath(split, file))))
        );
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_costs_no_finished_run()
    {
        var csv = Path.Combine(_folder, "table.csv");
        using var locked = new FileStream(JsonFile, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        string[] files = ["--json", JsonFile, "--csv", csv];
        var split = await ProgramRun.OfAsync(
            null,
            ["split", "--data", WritePlaylists(), "--out", Path.Combine(_folder, "split"), .. files]
        );
        Check(split, "split: users 30");
        var run = await ProgramRun.OfAsync(
            null,
            [
                "interactions",
                "--train",
                Write("train.txt", "u,a\nv,a\nv,b\n"),
                "--test",
                Write("test.txt", "u,b\n"),
                "--models",
                "popularity",
                .. files,
            ]
        );
        Check(run, "interactions: item song");

        void Check(ProgramRun run, string table)
        {
            Assert.Equal(2, run.ExitCode);
            Assert.StartsWith(table, run.Output, StringComparison.Ordinal);
            Assert.Contains($"--json: '{JsonFile}' could not be written", run.Error, StringComparison.Ordinal);
            Assert.NotEmpty(File.ReadAllText(csv));
            File.Delete(csv);
        }
    }

    // Creators of 3, 2 and 2 lists: 4 are the two small ones, in whatever order they are drawn; 6 are none.
    [Fact]
    public async Task Split_finds_whole_creators_with_every_seed_and_says_what_cannot_be_met()
    {
        var (lists, rows) = (new StringBuilder("playlist_id\tcreator\n"), new StringBuilder());
        foreach (var (list, creator) in "aaabbcc".Index())
        {
            lists.Append(System.Globalization.CultureInfo.InvariantCulture, $"{list + 1}\t{creator}\n");
            rows.AppendJoin("", Enumerable.Range(1, 5).Select(song => $"{list + 1}\t{song}\t{(10 * list) + song}\n"));
        }

        Write("playlists.tsv", lists.ToString());
        Write("playlist_songs.tsv", rows.ToString());
        var split = Path.Combine(_folder, "split");
        for (var seed = 0; seed < 10; seed++)
        {
            var run = await ProgramRun.OfAsync(
                null,
                "split",
                "--data",
                _folder,
                "--out",
                split,
                "--unseen-lists",
                "4",
                "--seed",
                $"{seed}"
            );
            Assert.Equal(
                (0, 4),
                (run.ExitCode, Pairs(split, "unseen_history.tsv").Select(pair => pair.List).Where(list => list > 3).Distinct().Count())
            );
        }

        var refused = await ProgramRun.OfAsync(null, "split", "--data", _folder, "--out", split, "--unseen-lists", "6");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("below that can be met is 5", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Split_leaves_no_file_of_an_earlier_split()
    {
        var data = WritePlaylists();
        var split = Path.Combine(_folder, "split");
        await ProgramRun.OfAsync(null, "split", "--data", data, "--out", split, "--unseen-lists", "6");
        Assert.Equal(6, Directory.GetFiles(split, "*", SearchOption.AllDirectories).Length);
        File.Delete(Path.Combine(data, "playlists.tsv"));
        File.Delete(Path.Combine(data, "songs.tsv"));
        await ProgramRun.OfAsync(null, "split", "--data", data, "--out", split);
        Assert.Equal(
            ["playlist_songs.tsv", "test.tsv"],
            Directory.GetFiles(split, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public async Task Split_refuses_what_it_cannot_do()
    {
        var data = WritePlaylists();
        Assert.Equal(
            2,
            (await ProgramRun.OfAsync(null, "split", "--data", data, "--out", Path.Combine(_folder, "s"), "--unseen-lists", "30")).ExitCode
        );
        // creators have two
        Assert.Equal(
            2,
            (await ProgramRun.OfAsync(null, "split", "--data", data, "--out", Path.Combine(_folder, "s"), "--unseen-lists", "3")).ExitCode
        );
        Directory.Move(data, Path.Combine(_folder, "train"));
        Assert.Equal(2, (await ProgramRun.OfAsync(null, "split", "--data", Path.Combine(_folder, "train"), "--out", _folder)).ExitCode);
    }

    [Fact]
    public async Task Playlists_measures_a_split_and_leaves_out_lists_that_were_dropped()
    {
        var data = WritePlaylists();
        var test = Path.Combine(_folder, "test.tsv.gz");

        // List 2 should find song 200 of its group and a song that nobody has; list 901 is a copy of list 1.
        WriteGzip(test, "playlist_id\tposition\tsong_id\n2\t5\t200\n2\t6\t77777\n901\t0\t5\nx\ty\tz\n");
        var run = await ProgramRun.OfAsync(
            JsonFile,
            "playlists",
            "--train",
            data,
            "--test",
            test,
            "--models",
            "popularity,oracle/ease,oracle/artist-directed",
            "--k",
            "1,300"
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("playlists", (string?)run.Json!["command"]);
        Assert.Equal(
            (30, 2, 1, 1, 2, 1),
            (
                (int)run.Data["users"]!,
                (int)run.Data["dropped"]!,
                (int)run.Data["testLists"]!,
                (int)run.Data["testListsLeftOut"]!,
                (int)run.Data["test"]!,
                (int)run.Data["testSongsNeverSeen"]!
            )
        );
        Assert.Equal(.5, run.Metric("oracle/ease", "recall@300")); // the song that nobody has stays in the denominator
        Assert.Equal(
            [
                "coverage@1",
                "coverage@300",
                "hit@1",
                "hit@300",
                "mrr@1",
                "mrr@300",
                "ndcg@1",
                "ndcg@300",
                "novelty@1",
                "novelty@300",
                "recall@1",
                "recall@300",
            ],
            Metrics(run, "oracle/ease")
        );
        Assert.Equal(["artistRecall@1", "artistRecall@300"], Metrics(run, "oracle/artist-directed"));
        Assert.True((double)run.Row("oracle/artist-directed")["recommendSeconds"]! > 0);
        // only the artist of the song that songs.tsv knows counts
        Assert.Equal(1, run.Metric("oracle/artist-directed", "artistRecall@300"));

        var row = run.Row("oracle/ease");
        Assert.Equal(10, (int)row["options"]!["lambda"]!);
        Assert.Equal(2, ((JsonArray)row["intervals"]!["recall@300"]!).Count);
        Assert.InRange((double)row["peakMegabytes"]!, 10, 2000);
        Assert.True((double)row["fitSeconds"]! >= 0 && (double)row["recommendSeconds"]! >= 0);
        Assert.Null(row["error"]);
        Assert.NotNull(run.Json["environment"]!["framework"]);
        Assert.Contains("log2 discount", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 test lists were left out", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 5", run.Error, StringComparison.Ordinal);
    }

    // Oracle: CatalogFiles, which skips such rows too.
    [Theory]
    [InlineData("0")]
    [InlineData("-4")]
    [InlineData("+4")]
    [InlineData("4x")]
    public void Rows_whose_id_is_no_whole_number_above_0_are_skipped_and_noted(string id)
    {
        var notes = new List<string>();
        var rows = Data.ListedSong.Read(Write("rows.tsv", $"playlist_id\tposition\tsong_id\n1\t0\t{id}\n{id}\t0\t1\n1\t1\t2\n"), notes.Add);
        Assert.Equal([new(new(1), "1", new(2))], rows);
        Assert.Equal(2, notes.Count(note => note.Contains($"'{id}' is no id", StringComparison.Ordinal)));
    }

    // Oracle: by hand. Song 1 stands in lists 1 and 2, so that their other six songs come first for a list that begins with it;
    // 99 is in no list.
    [Fact]
    public async Task Playlists_serves_unseen_lists_from_their_history()
    {
        Write(
            "playlist_songs.tsv",
            "playlist_id\tposition\tsong_id\n"
                + string.Concat(
                    new[]
                    {
                        (1, 1),
                        (1, 2),
                        (1, 3),
                        (1, 4),
                        (2, 1),
                        (2, 5),
                        (2, 6),
                        (2, 7),
                        (3, 11),
                        (3, 12),
                        (3, 13),
                        (3, 14),
                        (4, 11),
                        (4, 15),
                        (4, 16),
                        (4, 17),
                    }.Select(pair => $"{pair.Item1}\t0\t{pair.Item2}\n")
                )
        );
        var csv = Path.Combine(_folder, "table.csv");
        var run = await ProgramRun.OfAsync(
            JsonFile,
            "playlists",
            "--train",
            _folder,
            "--history",
            Write("history.tsv", "9\t0\t1\n"),
            "--test",
            Write("test.tsv", "9\t1\t2\n9\t2\t7\n9\t3\t99\n8\t1\t2\n"),
            "--models",
            "popularity,oracle/ease",
            "--k",
            "6",
            "--csv",
            csv
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Equal((1, 1, 3), ((int)run.Data["testLists"]!, (int)run.Data["testListsLeftOut"]!, (int)run.Data["test"]!));
        Assert.Equal(2.0 / 3, run.Metric("oracle/ease", "recall@6"), 9);
        Assert.Equal(1.0 / 3, run.Metric("popularity", "recall@6"), 9); // 11, then 2, 3, 4, 5, 6
        var lines = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
        Assert.StartsWith("model,recall@6,recall@6 low,recall@6 high,", lines[0], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task A_model_that_fails_has_a_row_that_says_why_beside_the_others()
    {
        var data = WritePlaylists();
        File.Delete(Path.Combine(data, "songs.tsv"));
        var test = Write("test.tsv", "2\t5\t200\n"); // a header is not needed
        var run = await ProgramRun.OfAsync(
            JsonFile,
            "playlists",
            "--train",
            data,
            "--test",
            test,
            "--models",
            "popularity,oracle/artist-directed"
        );
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Artists", (string?)run.Row("oracle/artist-directed")["error"], StringComparison.Ordinal);
        Assert.Null(run.Row("popularity")["error"]);
        Assert.True(run.Metric("popularity", "coverage@10") > 0);
    }

    // The songs of a list are all of one hundred of three, and so is the feature: what is hidden from all lists is found by it.
    [Fact]
    public async Task Playlists_finds_songs_by_title_and_ranks_hidden_ones_by_their_features()
    {
        var data = WritePlaylists();
        var test = Write("test.tsv", "2\t5\t200\n");
        var features = Write(
            "features.csv",
            "Title,Artist,loudness\n" + string.Concat(Enumerable.Range(100, 300).Select(song => $"TITLE {song},Artist {song / 2},{song / 100}\n"))
        );
        string[] line = ["playlists", "--train", data, "--test", test, "--models", "popularity,svm/rbf", "--k", "100", "--features", features];
        var run = await ProgramRun.OfAsync(JsonFile, [.. line, "--cold", ".2"]);
        Assert.Equal(0, run.ExitCode);
        Assert.InRange((int)run.Data["coldSongs"]!, 20, 60);
        Assert.Equal(0, run.Metric("popularity", "coldRecall@100"));
        Assert.True(run.Metric("svm/rbf", "coldRecall@100") > .8);
        Assert.InRange(run.Metric("svm/rbf", "coverage@100"), 0, 1);

        var warm = await ProgramRun.OfAsync(JsonFile, line);
        Assert.Equal(0, warm.ExitCode);
        Assert.DoesNotContain("coldRecall@100", Metrics(warm, "svm/rbf"));
        Assert.Equal(2, (await ProgramRun.OfAsync(null, "playlists", "--train", data, "--test", test, "--cold", ".2")).ExitCode);
    }

    // Each file has the songs of two of the three hundreds; both have songs 200 to 299.
    [Fact]
    public async Task Playlists_joins_several_files_of_features_for_clusters()
    {
        var data = WritePlaylists();
        var test = Write("test.tsv", "2\t5\t200\n");
        string[] files = [.. new[] { (100, 200), (200, 200) }.Select(part => Write(
            $"features{part.Item1}.csv",
            "id,loudness\n" + string.Concat(Enumerable.Range(part.Item1, part.Item2).Select(song => $"{song},{(song / 100) + (song * 37 % 100 * .003)}\n"))))];
        string[] line = ["playlists", "--train", data, "--test", test, "--models", "clusters/walk,clusters/kmeans", "--k", "100"];
        var run = await ProgramRun.OfAsync(JsonFile, [.. line, "--features", files[0], "--features", files[1], "--cold", ".2"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("300 songs have features", run.Error, StringComparison.Ordinal);
        Assert.Equal(["clusters/walk", "clusters/kmeans"], run.Models);
        foreach (var model in run.Models)
        {
            Assert.Equal(8, (int)run.Row(model)["options"]!["clusters"]!);
            Assert.True(run.Metric(model, "coverage@100") > 0);
        }

        Assert.True(run.Metric("clusters/kmeans", "coldRecall@100") > .3);

        var without = await ProgramRun.OfAsync(JsonFile, line);
        Assert.Equal(1, without.ExitCode);
        Assert.Contains("--features", (string?)without.Row("clusters/walk")["error"], StringComparison.Ordinal);
    }

    // Oracle: by hand. Everybody has a; u lacks b and c, which have two users and one.
    [Theory]
    [InlineData("columns", "u,a,3\nv,a,1\nv,b,1\nw,a,2\nw,b,1\nw,c,1\n", "u,c,1\nu,z,1\nstranger,a,1\n")]
    [InlineData("lists", "u a\nv a b\nw a b c\n", "u c z\nstranger a\n")]
    public async Task Interactions_agrees_with_the_hand_computed_table(string format, string train, string test)
    {
        var run = await ProgramRun.OfAsync(
            JsonFile,
            "interactions",
            "--train",
            Write("train.txt", train),
            "--test",
            Write("test.txt", test),
            "--item",
            "artist",
            "--format",
            format,
            "--models",
            "popularity",
            "--k",
            "2"
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ("artist", 3, 3, 6, 2, 0, 1, 1),
            (
                (string?)run.Data["item"],
                (int)run.Data["users"]!,
                (int)run.Data["items"]!,
                (int)run.Data["train"]!,
                (int)run.Data["test"]!,
                (int)run.Data["dropped"]!,
                (int)run.Data["testUsers"]!,
                (int)run.Data["testUsersLeftOut"]!
            )
        );
        Assert.Equal(.5, run.Metric("popularity", "recall@2"));
        Assert.Equal(.5, run.Metric("popularity", "mrr@2"));
        Assert.Equal(.63093 / 1.63093, run.Metric("popularity", "ndcg@2"), 4);
        Assert.Equal(2.0 / 3, run.Metric("popularity", "coverage@2"), 9);
        Assert.Equal((Math.Log2(1.5) + Math.Log2(3)) / 2, run.Metric("popularity", "novelty@2"), 9);
        Assert.DoesNotContain(Metrics(run, "popularity"), name => name.StartsWith("artistRecall", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Friends_measures_hidden_pairs_against_sampled_ones()
    {
        // Users 0 … 9 like the one half of the artists, 10 … 19 the other; friends are of one half.
        var random = new Random(3);
        var train = new StringBuilder("user,artist,count\n");
        for (var user = 0; user < 20; user++)
        {
            foreach (var artist in Enumerable.Range(user / 10 * 20, 20).Where(_ => random.Next(3) > 0))
            {
                train.Append(System.Globalization.CultureInfo.InvariantCulture, $"{user},{artist},1\n");
            }
        }

        var known = Write("known.txt", "0\t1\n1\t0\n0\t2\n10\t11\n");
        var test = Write("test.txt", "3\t4\r\n4\t5\r\n12\t13\r\n0\t1\r\n3\t99\r\n");
        var run = await ProgramRun.OfAsync(
            JsonFile,
            "friends",
            "--train",
            Write("train.txt", train.ToString()),
            "--known",
            known,
            "--test",
            test,
            "--negatives",
            "100000",
            "--k",
            "9",
            "--models",
            "oracle/overlap/interests"
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            (20, 3, 3, 190 - 6),
            ((int)run.Data["users"]!, (int)run.Data["test"]!, (int)run.Data["known"]!, (int)run.Data["negatives"]!)
        );
        Assert.InRange(run.Metric("oracle/overlap/interests", "auc"), .6, 1);
        Assert.Equal(1, run.Metric("oracle/overlap/interests", "recall@9"));
        Assert.Contains("1 pairs left out", run.Error, StringComparison.Ordinal); // user 99 is not in the training file
        Assert.Contains("1 pairs of", run.Error, StringComparison.Ordinal); // 0 and 1 are known already
    }

    [Theory]
    [InlineData(null, "no --known was named")]
    [InlineData("98\t99\n", "is of two users of")]
    public async Task Friends_without_known_pairs_leaves_out_social_unless_it_is_named(string? pairs, string reason)
    {
        string[] arguments =
        [
            "friends",
            "--train",
            Write("train.txt", "1,7,1\n1,8,1\n2,7,1\n2,8,2\n3,8,1\n4,7,1\n4,9,1\n"),
            "--test",
            Write("test.txt", "1,2\n"),
            "--k",
            "2",
            .. pairs is null ? Array.Empty<string>() : ["--known", Write("known.txt", pairs)],
        ];
        var byDefault = await ProgramRun.OfAsync(JsonFile, arguments);
        Assert.Equal(0, byDefault.ExitCode);
        Assert.DoesNotContain(byDefault.Models, name => name.EndsWith("/social", StringComparison.Ordinal));
        Assert.Contains("graph/friends/interests", byDefault.Models);
        Assert.Contains("graph/friends/social is left out", byDefault.Error, StringComparison.Ordinal);
        Assert.Contains(reason, byDefault.Error, StringComparison.Ordinal);

        var named = await ProgramRun.OfAsync(JsonFile, [.. arguments, "--models", "graph/friends/social"]);
        Assert.Equal(1, named.ExitCode);
        Assert.Contains(reason, (string?)named.Row("graph/friends/social")["error"], StringComparison.Ordinal);
    }

    [Fact]
    public void Near_copies_are_found_in_the_real_playlists()
    {
        var folder = Data.PlaylistFolder.Read(ZetDard.Tests.SharedFolder.PathOrSkip("data", "netease_playlists_2024"), _ => { });
        Assert.Equal((100, 415), (folder.Copies.Count, folder.Kept.Count));
    }

    private static string[] Metrics(ProgramRun run, string model) =>
        [.. ((JsonObject)run.Row(model)["metrics"]!).Select(pair => pair.Key).Order(StringComparer.Ordinal)];

    private static List<(long List, long Song)> Pairs(string folder, params string[] path) => PairsOf(Path.Combine([folder, .. path]), 2);

    private static List<(long List, long Song)> Pairs(string folder, string sub, string file, int song) =>
        PairsOf(Path.Combine(folder, sub, file), song);

    private static List<(long List, long Song)> PairsOf(string path, int song) =>
        [
            .. File.ReadLines(path)
                .Skip(1)
                .Select(line => line.Split('\t'))
                .Select(cells => (long.Parse(cells[0], null), long.Parse(cells[song], null))),
        ];

    /// <summary>
    /// Three taste groups of 90 songs, ten lists of 12 in each, by creators of two lists; list 2 lacks songs 200 and 201 of its
    /// group, list 5 has 200. Then copies of lists 1 and 4 but for a song.
    /// </summary>
    private string WritePlaylists()
    {
        var data = Path.Combine(_folder, "data");
        Directory.CreateDirectory(data);
        var random = new Random(5);
        var lists = new StringBuilder("playlist_id\tcreator\tname\n");
        var rows = new StringBuilder("playlist_id\tposition\tsong_id\n");
        var written = new Dictionary<int, int[]>();
        for (var list = 1; list <= 30; list++)
        {
            var songs = Enumerable.Range(100 * (1 + ((list - 1) % 3)), 90).Where(song => list is not (2 or 5) || song > 201).ToArray();
            random.Shuffle(songs);
            Add(list, $"u{(list + 1) / 2}", list == 5 ? [200, .. songs[..11]] : songs[..12]);
        }

        Add(901, "u99", [.. written[1].Skip(1), 9001]);
        Add(902, "u99", [.. written[4].Skip(1), 9002]);
        File.WriteAllText(Path.Combine(data, "playlists.tsv"), lists.ToString());
        File.WriteAllText(Path.Combine(data, "playlist_songs.tsv"), rows.ToString());
        File.WriteAllText(
            Path.Combine(data, "songs.tsv"),
            "song_id\ttitle\tartists\tpopularity\n"
                + string.Concat(
                    written
                        .Values.SelectMany(songs => songs)
                        .Distinct()
                        .Select(song => $"{song}\ttitle {song}\tartist {song / 2}|guest {song / 100}\t50\n")
                )
        );
        return data;

        void Add(int list, string creator, int[] songs)
        {
            written[list] = songs;
            lists.Append(System.Globalization.CultureInfo.InvariantCulture, $"{list}\t{creator}\tlist {list}\n");
            for (var i = 0; i < songs.Length; i++)
            {
                rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{list}\t{i}\t{songs[i]}\n");
            }
        }
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static void WriteGzip(string path, string text)
    {
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }
}
