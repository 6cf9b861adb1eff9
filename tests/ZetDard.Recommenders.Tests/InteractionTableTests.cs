using System.Globalization;
using System.IO.Compression;
using System.Text;
using ZetDard.Tests;

namespace ZetDard.Recommenders.Tests;

public sealed class InteractionTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> SharedNames => [.. TableCase.OfSharedFolder.Select(table => table.Name)];

    public static TheoryData<string> Names => [.. TableCase.OfSharedFolder.Concat(TableCase.OfReports).Select(table => table.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ReadAsync_reads_tables_as_people_have_them(string name)
    {
        var table = TableCase.OfSharedFolder.Concat(TableCase.OfReports).Single(table => table.Name == name);
        Assert.Equal(table.Expected, await DescribeAsync(Write(table.Text)));
    }

    [Theory]
    [MemberData(nameof(SharedNames))]
    public async Task ReadAsync_reads_the_tables_of_the_shared_folder(string name)
    {
        var path = SharedFolder.PathOrSkip("cases", "files", name);
        Assert.Equal(TableCase.OfSharedFolder.Single(table => table.Name == name).Expected, await DescribeAsync(path));
    }

    [Theory]
    [InlineData("feat-na.csv", "looks like a header")]
    [InlineData("gbk.csv", "GB18030")]
    [InlineData("html.csv", "HTML")]
    [InlineData("lfs.csv", "git lfs pull")]
    public async Task ReadAsync_refuses_files_of_the_shared_folder_that_are_no_tables_of_plays(string name, string expected)
    {
        var path = SharedFolder.PathOrSkip("cases", "files", name);
        Assert.Contains(expected, Assert.Single(await DescribeAsync(path)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"artists\": [{\"name\": \"A\"}]}\n", "JSON")]
    [InlineData("<?xml version=\"1.0\"?>\n<plist>\n<dict>\n", "XML")]
    [InlineData("%%MatrixMarket matrix coordinate real general\n3 3 1\n1 1 5\n", "MatrixMarket")]
    [InlineData("#EXTM3U\n#EXTINF:123,Adele - Hello\n/music/a b.mp3\n/music/c.mp3\n", "cannot be split into columns")]
    [InlineData("It was the best of times\nit was the worst\nof times\n", "cannot be split into columns")]
    [InlineData("kunde,lied\n1,10\n2,11\n", "'kunde', 'lied'")]
    [InlineData("hörer,nummer\nalice,10\nbob,11\ncarol,12\n", "looks like a header")]
    [InlineData("0 72 73 72\n1 73 4\n2 9\n", "the format Lists")]
    [InlineData("user,song,date\na,s,44197\nb,s,44198.5\n", "'44197'")]
    [InlineData("user,song,date\na,s,03/04/2021\n", "write the year first")]
    [InlineData("user;song;count\na;s;1,5\nb;t;2,5\n", "decimals need a point")]
    [InlineData("user_1\t2009-05-04T23:08:57Z\tf1\tDeep Dish\t\tFame\nuser_1\t2009-05-04T13:54:10Z\ta7\tX\t\tY\n", "the row has 6 fields")]
    [InlineData("This is a letter.\nDear Sir, I write to you, today.\nYours, Bob\n", "1 of 3 rows are usable")]
    [InlineData("Track Description,Play Count,Skip Count\nAdele - Hello,12,0\nNas - Ether,3,1\n", "looks like a header")]
    [InlineData("user,song\na,x\nsong,user\ny,b\n", "line 3: another header begins")]
    [InlineData("<li>Hello - Adele</li>\n<li>Yellow - Coldplay</li>\n", "first row")]
    [InlineData("00000c28\t3bd73256\tbetty blowtorch\t2137\n00000c29\tf2fb0ff0\tdie Ärzte\t1099\n", "'betty blowtorch'")]
    public async Task ReadAsync_refuses_what_is_no_table_of_plays(string text, string expected) =>
        Assert.Contains(expected, Assert.Single(await DescribeAsync(Write(text))), StringComparison.Ordinal);

    [Fact]
    public async Task ReadAsync_refuses_rubbish_in_which_single_rows_look_usable()
    {
        var text = string.Concat(Enumerable.Repeat("a,b,c,d,e,f\n", 100)) + "u,s\n";
        Assert.Contains("1 of 101 rows are usable", Assert.Single(await DescribeAsync(Write(text))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_takes_separator_encoding_and_listener_from_the_options()
    {
        var path = Path.Combine(_folder, "gb.txt");
        await File.WriteAllBytesAsync(path, CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes("歌名~歌手\n青花瓷~周杰伦\n"), Cancel);
        var options = new InteractionFileOptions { Separator = "~", Encoding = "GB18030", Listener = "alice" };
        Assert.Equal(["alice | 青花瓷 by 周杰伦 | 1 | -"], await DescribeAsync(path, options));
        var file = await InteractionFile.ReadAsync<SongId>(path, options, cancellationToken: Cancel);
        Assert.Equal(InteractionFileFormat.Columns, file.Format);
        Assert.Equal(["The file names no user: all rows are those of 'alice' (Listener)."], file.Notes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("\"")]
    [InlineData("\n")]
    public async Task ReadAsync_refuses_a_separator_that_separates_nothing(string separator) =>
        await Assert.ThrowsAsync<ArgumentException>(() => DescribeAsync(Write("a,b\n"), new() { Separator = separator }));

    [Fact]
    public async Task ReadAsync_leaves_out_short_plays()
    {
        var path = Write("ts,ms_played,track,artist\n2023-11-04T22:19:36Z,140956,HEY,A\n2023-11-04T22:20:36Z,900,X,A\n");
        var options = new InteractionFileOptions { MinPlayTime = TimeSpan.FromSeconds(30) };
        Assert.Equal(["me | HEY by A | 1 | 2023-11-04 22:19:36"], await DescribeAsync(path, options));
        Assert.Contains("shorter than MinPlayTime: 1.", (await InteractionFile.ReadAsync<SongId>(path, options, cancellationToken: Cancel)).Notes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_of_artists_takes_the_artists_of_a_table_of_songs()
    {
        var artists = await InteractionFile.ReadAsync<ArtistId>(Write("user,song,artist\nu,Yellow,Coldplay\n"), cancellationToken: Cancel);
        Assert.Equal("Coldplay", artists.Items.NameOf(Assert.Single(artists.TrainingData.Interactions.Items)));
        Assert.Equal(["song"], artists.SkippedColumns);
    }

    [Theory]
    [InlineData("user,song,artist\na,Hello,Adele\nb,Hello,Lionel Richie\n", "the first of them 'Hello'")]
    [InlineData("user,artist,media\na,Adele,7\n", "so that the artists are the items")]
    [InlineData("user,song\na,1001.0\nb,1002.0\n", "'1001.0' were read as integers")]
    [InlineData("7,20\n5,20\nx,30\n", "2 of the 3 users are integers, but line 3 has 'x'")]
    [InlineData("7,20\n5,9007199254740993\n", "1 of the 2 items are integers, but line 2 has '9007199254740993'")]
    [InlineData("user,song,rating\n1,2,3\n", "The column 'rating' was passed over")]
    [InlineData("1,10,5,978300760\n1,11,3,978300761\n", "read as user, item, count, time. If one of them is a rating")]
    [InlineData("1,10,978300760\n1,11,978300761\n", "read as user, item, time.")]
    [InlineData("user,song\n# a\n#b\nu,s\n", "as comments: 2, the first of them line 2")]
    [InlineData("user,song\nu,s\nuser,song\nu,t\n", "repeat or underline the header were passed over: 1.")]
    public async Task ReadAsync_notes_what_a_reader_of_the_data_should_know(string text, string expected)
    {
        var file = await InteractionFile.ReadAsync<SongId>(Write(text), cancellationToken: Cancel);
        Assert.Single(file.Notes, note => note.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_joins_titles_to_the_songs_that_a_map_has()
    {
        var first = await InteractionFile.ReadAsync<SongId>(Write("user,artist,title\na,Adele,Hello\na,Lionel Richie,Hello\na,A,X\na,Z,X - A\na,B,X\n"), cancellationToken: Cancel);
        Assert.Equal(5, first.TrainingData.Interactions.Items.Count);       // 'X' of A and 'X - A' of Z are two songs
        var later = await InteractionFile.ReadAsync<SongId>(
            Write("user,artist,title\nb,Lionel Richie,Hello\nb,Third,Hello\nb,New,Song\n"), new() { Songs = first.Items }, cancellationToken: Cancel);
        Assert.Equal(
            [first.Items["Hello - Lionel Richie"], first.Items["Hello - Third"], first.Items["Song"]],
            later.TrainingData.Interactions.Items);
    }

    // Oracle: the same text in the bytes between which the reader's blocks are cut.
    [Fact]
    public async Task ReadAsync_reads_rows_of_any_length_across_its_blocks()
    {
        var rows = Enumerable.Range(0, 300).Select(i => (User: $"u{i}", Song: new string((char)('a' + (i % 26)), i * 97 % 3001) + (i % 3 == 0 ? "\"\n,\"" : "")));
        var text = string.Join("\r\n", rows.Select(row => $"{row.User},\"{row.Song.Replace("\"", "\"\"", StringComparison.Ordinal)}x\""));
        var file = await InteractionFile.ReadAsync<SongId>(Write(text), cancellationToken: Cancel);
        Assert.Equal(0, file.ProblemCount);
        Assert.Equal(rows.Select(row => (row.User, row.Song + "x")), file.TrainingData.Interactions.ToInteractions().Select(row => (file.Users.NameOf(row.User), file.Items.NameOf(row.Item))));
    }

    [Fact]
    public async Task ReadAsync_reads_a_list_of_a_million_items_on_one_line()
    {
        var path = Write($"u {string.Join(' ', Enumerable.Range(0, 1_000_000))}\n");
        var file = await InteractionFile.ReadAsync<SongId>(path, new() { Format = InteractionFileFormat.Lists }, cancellationToken: Cancel);
        Assert.Equal(1_000_000, file.TrainingData.Interactions.Matrix.EntryCount);
    }

    [Theory]
    [InlineData("", "a", "cannot be split")]
    [InlineData("", "\n", "cannot be split")]
    [InlineData("", "#\n", "cannot be split")]
    [InlineData("", "\"a\n", "cannot be split")]
    [InlineData("", "a,", "more than 2097152 fields")]
    [InlineData("user,song\n", "a", "line 2 is longer than 8388608 characters")]
    [InlineData("user,song\n", "a,", "more than 2097152 fields")]
    [InlineData("user,song\n", "\"", "line 2 is longer than 8388608 characters")]
    [InlineData("user,song\n", "\"a\n", "0 of 1048576 rows")]
    [InlineData("user,song\n", "\"\"\"x\"\"\n", "0 of 1048576 rows")]
    [InlineData("user,song\n", "\n", "no usable row")]
    [InlineData("user song\na b", " ", "line 2 is longer than 8388608 characters")]
    [InlineData("user,song\n", "# ", "line 2 is longer than 8388608 characters")]
    public async Task ReadAsync_refuses_a_bomb(string start, string repeated, string expected)
    {
        var path = Path.Combine(_folder, "bomb.csv.gz");
        WriteGzip(path, start, repeated, 1 << 24);
        Assert.Contains(expected, Assert.Single(await DescribeAsync(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_stops_in_the_middle_of_a_file_of_blank_lines()
    {
        var path = Path.Combine(_folder, "blank.csv.gz");
        WriteGzip(path, "user,song\n", "\n", 1 << 25);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InteractionFile.ReadAsync<SongId>(path, cancellationToken: source.Token));
    }

    // Oracle: the same table with other line ends.
    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task ReadAsync_reads_the_same_with_any_line_ends(string lineEnd)
    {
        var tables = TableCase.OfSharedFolder.Concat(TableCase.OfReports)
            .Where(table => !table.Text.Contains('\r', StringComparison.Ordinal) && !table.Expected.Any(line => line.Contains('\n', StringComparison.Ordinal)));
        foreach (var table in tables)
        {
            Assert.Equal(table.Expected, await DescribeAsync(Write(table.Text.Replace("\n", lineEnd, StringComparison.Ordinal))));
        }
    }

    // No input, however damaged, may cause anything but a refusal that says what is wrong.
    [Fact]
    public async Task ReadAsync_reads_or_refuses_any_damaged_table()
    {
        var random = new Random(42);
        var tables = TableCase.OfSharedFolder.Concat(TableCase.OfReports).Select(table => Encoding.UTF8.GetBytes(table.Text)).ToArray();
        var path = Path.Combine(_folder, "mutant.csv");
        for (var i = 0; i < 300; i++)
        {
            var mutant = Mutant(tables[random.Next(tables.Length)], tables[random.Next(tables.Length)], random);
            await File.WriteAllBytesAsync(path, mutant, Cancel);
            try
            {
                await InteractionFile.ReadAsync<SongId>(path, cancellationToken: Cancel);
            }
            catch (InvalidDataException)
            {
            }
            catch (Exception other)
            {
                Assert.Fail($"Mutant {i}, {Convert.ToBase64String(mutant)}: {other}");
            }

            try
            {
                FeatureFile.Read(path, [FeatureFile.ReadHeader(path)[0]], static (IReadOnlyList<string> fields, out string key) => (key = fields[0]).Length > 0);
            }
            catch (InvalidDataException)
            {
            }
            catch (Exception other)
            {
                Assert.Fail($"Mutant {i} as features, {Convert.ToBase64String(mutant)}: {other}");
            }
        }
    }

    private static byte[] Mutant(byte[] table, byte[] other, Random random)
    {
        var bytes = table.ToList();
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            var length = random.Next(1, 1 + Math.Min(20, bytes.Count - at));
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    bytes.Insert(at, (byte)"\"\"\",;\t|:\n\r #%\\'=-\u00e9\0"[random.Next(19)]);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    bytes.InsertRange(at, other[..random.Next(other.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }

    private static void WriteGzip(string path, string start, string repeated, int length)
    {
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, (1 << 16) / repeated.Length)));
        gzip.Write(Encoding.UTF8.GetBytes(start));
        for (var written = 0; written < length; written += block.Length)
        {
            gzip.Write(block);
        }
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.txt");
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<string[]> DescribeAsync(string path, InteractionFileOptions? options = null)
    {
        try
        {
            var file = await InteractionFile.ReadAsync<SongId>(path, options, cancellationToken: Cancel);
            var data = file.TrainingData;
            var artists = data.Artists?.Pairs().ToLookup(pair => pair.From, pair => pair.To);
            var rows = data.Interactions.ToInteractions().Select(row =>
            {
                var item = file.Items.NameOf(row.Item);
                var title = data.Names!.Find(row.Item) is { } name && name != item ? $" = {name}" : "";
                var by = artists?[row.Item].Any() == true ? $" by {string.Join(" + ", artists[row.Item].Select(data.Names.NameOf))}" : "";
                var time = row.UnixSeconds > 0 ? DateTimeOffset.FromUnixTimeSeconds(row.UnixSeconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "-";
                return string.Create(CultureInfo.InvariantCulture, $"{file.Users.NameOf(row.User)} | {item}{title}{by} | {row.Weight} | {time}");
            });
            return
            [
                .. rows,
                .. file.Problems.Select(problem => string.Create(CultureInfo.InvariantCulture, $"! {problem.Line}:{problem.Column}")),
                .. file.SkippedColumns.Select(column => $"skipped {column}"),
            ];
        }
        catch (InvalidDataException refusal)
        {
            return [$"refused: {refusal.Message.Replace($"{path} ", "", StringComparison.Ordinal)}"];
        }
    }
}
