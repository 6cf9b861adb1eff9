using System.IO.Compression;
using System.Text;
using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class InteractionFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("user,song,count\nalice,Yellow,3\nbob,Yellow,1\n")]
    [InlineData("Count,SONG,User\r\n3,Yellow,alice\r\n1,Yellow,bob\r\n")]
    [InlineData("alice\tYellow\t3\nbob\tYellow\t1")]
    [InlineData("alice Yellow 3\n\n  bob   Yellow 1  \n")]
    [InlineData("alice,Yellow,3\nbob,Yellow,\n")]
    [InlineData("\uFEFFuser,item,count\n\"alice\",\"Yellow\",\"3\"\nbob,Yellow,1\n")]
    [InlineData("user,artist,count\nalice,Yellow,3\nbob,Yellow,1\n")]
    [InlineData("userID\tfriendID\tcount\nalice\tYellow\t3\nbob\tYellow\t1\n")]
    [InlineData("user_id\tother\tsong_id\tcount\nalice\tx\tYellow\t3\nbob\ty\tYellow\t1\n")]
    public async Task ReadAsync_reads_every_form(string text)
    {
        var plays = await ReadAsync(text);
        var data = plays.TrainingData.Interactions;
        Assert.Empty(plays.Problems);
        Assert.Equal(
            [new(plays.Users["alice"], plays.Items["Yellow"], 3), new(plays.Users["bob"], plays.Items["Yellow"])],
            data.ToInteractions()
        );
        Assert.Null(plays.TrainingData.Artists);
    }

    [Theory]
    [InlineData("user,10\nbob,20\n")]
    [InlineData("user,Yellow,3\nbob,Clocks,1\n")]
    public async Task ReadAsync_reads_a_listener_called_user_as_data_beside_numbers(string text)
    {
        var plays = await ReadAsync(text);
        Assert.Equal(["user", "bob"], plays.TrainingData.Interactions.Users.Select(plays.Users.NameOf));
    }

    [Fact]
    public async Task ReadAsync_keeps_the_value_of_a_column_of_integers_only()
    {
        var plays = await ReadAsync("7,30\n5,20\nx,20\n");
        Assert.Equal([new SongId(20), new SongId(30)], plays.TrainingData.Interactions.Items);
        Assert.True(plays.Items.KeepsIntegers);
        Assert.Equal([1L, 2, 3], new[] { "7", "5", "x" }.Select(name => plays.Users[name].Value));
        Assert.Equal("7", plays.Users.NameOf(new(1)));
    }

    [Fact]
    public async Task ReadAsync_mints_ids_for_integers_that_JSON_cannot_hold()
    {
        var plays = await ReadAsync("9007199254740991,-9007199254740991\n-9007199254740992,5\n");
        Assert.Equal([1L, 2], plays.TrainingData.Interactions.Users.Select(user => user.Value));
        Assert.Equal(["9007199254740991", "-9007199254740992"], plays.TrainingData.Interactions.Users.Select(plays.Users.NameOf));
        Assert.Equal([new SongId(-9007199254740991), new SongId(5)], plays.TrainingData.Interactions.Items);
    }

    [Theory]
    [InlineData("user,friend\nalice,bob\nbob,carol\n", "alice", "carol", 1, 3)]
    [InlineData("user,friend\n7,5\n5,9\n", "7", "9", 7, 9)]
    [InlineData("user,friend\n7,5\n5,x\n", "7", "x", 1, 3)]
    public async Task ReadAsync_of_friends_gives_a_person_one_id_in_both_columns(
        string text,
        string first,
        string last,
        long firstId,
        long lastId
    )
    {
        var friends = await ReadAsync<UserId>(text);
        Assert.Same(friends.Users, friends.Items);
        Assert.Equal(3, friends.Users.Count);
        Assert.Equal((new UserId(firstId), new UserId(lastId)), (friends.Users[first], friends.Users[last]));
        var data = friends.TrainingData.Interactions;
        Assert.Single(data.Users, user => data.Items.Contains(user)); // the one in the middle is in both
    }

    [Fact]
    public async Task ReadAsync_joins_a_file_of_friends_to_one_of_plays()
    {
        var plays = await ReadAsync("user,song,artist\nzoe,Yellow,Coldplay\nalice,Clocks,Coldplay\nbob,Lola,The Kinks\n");
        var friends = await ReadAsync<UserId>("user,friend\nalice,zoe\nbob,carol\n", new() { Users = plays.Users });
        var data = plays.TrainingData with
        {
            Friends = Relation.FromPairs(friends.TrainingData.Interactions.ToInteractions().Select(row => (row.User, row.Item))),
        };
        Assert.Equal(
            [("alice", "zoe"), ("bob", "carol")],
            data.Friends.Pairs().Select(pair => (plays.Users.NameOf(pair.From), plays.Users.NameOf(pair.To)))
        );
        Assert.Equal(
            "Clocks",
            plays.Items.NameOf(Assert.Single(data.Interactions.ToInteractions(), row => row.User == data.Friends.Pairs().First().From).Item)
        );
        Assert.Equal(4, plays.Users["carol"].Value);

        var later = await ReadAsync("bob,Yellow\n", new() { Users = plays.Users, Songs = plays.Items });
        Assert.Equal([new(plays.Users["bob"], plays.Items["Yellow"])], later.TrainingData.Interactions.ToInteractions());
        var artists = await ReadAsync<ArtistId>("user,artist\n7,The Kinks\n", new() { Users = plays.Users, Artists = plays.Artists });
        Assert.Equal([new(new(5), plays.Artists["The Kinks"])], artists.TrainingData.Interactions.ToInteractions());
    }

    [Fact]
    public async Task ReadAsync_that_fails_adds_no_names()
    {
        var users = new IdMap<UserId>();
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("u,s\nu,s,0\n", new() { Strict = true, Users = users }));
        Assert.Equal(0, users.Count);
    }

    [Fact]
    public async Task ReadAsync_does_not_merge_007_with_7()
    {
        var plays = await ReadAsync("a,007\na,7\na,99999999999999999999\n");
        Assert.Equal(3, plays.TrainingData.Interactions.Items.Count);
    }

    [Fact]
    public async Task ReadAsync_reads_quotes_commas_and_stray_quotes()
    {
        var plays = await ReadAsync("user,song\nu,\"Hello, \"\"World\"\"\"\nu,12\" mix\nu,\"Heroes\nu,Last\n");
        Assert.Equal(["Hello, \"World\"", "12\" mix", "Last"], plays.TrainingData.Interactions.Items.Select(plays.Items.NameOf));
        Assert.Equal([new RowProblem(4, 1, "a quote is not closed, or text follows the closing quote")], plays.Problems);
    }

    [Theory]
    [InlineData('\t')]
    [InlineData(',')]
    public async Task ReadAsync_reads_names_of_any_length_with_emoji_and_bidi_marks(char delimiter)
    {
        var title = $"🎵 \u202Eabc\u202C {new string('雨', 100_000)}";
        var plays = await ReadAsync($"u{delimiter}{title}\nu{delimiter}b\n");
        Assert.Equal([title, "b"], plays.TrainingData.Interactions.Items.Select(plays.Items.NameOf));
    }

    [Fact]
    public async Task ReadAsync_reads_a_list_of_100_000_items_on_one_line()
    {
        var plays = await ReadAsync(
            $"u {string.Join(' ', Enumerable.Range(0, 100_000))}\n",
            new() { Format = InteractionFileFormat.Lists }
        );
        Assert.Equal(100_000, plays.TrainingData.Interactions.Matrix.Degree(0));
    }

    [Fact]
    public async Task ReadAsync_stops_when_cancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            InteractionFile.ReadAsync<SongId>("none.csv", cancellationToken: new(canceled: true))
        );

    [Fact]
    public async Task ReadAsync_keeps_all_artists_of_a_song()
    {
        var plays = await ReadAsync("user,song,artist\nu,s,A\nv,s,B\nv,s,A\nv,t,\n");
        var artists = plays.TrainingData.Artists!;
        Assert.Equal(
            [("s", "A"), ("s", "B")],
            artists.Pairs().Select(pair => (plays.Items.NameOf(pair.From), plays.Artists.NameOf(pair.To)))
        );
    }

    [Fact]
    public async Task ReadAsync_reports_bad_rows_with_line_column_and_reason()
    {
        var plays = await ReadAsync(
            "user,song,count,time\nu,s,1,0\nu,,1,0\nu,s,-2,0\nu,s,1,soon\nu,s,inf,0\nu,s,1,0,9\nu\n,s\nu,s,1,19500101\n"
        );
        Assert.Equal(1, plays.TrainingData.Interactions.Matrix.EntryCount);
        Assert.Equal(8, plays.ProblemCount);
        Assert.Equal(9, plays.RowCount);
        Assert.Equal(
            [(3L, 2), (4, 3), (5, 4), (6, 3), (7, 4), (8, 1), (9, 1), (10, 4)],
            plays.Problems.Select(problem => (problem.Line, problem.Column))
        );
        Assert.Contains("'-2'", plays.Problems[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_bounds_the_list_of_problems_and_counts_all()
    {
        var plays = await ReadAsync(string.Concat(Enumerable.Repeat("u,s\nu\n", 50)), new() { MaxProblems = 3 });
        Assert.Equal((3, 50L), (plays.Problems.Count, plays.ProblemCount));
    }

    [Fact]
    public async Task ReadAsync_refuses_a_bad_row_when_strict()
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("u,s\nu,s,0\n", new() { Strict = true }));
        Assert.Contains("line 2, column 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1700000000", 1_700_000_000)]
    [InlineData("1700000000123", 1_700_000_000)]
    [InlineData("2023-11-14", 1_699_920_000)]
    [InlineData("20231114", 1_699_920_000)]
    [InlineData("2023-11-14T22:13:20Z", 1_700_000_000)]
    [InlineData("2023-11-14 22:13:20", 1_700_000_000)]
    [InlineData("2023-11-15T00:13:20.5+02:00", 1_700_000_000)]
    public async Task ReadAsync_reads_times(string time, long expected)
    {
        var plays = await ReadAsync($"user,song,time\nu,s,{time}\n");
        Assert.Equal([expected], plays.TrainingData.Interactions.UnixSeconds.ToArray());
    }

    [Fact]
    public async Task ReadAsync_reads_lists()
    {
        var plays = await ReadAsync("0 72 73 72\n1 73\n2\n", new() { Format = InteractionFileFormat.Lists });
        Assert.Equal(
            [(0L, 72L), (0, 73), (1, 73)],
            plays.TrainingData.Interactions.ToInteractions().Select(row => (row.User.Value, row.Item.Value))
        );
        Assert.Equal(3, Assert.Single(plays.Problems).Line);
    }

    [Fact]
    public async Task ReadAsync_reads_gzip_of_one_and_of_several_members()
    {
        byte[] members = [.. Gzip("u,s\n"), .. Gzip("v,s\n")];
        Assert.Equal(2, (await ReadBytesAsync(members, "plays.csv.gz")).Users.Count);
        Assert.Equal(1, (await ReadBytesAsync(Gzip("u,s\n"), "named-otherwise.csv")).Users.Count);
    }

    [Fact]
    public async Task ReadAsync_refuses_a_gzip_file_that_was_cut_off_anywhere()
    {
        var whole = Gzip(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i * 7919 % 10007},{i % 31}\n")));
        foreach (
            var length in new[]
            {
                1,
                12,
                whole.Length / 3,
                whole.Length / 2,
                whole.Length - 9,
                whole.Length - 8,
                whole.Length - 4,
                whole.Length - 1,
            }
        )
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => ReadBytesAsync(whole[..length], "plays.csv.gz"));
        }
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "cannot be split into columns")]
    [InlineData("user,song\n", "no usable row")]
    [InlineData("user,count\nu,1\n", "no item, song or artist")]
    [InlineData("user,colour\n1,10\n", "no item, song or artist")]
    [InlineData("colour\tUser_ID\nYellow\talice\n", "Known are user, item, song, title, artist, friend, count and time")]
    [InlineData("song,count\nu,1\n", "no user")]
    [InlineData("user,Song,song\nu,1,1\n", "two columns")]
    [InlineData("\0\0\u0001ELF", "not a text file")]
    [InlineData("garbage\nmore\n", "The first row is 'garbage'")]
    [InlineData("a,b,c,d,e\nf,g,h,i,j\n", "The first problem is on line 1")]
    public async Task ReadAsync_says_what_is_wrong_with_a_file(string text, string expected) =>
        Assert.Contains(
            expected,
            (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(text))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task ReadAsync_says_that_a_file_is_missing_or_wrongly_named()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            InteractionFile.ReadAsync<SongId>(Path.Combine(_folder, "none.csv"), cancellationToken: Cancel)
        );
        await Assert.ThrowsAsync<FileNotFoundException>(() => InteractionFile.ReadAsync<SongId>(_folder, cancellationToken: Cancel));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadBytesAsync("u,s\n"u8.ToArray(), "plays.csv.gz"));
    }

    [Fact]
    public async Task ReadAsync_reports_names_that_are_not_utf8()
    {
        var plays = await ReadBytesAsync([.. "u\t夜\nu\t雨\nu\t"u8, 0xC4, .. "\n"u8], "plays.tsv");
        Assert.Equal((3L, 2), (plays.Problems[0].Line, plays.Problems[0].Column));
    }

    // Oracle: the rows that were written.
    [Theory]
    [InlineData('\t')]
    [InlineData(',')]
    [InlineData(' ')]
    public void ReadAsync_gives_back_what_was_written(char delimiter) =>
        Gen.Select(Gen.Int[0, 40], Gen.String[Gen.Char["abcé雨"], 1, 90], Gen.Int[1, 9])
            .Array[1, 400]
            .Sample(
                rows =>
                {
                    var text = string.Join('\n', rows.Select(row => string.Join(delimiter, $"u{row.Item1}", row.Item2, row.Item3)));
                    var plays = ReadAsync(text).GetAwaiter().GetResult();
                    var expected = rows.GroupBy(row => ($"u{row.Item1}", row.Item2))
                        .ToDictionary(group => group.Key, group => (float)group.Sum(row => row.Item3));
                    var actual = plays
                        .TrainingData.Interactions.ToInteractions()
                        .ToDictionary(row => (plays.Users.NameOf(row.User), plays.Items.NameOf(row.Item)), row => row.Weight);
                    var isWeighted = rows.Any(row => row.Item3 != 1);
                    return plays.ProblemCount == 0
                        && expected.Count == actual.Count
                        && expected.All(pair => actual[pair.Key] == (isWeighted ? pair.Value : 1));
                },
                iter: 50
            );

    [Fact]
    public async Task Explain_says_a_reason_in_words()
    {
        var plays = await ReadAsync("user,song,artist\nu,Yellow,Coldplay\nu,Clocks,Coldplay\n");
        var reason = new Reason([
            Contribution.Of(plays.Items["Yellow"], .5f, new Support(14, 22)),
            Contribution.Of(plays.Artists["Coldplay"], .3f),
            Contribution.OfFeature("tempo", .1f),
        ]);
        Assert.Equal("Yellow, Coldplay and tempo; 14 of the 22 who have Yellow also have it", plays.Explain(reason));
        Assert.Equal(
            "popularity; 1 of 2 listeners have it",
            plays.Explain(new([Contribution.OfFeature("popularity", 1, new Support(1, 2))]))
        );
        Assert.Equal(
            "u and Yellow; 14 of the 22 who have Yellow also have it",
            plays.Explain(
                new([
                    Contribution.Of(plays.Users["u"], .5f, new Support(3, 4)),
                    Contribution.Of(plays.Items["Yellow"], .4f, new Support(14, 22)),
                ])
            )
        );
        Assert.Equal("", plays.Explain(Reason.None));
    }

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private Task<InteractionFile<SongId>> ReadAsync(string text, InteractionFileOptions? options = null) =>
        ReadAsync<SongId>(text, options);

    private Task<InteractionFile<TItem>> ReadAsync<TItem>(string text, InteractionFileOptions? options = null)
        where TItem : struct, IId<TItem> => ReadBytesAsync<TItem>(Encoding.UTF8.GetBytes(text), $"{Guid.NewGuid():N}.txt", options);

    private Task<InteractionFile<SongId>> ReadBytesAsync(byte[] bytes, string name) => ReadBytesAsync<SongId>(bytes, name, options: null);

    private async Task<InteractionFile<TItem>> ReadBytesAsync<TItem>(byte[] bytes, string name, InteractionFileOptions? options)
        where TItem : struct, IId<TItem>
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, bytes, Cancel);
        return await InteractionFile.ReadAsync<TItem>(path, options, cancellationToken: Cancel);
    }
}
