using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Catalog.Tests;

public sealed class CatalogFilesTests : IDisposable
{
    private const string ListsHeader = "playlist_id\tposition\tsong_id\n";
    private const string SongsHeader = "song_id\ttitle\tartists\tpopularity\n";

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteCatalogStore _store;

    public CatalogFilesTests() => _store = new(_folder.Database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(".tsv", "\n", false)]
    [InlineData(".tsv", "\r\n", true)]
    [InlineData(".tsv.gz", "\r\n", true)]
    public async Task Import_takes_every_form_of_text_file(string extension, string lineEnd, bool byteOrderMark)
    {
        _folder
            .With(
                "songs" + extension,
                (SongsHeader + "1\tSay \"Hi\", 🎵\u202e\t周杰伦|Nobody\t65.5\n2\tB\tNobody\t\n").Replace(
                    "\n",
                    lineEnd,
                    StringComparison.Ordinal
                ),
                byteOrderMark
            )
            .With(
                "artists_id_name.csv",
                "7,周杰伦\n8,周杰伦\n9,\"OK,没问题\"\n".Replace("\n", lineEnd, StringComparison.Ordinal),
                byteOrderMark
            );
        var report = await ImportAsync();
        Assert.Empty(report.Problems);
        var songs = await _store.ReadSongsAsync(Token).ToListAsync(Token);
        Assert.Equal(("Say \"Hi\", 🎵\u202e", 65.5), (songs[0].Title, songs[0].Popularity));
        Assert.Equal([new(7), new(-1)], songs[0].Artists);
        Assert.Equal([new(-1)], songs[1].Artists);
        Assert.Equal(
            ["Nobody", "周杰伦", "周杰伦", "OK,没问题"],
            await _store.ReadArtistsAsync(Token).Select(artist => artist.Name).ToListAsync(Token)
        );
    }

    [Fact]
    public async Task Import_takes_no_id_that_JSON_cannot_hold()
    {
        _folder.With("songs.tsv", "song_id\ttitle\tartists\tpopularity\n9007199254740991\ta\t\t\n9007199254740992\tb\t\t\n");
        _folder.With("plays.tsv", "user\tsong\tcount\n9007199254740993\t9007199254740991\t1\n7\t9007199254740992\t2\n");
        var report = await ImportAsync();
        Assert.Equal(
            "songs.tsv(3,1): '9007199254740992' instead of a song id, a whole number from 1 to 9007199254740991; the row was skipped",
            Assert.Single(report.Problems).ToString()
        );
        Assert.Equal(
            [(-1, "9007199254740993"), (7, null)],
            (await _store.ReadUsersAsync(Token).ToListAsync(Token)).Select(user => (user.Id.Value, user.Name))
        );
        Assert.Equal(
            [(-1, "9007199254740992"), (9007199254740991, "a")],
            (await _store.ReadSongsAsync(Token).ToListAsync(Token)).Select(song => (song.Id.Value, song.Title))
        );
    }

    [Fact]
    public async Task Import_skips_bad_rows_and_says_where_and_why()
    {
        _folder.With(
            "playlist_songs.tsv",
            ListsHeader
                + "1\t0\t10\n1\t1\t14 88\n1\tx\t11\n-5\t0\t10\n99999999999999999999\t0\t10\n1\t2\n1\t0\t12\n1\t3\t10\n\n1\t4\t13\n1\t5"
        );
        var report = await ImportAsync();
        Assert.Equal(
            [
                "playlist_songs.tsv(3,3): '14 88' instead of a song id, a whole number from 1 to 9007199254740991; the row was skipped",
                "playlist_songs.tsv(4,2): 'x' instead of a position from 0 to 2147483647; the row was skipped",
                "playlist_songs.tsv(5,1): '-5' instead of a playlist id, a whole number from 1 to 9007199254740991; the row was skipped",
                "playlist_songs.tsv(6,1): '99999999999999999999' instead of a playlist id, a whole number from 1 to 9007199254740991; the row was skipped",
                "playlist_songs.tsv(7,0): 2 fields instead of 3; the row was skipped",
                "playlist_songs.tsv(8,2): '0' instead of a position that no other song of the playlist has; the row was skipped",
                "playlist_songs.tsv(12,0): 2 fields instead of 3; the file ends in the middle of this row; the row was skipped",
            ],
            report.Problems.Select(problem => problem.ToString())
        );
        Assert.Equal((7, 1, 1), (report.SkippedRows, report.DuplicateRows, report.UnfinishedFiles.Count));
        Assert.Equal(2, (await _store.CountAsync(Token)).PlaylistSongs);
    }

    [Fact]
    public async Task Import_takes_an_unreadable_optional_value_as_unknown()
    {
        _folder.With(
            "playlists.tsv",
            "playlist_id\tcreator\tcreated\tplay_count\tcollected\tcomments\tshared\ttags\tname\n1\t0012\t12:30\t5\t\t评论\t0\t\tA B\n2\t77\t2024-03-05\t\t\t\t\tx y\tB\n"
        );
        var report = await ImportAsync();
        Assert.Equal((0, 2), (report.SkippedRows, report.UnknownValues));
        Assert.Equal(
            [
                new Playlist(new(1), "A B")
                {
                    Creator = new UserId(-1),
                    PlayCount = 5,
                    ShareCount = 0,
                },
                new Playlist(new(2), "B")
                {
                    Creator = new UserId(77),
                    Created = new(2024, 3, 5, 0, 0, 0, TimeSpan.Zero),
                    Tags = "x y",
                },
            ],
            await _store.ReadPlaylistsAsync(Token).ToListAsync(Token)
        );
    }

    [Theory]
    [InlineData("2024-03-05", "2024-03-05T00:00:00")]
    [InlineData("2024-03-05 12:30", "2024-03-05T12:30:00")]
    [InlineData("2024-03-05T12:30:01Z", "2024-03-05T12:30:01")]
    [InlineData("2024-03-05T12:30:01.25+08:00", "2024-03-05T04:30:01")]
    [InlineData("12:30", null)]
    [InlineData("03/05/2024", null)]
    public async Task Import_takes_dates_of_ISO_8601_only(string text, string? expected)
    {
        _folder.With("playlists.tsv", $"playlist_id\tcreated\n1\t{text}\n");
        await ImportAsync();
        Assert.Equal(
            expected,
            (await _store.ReadPlaylistsAsync(Token).SingleAsync(Token)).Created?.ToString("s", CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task Import_that_is_strict_ends_at_the_first_bad_row()
    {
        _folder.With("songs.tsv", SongsHeader + "1\tA\tB\t5\nx\tA\tB\t5\n");
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() =>
            CatalogFiles.ImportAsync(_store, _folder.Path, new() { Strict = true }, cancellationToken: Token)
        );
        Assert.StartsWith("songs.tsv(3,1): 'x' instead of a song id", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("PK\u0003\u0004\0\0 binary", "ZIP archive")]
    [InlineData("song_id\ttitle\0\n", "bytes of the value 0")]
    [InlineData("song_id\ttitle\tartists\ttitle\n1\tA\tB\tC\n", "two columns title")]
    [InlineData("a,b,c\n1,2,3\n", "no column song_id")]
    public async Task Import_refuses_a_file_that_is_not_the_table(string content, string expected)
    {
        _folder.With("songs.tsv", content);
        Assert.Contains(
            expected,
            (
                await Assert.ThrowsAsync<InvalidDataException>(ImportAsync)
            ).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Import_of_a_truncated_gz_says_so_and_keeps_what_was_committed()
    {
        var random = new Random(42);
        _folder.With(
            "playlist_songs.tsv.gz",
            ListsHeader
                + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{(i / 100) + 1}\t{i % 100}\t{random.Next(1, int.MaxValue)}\n"))
        );
        using (var file = File.OpenWrite(_folder["playlist_songs.tsv.gz"]))
        {
            file.SetLength(file.Length / 2);
        }

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() =>
            CatalogFiles.ImportAsync(_store, _folder.Path, new() { RowsPerTransaction = 1000 }, cancellationToken: Token)
        );
        Assert.Contains("cut off", exception.Message, StringComparison.Ordinal);
        Assert.InRange((await _store.CountAsync(Token)).PlaylistSongs, 1000, 49_999);
    }

    // A sync flush ends a deflate block, so that the file can be cut exactly after a line.
    [Fact]
    public async Task Import_of_a_gz_that_was_cut_at_a_line_end_says_so()
    {
        using (var packed = new MemoryStream())
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest);
            gzip.Write(Encoding.UTF8.GetBytes(ListsHeader + "1\t0\t10\n"));
            gzip.Flush();
            await File.WriteAllBytesAsync(_folder["playlist_songs.tsv.gz"], packed.ToArray(), Token);
        }

        var exception = await Assert.ThrowsAsync<InvalidDataException>(ImportAsync);
        Assert.Contains("cut off", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_takes_a_gz_of_several_members_without_a_last_line_end()
    {
        var bytes = new List<byte>();
        foreach (var part in new[] { ListsHeader + "1\t0\t10\n1\t1", "\t11" })
        {
            _folder.With("part.gz", part);
            bytes.AddRange(await File.ReadAllBytesAsync(_folder["part.gz"], Token));
        }

        await File.WriteAllBytesAsync(_folder["playlist_songs.tsv.gz"], [.. bytes], Token);
        await ImportAsync();
        Assert.Equal("1:0:10 1:1:11", await ListsAsync());
    }

    [Fact]
    public async Task Import_of_a_folder_without_files_names_those_that_it_looked_for() =>
        Assert.Contains(
            "songs.tsv",
            (
                await Assert.ThrowsAsync<FileNotFoundException>(ImportAsync)
            ).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Import_takes_a_playlist_of_100_000_songs_and_a_title_of_100_kB_and_replaces_a_list_that_became_shorter()
    {
        var title = string.Concat(Enumerable.Repeat("长(", 50_000));
        _folder
            .With("songs.tsv", $"{SongsHeader}1\t{title}\tA\t1\n")
            .With("playlist_songs.tsv", ListsHeader + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"5\t{i}\t{i + 1}\n")));
        await CatalogFiles.ImportAsync(_store, _folder.Path, new() { RowsPerTransaction = 30_000 }, cancellationToken: Token);
        Assert.Equal(100_000, (await _store.CountAsync(Token)).PlaylistSongs);
        var snapshot = await CatalogSnapshot.LoadAsync(_store, new() { Rows = RowKind.Playlist }, Token);
        Assert.Equal(100_000, snapshot.TrainingData.Interactions.Matrix.EntryCount);
        Assert.Equal(title, snapshot.TitleOf(new(1)));
        Assert.Equal(new SongId(1), snapshot.Matcher.Find(title));

        _folder.With("playlist_songs.tsv", ListsHeader + "5\t0\t7\n");
        await ImportAsync();
        Assert.Equal(1, (await _store.CountAsync(Token)).PlaylistSongs);
    }

    [Fact]
    public async Task Import_skips_rows_of_a_list_that_had_ended_and_keeps_the_others()
    {
        _folder.With("playlist_songs.tsv", ListsHeader + "1\t0\t10\n2\t0\t11\n1\t0\t12\n2\t1\t13\n");
        var report = await ImportAsync();
        Assert.Equal(
            "playlist_songs.tsv(4,1): '1' instead of the playlist of the previous row or a new one: the rows of a playlist must stand together, and those of this one have ended before; the row was skipped",
            Assert.Single(report.Problems).ToString()
        );
        Assert.Equal("1:0:10 2:0:11 2:1:13", await ListsAsync());
    }

    [Fact]
    public async Task Import_takes_a_song_whose_first_row_was_skipped()
    {
        _folder.With("playlist_songs.tsv", ListsHeader + "1\t0\t10\n1\t0\t11\n1\t1\t11\n");
        var report = await ImportAsync();
        Assert.Equal((1, 0), (report.SkippedRows, report.DuplicateRows));
        Assert.Equal("1:0:10 1:1:11", await ListsAsync());
    }

    [Fact]
    public async Task Import_never_commits_a_part_of_a_list()
    {
        _folder.With("playlist_songs.tsv", ListsHeader + "1\t0\t10\n1\t1\t11\n1\tx\t12\n1\t2\t13\n2\t0\t10\n1\t9\t9\n2\t1\t11\n3\t0\t10\n");
        var seen = new List<ImportProgress>();
        await CatalogFiles.ImportAsync(_store, _folder.Path, new() { RowsPerTransaction = 1 }, new Inline(seen.Add), Token);
        Assert.Equal([4, 7, 8], seen.Select(step => step.Rows));
        Assert.Equal("1:0:10 1:1:11 1:2:13 2:0:10 2:1:11 3:0:10", await ListsAsync());
    }

    [Fact]
    public async Task Import_that_was_cancelled_goes_on_where_it_ended()
    {
        _folder.With(
            "playlist_songs.tsv",
            ListsHeader + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{(i / 500) + 1}\t{i % 500}\t{i + 1}\n"))
        );
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var options = new ImportOptions { RowsPerTransaction = 1000, TimeProvider = clock };
        var seen = new List<ImportProgress>();
        var progress = new Inline(step =>
        {
            seen.Add(step);
            if (seen.Count == 4)
            {
                source.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            CatalogFiles.ImportAsync(_store, _folder.Path, options, progress, source.Token)
        );
        Assert.Equal(4000, (await _store.CountAsync(Token)).PlaylistSongs);
        Assert.Equal([1000, 2000, 3000, 4000], seen.Select(step => step.Rows));
        Assert.All(seen, step => Assert.True(step.Fraction is > 0 and <= 1 && step.Remaining >= TimeSpan.Zero));

        var report = await CatalogFiles.ImportAsync(_store, _folder.Path, options, cancellationToken: Token);
        Assert.Equal((4000, 10_000), (report.ResumedRows, report.Rows["playlist_songs.tsv"]));
        Assert.Equal(10_000, (await _store.CountAsync(Token)).PlaylistSongs);
        Assert.Equal(0, (await CatalogFiles.ImportAsync(_store, _folder.Path, options, cancellationToken: Token)).ResumedRows);
    }

    [Fact]
    public async Task Export_and_import_give_the_same_catalogue_in_any_culture()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        await _store.UpsertAsync(
            new()
            {
                Songs = [new(new(2), "Say \"Hi\", 🎵\u202e", [new(7), new(-1)]) { Popularity = 62.5 }, new(new(3), "", [])],
                Artists = [new(new(7), "OK,\"没问题\""), new(new(-1), "Nobody")],
                ExternalIds = [new("artist", "name", "OK,\"没问题\"", 7), new("artist", "name", "Nobody", -1)],
                Users = [new(new(-1), "u0003"), new(new(12))],
                Playlists =
                [
                    new(new(90), "last first")
                    {
                        Creator = new UserId(-1),
                        Created = DateTimeOffset.FromUnixTimeSeconds(1_700_000_001),
                        PlayCount = 3,
                        Tags = "华语 R&B",
                    },
                    new(new(80), "second") { Creator = new UserId(12) },
                ],
                PlaylistSongs = [new(new(90), 0, new(2)), new(new(90), 1, new(3)), new(new(80), 0, new(404))],
                Lyrics = [new(new(2), "[00:01.00]\"a\"\r\n\t\\b")],
            },
            Token
        );
        await CatalogFiles.ExportAsync(_store, _folder["out"], Token);
        using var second = new SqliteCatalogStore(_folder["second.db"]);
        var report = await CatalogFiles.ImportAsync(second, _folder["out"], new() { Strict = true }, cancellationToken: Token);
        await CatalogFiles.ExportAsync(second, _folder["again"], Token);
        Assert.Empty(report.Problems);
        Assert.Equal(await _store.CountAsync(Token), await second.CountAsync(Token));
        Assert.Equal(await _store.ReadPlaylistsAsync(Token).ToListAsync(Token), await second.ReadPlaylistsAsync(Token).ToListAsync(Token));
        Assert.Equal(await _store.ReadLyricsAsync(Token).ToListAsync(Token), await second.ReadLyricsAsync(Token).ToListAsync(Token));
        Assert.Equal(
            ["artists.tsv", "external_ids.tsv", "lyrics.jsonl", "playlist_songs.tsv", "playlists.tsv", "songs.tsv", "users.tsv"],
            Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        foreach (var file in Directory.GetFiles(_folder["out"]))
        {
            Assert.Equal(
                await File.ReadAllTextAsync(file, Token),
                await File.ReadAllTextAsync(Path.Combine(_folder["again"], Path.GetFileName(file)), Token)
            );
        }
    }

    [Fact]
    public async Task ImportInteractions_stores_titles_that_differ_from_the_names_of_songs()
    {
        _folder
            .With("titles.csv", "user,title,artist\nann,Hello,Adele\nbob,Hello,Lionel Richie\n")
            .With("ids.csv", "user_id,song_id,title,artist_name\n7,1001,Yellow,Coldplay\n");
        foreach (var file in (string[])["titles.csv", "ids.csv"])
        {
            await CatalogFiles.ImportInteractionsAsync(
                _store, await InteractionFile.ReadAsync<SongId>(_folder[file], cancellationToken: Token), cancellationToken: Token);
        }

        var songs = await _store.ReadSongsAsync(Token).ToListAsync(Token);
        Assert.Equal(["Hello", "Hello", "Yellow"], songs.Select(song => song.Title).Order(StringComparer.Ordinal));
        Assert.Equal(3, songs.Select(song => song.Artists.Single()).Distinct().Count());
        Assert.Equal("Yellow", songs.Single(song => song.Id == new SongId(1001)).Title);
    }

    [Fact]
    public async Task Export_leaves_no_compressed_file_of_an_earlier_export()
    {
        Directory.CreateDirectory(_folder["out"]);
        foreach (var name in (string[])["comments.tsv.gz", "songs.tsv.gz", "artists_id_name.csv.gz"])
        {
            await File.WriteAllTextAsync(Path.Combine(_folder["out"], name), "old", Token);
        }

        await CatalogFiles.ExportAsync(_store, _folder["out"], Token);
        Assert.DoesNotContain(Directory.GetFiles(_folder["out"]), file => file.EndsWith(".gz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_refuses_a_file_beside_a_compressed_one_of_its_name()
    {
        _folder.With("songs.tsv", "song_id\ttitle\tartists\n1\tA\tB\n").With("songs.tsv.gz", "x");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogFiles.ImportAsync(_store, _folder.Path, cancellationToken: Token));
        Assert.Contains("holds songs.tsv and songs.tsv.gz", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_names_the_columns_of_plays_that_it_passes_over()
    {
        _folder.With("plays.tsv", "user\tsong\tartist\trating\nann\tHello\tAdele\t5\n");
        var report = await CatalogFiles.ImportAsync(_store, _folder.Path, cancellationToken: Token);
        Assert.Equal("plays.tsv: Columns that were passed over: rating.", report.Notes[^1]);
    }

    [Fact]
    public async Task Import_is_cancelled_in_the_middle_of_a_file_of_blank_lines()
    {
        var text = new byte[1 << 22];
        text.AsSpan().Fill((byte)'\n');
        using (var gzip = new GZipStream(File.Create(_folder["lyrics.jsonl.gz"]), CompressionLevel.Fastest))
        {
            gzip.Write("{\"ncm_id\": 1, \"lrc\": \"la\"}\n"u8);
            for (var i = 0; i < 64; i++)
            {
                gzip.Write(text);
            }
        }

        using var cancellation = new CancellationTokenSource();
        var import = CatalogFiles.ImportAsync(_store, _folder.Path, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import);
    }

    [Fact]
    public async Task ImportInteractions_makes_names_users_songs_and_artists_and_keeps_integers()
    {
        _folder
            .With(
                "names.csv",
                "user,song,artist,count,time\nalice,A,Ann,3,1700000000\nbob,A,Ann,1,1700000001\nbob,\"B, part 2\",Ann,2,1700000002\n"
            )
            .With("numbers.csv", "7 1001 5\n7 1002 6\n");
        await CatalogFiles.ImportInteractionsAsync(
            _store,
            await InteractionFile.ReadAsync<SongId>(_folder["names.csv"], cancellationToken: Token),
            cancellationToken: Token
        );
        await CatalogFiles.ImportInteractionsAsync(
            _store,
            await InteractionFile.ReadAsync<SongId>(_folder["names.csv"], cancellationToken: Token),
            cancellationToken: Token
        );
        await CatalogFiles.ImportInteractionsAsync(
            _store,
            await InteractionFile.ReadAsync<SongId>(_folder["numbers.csv"], cancellationToken: Token),
            cancellationToken: Token
        );
        Assert.Equal(
            [
                "7 song 1001 5 0",
                "7 song 1002 6 0",
                "alice A (Ann) 3 1700000000",
                "bob A (Ann) 1 1700000001",
                "bob B, part 2 (Ann) 2 1700000002",
            ],
            await DescribePlaysAsync(_store)
        );
        Assert.Equal(new CatalogCounts(2, 1, 3, 0, 0, 0, 5, 0, 0, 0), await _store.CountAsync(Token));
    }

    [Fact]
    public async Task Export_and_import_keep_the_plays_of_names()
    {
        _folder.With(
            "names.csv",
            "user,song,artist,count,time\nalice,A,Ann,3,1700000000\nbob,1989,Ann,1,0\nbob,\"B, part 2\",Bea,2,1700000002\n"
        );
        await CatalogFiles.ImportInteractionsAsync(
            _store,
            await InteractionFile.ReadAsync<SongId>(_folder["names.csv"], cancellationToken: Token),
            cancellationToken: Token
        );
        await _store.UpsertAsync(
            new()
            {
                Artists = [new(new(7), "Cy")],
                ExternalIds = [new("artist", "name", "Cy", 7)],
                Songs = [new(new(-2), "renamed", [new(-2), new(7)]), new(new(1989), "C", [new(7)])],
                Users = [new(new(12)), new(new(-2), "Bob")],
                Plays = [new(new(12), new(1989), 5, 9), new(new(12), new(-1), 4, 8)],
            },
            Token
        );
        await CatalogFiles.ExportAsync(_store, _folder["out"], Token);
        using var second = new SqliteCatalogStore(_folder["second.db"]);
        await second.MintAsync<SongId>("name", ["something else"], Token); // so that the ids differ
        var seen = new List<ImportProgress>();
        var report = await CatalogFiles.ImportAsync(
            second,
            _folder["out"],
            new() { Strict = true, RowsPerTransaction = 4 },
            new Inline(seen.Add),
            Token
        );
        Assert.Equal(5, report.Rows["plays.tsv"]);
        Assert.Equal(("plays.tsv", report.Rows.Values.Sum(), 1.0), (seen[^1].File, seen[^1].Rows, seen[^1].Fraction));
        Assert.Equal(
            ["12 A (Ann) 4 8", "12 C (Cy) 5 9", "Bob B, part 2 (Bea) 2 1700000002", "Bob renamed (Bea, Cy) 1 0", "alice A (Ann) 3 1700000000"],
            await DescribePlaysAsync(second)
        );
        Assert.Equal(await _store.CountAsync(Token), await second.CountAsync(Token));
    }

    // The layout of earlier exports, in which names of songs and users stand, and one that is a number stands in quotes.
    [Fact]
    public async Task Import_takes_plays_by_name_in_which_a_number_in_quotes_is_a_name()
    {
        _folder.With("songs.tsv", "song_id\ttitle\tartists\tpopularity\n1989\tC\tCy\t\n");
        _folder.With("plays.tsv", "user\tsong\tartist\tcount\ttime\n12\t1989\t\t5\t1700000000\nbob\t\"1988\"\tBea|Cy\t1\t0\n\"13\"\tA\tAnn\t4\t1700000001\n");
        var report = await CatalogFiles.ImportAsync(_store, _folder.Path, new() { Strict = true }, cancellationToken: Token);
        Assert.Equal(3, report.Rows["plays.tsv"]);
        Assert.Equal(["12 C (Cy) 5 1700000000", "13 A (Ann) 4 1700000001", "bob 1988 (Bea, Cy) 1 0"], await DescribePlaysAsync(_store));
        Assert.Equal([-1, 1989], (await _store.ReadSongsAsync(Token).ToListAsync(Token)).Select(song => song.Id.Value).Where(id => id != -2));
        _folder.With("plays.tsv", "user\tsong\nbob\t\"1988\"\nbob\t1988\n");
        var error = await Assert.ThrowsAsync<InvalidDataException>(ImportAsync);
        Assert.StartsWith("plays.tsv, line 3: 1988 is an id, but another row has it in quotes", error.Message, StringComparison.Ordinal);
    }

    // R's write.table puts every text in quotes, the header too.
    [Fact]
    public async Task Import_takes_plays_in_which_everything_is_in_quotes()
    {
        _folder.With("plays.tsv", "\"user\"\t\"song\"\n\"alice\"\t\"七里香\"\n\"12\"\t\"1989\"\n");
        var report = await CatalogFiles.ImportAsync(_store, _folder.Path, new() { Strict = true }, cancellationToken: Token);
        Assert.Equal(2, report.Rows["plays.tsv"]);
        Assert.Equal(["12 song 1989 1 0", "alice 七里香 1 0"], await DescribePlaysAsync(_store));
    }

    [Fact]
    public async Task Import_of_plays_skips_bad_rows_and_says_where_and_why()
    {
        _folder.With("plays.tsv", "user\tsong\tcount\nalice\tA\t1\nalice\tB\tmany\n7\t1001\t2\n");
        var report = await ImportAsync();
        Assert.Equal(
            "plays.tsv(3,3): the count 'many' is not a number above 0; the row was skipped",
            Assert.Single(report.Problems).ToString()
        );
        Assert.Equal((1, 2L), (report.SkippedRows, report.Rows["plays.tsv"]));
        Assert.Equal(["7 song 1001 2 0", "alice A 1 0"], await DescribePlaysAsync(_store));
    }

    [Fact]
    public async Task ImportInteractions_keeps_the_artists_of_songs_with_ids_that_the_catalogue_does_not_know()
    {
        await _store.UpsertAsync(new() { Songs = [new(new(1002), "known", [])] }, Token);
        _folder.With("plays.csv", "user,song,artist\n7,1001,Ann\n7,1002,Bea\n");
        await CatalogFiles.ImportInteractionsAsync(
            _store,
            await InteractionFile.ReadAsync<SongId>(_folder["plays.csv"], cancellationToken: Token),
            cancellationToken: Token
        );
        Assert.Equal(["7 known 1 0", "7 song 1001 (Ann) 1 0"], await DescribePlaysAsync(_store));
    }

    [Fact]
    public async Task ImportInteractions_joins_the_songs_that_the_caller_finds_in_the_catalogue()
    {
        await _store.UpsertAsync(new() { Songs = [new(new(1001), "Known", [])], Plays = [new(new(12), new(1001), 1)] }, Token);
        _folder.With(
            "plays.csv",
            "user,song,artist,count,time\nalice,known,Ann,3,1700000000\nalice,KNOWN,Ann,2,1700000001\nalice,Foreign,Bea,1,0\n"
        );
        var file = await InteractionFile.ReadAsync<SongId>(_folder["plays.csv"], cancellationToken: Token);
        var matcher = (await CatalogSnapshot.LoadAsync(_store, cancellationToken: Token)).Matcher;
        for (var time = 0; time < 2; time++)
        {
            await CatalogFiles.ImportInteractionsAsync(_store, file, song => matcher.Find(file.Items.NameOf(song)), Token);
            Assert.Equal(["12 Known 1 0", "alice Foreign (Bea) 1 0", "alice Known 5 1700000001"], await DescribePlaysAsync(_store));
            Assert.Equal(new CatalogCounts(2, 1, 1, 0, 0, 0, 3, 0, 0, 0), await _store.CountAsync(Token));
        }
    }

    // In a file that is mostly ASCII, or beyond its beginning, single rows are not UTF-8. U+FFFD that the file contains itself is text.
    [Fact]
    public async Task Import_leaves_out_rows_that_are_not_UTF_8_and_stores_no_replacement_character()
    {
        var rows = new List<byte>(Encoding.UTF8.GetBytes(SongsHeader));
        for (var i = 1; i <= 5000; i++)
        {
            rows.AddRange(Encoding.UTF8.GetBytes($"{i}\tA title of some length, 夜 {i}\tA\t\n"));
        }

        rows.AddRange([.. "5001\t"u8, 0xD6, 0xD0, .. "\tB\t\n"u8, .. "5002\t\uFFFD\tC\t\n"u8, .. "5003\tD"u8, 0xE5, 0xA4, .. "\tB\t\n5004\tE\tB\t\n"u8, 0xE5, 0xA4]);
        await File.WriteAllBytesAsync(_folder["songs.tsv"], [.. rows], Token);
        var report = await ImportAsync();
        Assert.Equal([5002L, 5004, 5006], report.Problems.Select(problem => problem.Line));
        Assert.StartsWith("bytes that are not UTF-8; save the file as UTF-8", report.Problems[0].Reason, StringComparison.Ordinal);
        var odd = await _store.ReadSongsAsync(Token).Where(song => song.Title.Contains('\uFFFD')).ToListAsync(Token);
        Assert.Equal(5002, Assert.Single(odd).Id.Value);
        Assert.Equal(5002, (await _store.CountAsync(Token)).Songs);
        Assert.DoesNotContain(await _store.ReadArtistsAsync(Token).ToListAsync(Token), artist => artist.Name == "B" && artist.Id.Value > 0);
    }

    [Theory]
    [InlineData("playlists.tsv", "playlist_id\tname\n1\t", "\n")]
    [InlineData("lyrics.jsonl", "{\"ncm_id\": 1, \"lrc\": \"", "\"}\n")]
    [InlineData("artists_id_name.csv", "1,", "\n")]
    [InlineData("plays.tsv", "user\tsong\n1\t", "\n")]
    public async Task Import_takes_no_bytes_that_are_not_UTF_8_from_any_file(string name, string before, string after)
    {
        await File.WriteAllBytesAsync(
            _folder[name], [.. Encoding.UTF8.GetBytes(before), .. "夜夜夜"u8, 0xD6, 0xD0, .. Encoding.UTF8.GetBytes(after)], Token);
        try
        {
            var report = await ImportAsync();
            Assert.Equal(1, report.SkippedRows);
        }
        catch (InvalidDataException exception)
        {
            Assert.Contains("UTF-8", exception.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(await CatalogDump.OfAsync(_store, Token), row => row.Contains('\uFFFD', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_refuses_text_in_another_encoding_or_reads_it_if_the_encoding_is_given()
    {
        var gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        await File.WriteAllBytesAsync(_folder["songs.tsv"], gb18030.GetBytes(SongsHeader + "1\t七里香\t周杰伦\t95\n2\t晴天\t周杰伦\t\n"), Token);
        var error = await Assert.ThrowsAsync<InvalidDataException>(ImportAsync);
        Assert.Contains("GB18030", error.Message, StringComparison.Ordinal);
        var report = await CatalogFiles.ImportAsync(_store, _folder.Path, new() { Encoding = "GB18030", Strict = true }, cancellationToken: Token);
        Assert.Empty(report.Problems);
        Assert.Equal(["七里香", "晴天"], (await _store.ReadSongsAsync(Token).ToListAsync(Token)).Select(song => song.Title));
        var unknown = await Assert.ThrowsAsync<ArgumentException>(
            () => CatalogFiles.ImportAsync(_store, _folder.Path, new() { Encoding = "Klingon" }, cancellationToken: Token));
        Assert.Contains("no encoding 'Klingon'", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("song_id\ttitle\tartists\n1\tA\tB\tC\n2\tonly two\n3\tok\tZ\n", "4 fields instead of 3", "2 fields instead of 3")]
    [InlineData("song_id\ttitle\tartists\tpopularity\n1\tA\tB\n2\tA\tB\t1\t2\n3\tok\tZ\t\n", "3 fields instead of 4", "5 fields instead of 4")]
    [InlineData("1\tA\tB\n1\tA\tB\tC\n2\tA\n3\tok\tZ\n", "4 fields instead of 3", "2 fields instead of 3")]
    public async Task Import_reports_rows_with_surplus_or_missing_tabs(string content, string first, string second)
    {
        _folder.With("songs.tsv", content);
        var report = await ImportAsync();
        Assert.Equal([first, second], report.Problems.Select(problem => problem.Reason));
        Assert.Equal("ok", (await _store.ReadSongsAsync(Token).SingleAsync(song => song.Id.Value == 3, Token)).Title);
    }

    [Fact]
    public async Task Import_takes_ids_of_lyrics_in_quotes()
    {
        _folder.With(
            "lyrics.jsonl",
            "{\"ncm_id\": \"123\", \"lrc\": \"a\"}\n{\"ncm_id\": 124, \"lrc\": \"b\"}\n{\"ncm_id\": \"12 3\", \"lrc\": \"c\"}\n{\"ncm_id\": 1.5, \"lrc\": \"c\"}\n"
                + "{\"ncm_id\": null, \"lrc\": \"c\"}\n{\"ncm_id\": 9, \"lrc\": 5}\n{\"ncm_id\": 9, \"lrc\": \"\\ud800\"}\n[1]\n7\n{\"ncm_id\": 1e2, \"lrc\": \"d\"}\n");
        var report = await ImportAsync();
        Assert.Equal([123, 124], (await _store.ReadLyricsAsync(Token).ToListAsync(Token)).Select(lyric => lyric.Song.Value));
        Assert.Equal(8, report.SkippedRows);
    }

    [Fact]
    public async Task A_file_for_a_folder_and_a_folder_for_a_file_get_a_message_that_fits()
    {
        _folder.With("songs.csv", "x");
        await SaysAsync<DirectoryNotFoundException>("is a file. Give the folder", () => CatalogFiles.ImportAsync(_store, _folder["songs.csv"], cancellationToken: Token));
        await SaysAsync<DirectoryNotFoundException>("There is no folder", () => CatalogFiles.ImportAsync(_store, _folder["nowhere"], cancellationToken: Token));
        await SaysAsync<IOException>("is a file. Give a folder", () => CatalogFiles.ExportAsync(_store, _folder["songs.csv"], Token));
        await SaysAsync<FileNotFoundException>("is a folder; give a file", () => CatalogFiles.ImportLyricsAsync(_store, _folder.Path, cancellationToken: Token));
        await SaysAsync<FileNotFoundException>("There is no file", () => CatalogFiles.ImportLyricsAsync(_store, _folder["nowhere"], cancellationToken: Token));
        Directory.CreateDirectory(_folder["songs.tsv"]);
        await SaysAsync<FileNotFoundException>("is a folder; give a file", ImportAsync);
        if (!OperatingSystem.IsWindows())
        {
            Directory.Delete(_folder["songs.tsv"]);
            File.CreateSymbolicLink(_folder["songs.tsv"], "/dev/null");
            await SaysAsync<InvalidDataException>("is empty", ImportAsync);
        }

        static async Task SaysAsync<TException>(string expected, Func<Task> act)
            where TException : Exception =>
            Assert.Contains(expected, (await Assert.ThrowsAsync<TException>(act)).Message, StringComparison.Ordinal);
    }

    // Shapes from public reports; the comment names the program or the kind of writer.
    [Theory]
    [InlineData("songs.tsv", "\"song_id\"\t\"title\"\t\"artists\"\n\"1\"\t\"A\"\t\"B\"\n", "no column song_id")]       // R's write.table
    [InlineData("songs.tsv", "song_id,title,artists\n1,A,B\n", "no column song_id")]                                          // a CSV that was renamed
    [InlineData("songs.tsv", "song_id\ttitle\tartists\r1\tA\tB\r", "end in CR only")]                                           // old Excel on a Mac
    [InlineData("songs.tsv", "\n\nsong_id\ttitle\tartists\n1\tA\tB\n", "no column song_id")]                               // blank lines first
    [InlineData("songs.tsv", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS")]                       // a clone without LFS
    [InlineData("songs.tsv", "<!DOCTYPE html><html><body>404</body></html>", "page of HTML")]                               // a failed download
    [InlineData("songs.tsv", "SQLite format 3\0", "SQLite database")]                                                        // the wrong file
    [InlineData("songs.tsv", "song_id\ttitle\tartists\tsong_id\n1\tA\tB\t2\n", "two columns song_id")]                       // pandas' merge
    [InlineData("playlists.tsv", "\tplaylist_id\tname\n0\t1\tA\n", null)]                                                    // pandas' to_csv with its index
    [InlineData("songs.tsv", "song_id\ttitle\tartists\n1.0\tA\tB\n2\tC\tD\n", "'1.0' instead of a song id")]                // pandas' integers with NaN
    [InlineData("songs.tsv", "song_id\ttitle\tartists\n1,234\tA\tB\n2\tC\tD\n", "'1,234' instead of a song id")]             // Excel's thousands
    [InlineData("songs.tsv", "song_id\ttitle\tartists\n1.86016E+05\tA\tB\n2\tC\tD\n", "'1.86016E+05' instead of")]            // Excel's scientific notation
    [InlineData("songs.tsv", "song_id\ttitle\tartists\n１\tA\tB\n2\tC\tD\n", "'１' instead of a song id")]                    // full-width digits
    [InlineData("songs.tsv", "song_id\ttitle\tartists\tescaped\n1\tC:\\new\tB\t\n2\ta\\q\tB\t1\n", "a backslash in an escaped row")]
    [InlineData("songs.tsv", "song_id\ttitle\tartists\tescaped\n1\tA\tB\tyes\n2\tC\tD\t\n", "'yes' instead of 1 or nothing")]
    [InlineData("playlist_songs.tsv", "playlist_id\tposition\tsong_id\n1\t-1\t1\n1\t0\t1\n", "'-1' instead of a position")]
    [InlineData("playlist_songs.tsv", "playlist_id\tposition\tsong_id\n1\t0\t-1\n1\t0\t1\n", "'-1' instead of a song id")]      // -1 for a missing song
    [InlineData("external_ids.tsv", "kind\tsource\tkey\tid\nsong\tname\tA\tx\n", "'x' instead of a whole number")]
    [InlineData("comments.tsv", "comment_id\tsong_id\tuser_id\ttext\n1\t1\tbob\tx\n", "'bob' instead of a user id")]
    public async Task Odd_files_are_refused_or_reported(string name, string content, string? expected)
    {
        _folder.With(name, content);
        string? said = null;
        try
        {
            said = (await ImportAsync()).Problems is [var problem, ..] ? problem.Reason : null;
        }
        catch (InvalidDataException exception)
        {
            said = exception.Message;
        }

        if (expected is null)
        {
            Assert.Null(said);
        }
        else
        {
            Assert.Contains(expected, said, StringComparison.Ordinal);
        }
    }

    // Oracle: whatever a damaged file contains, it is refused, or read with its problems reported; what is stored can be read and exported.
    [Fact]
    public async Task Mutants_of_an_export_never_fail_otherwise_than_by_InvalidDataException()
    {
        await CatalogFiles.ExportAsync(await SampleAsync(_store), _folder["out"], Token);
        var count = int.Parse(Environment.GetEnvironmentVariable("ZETDARD_MUTANTS") ?? "300", CultureInfo.InvariantCulture);
        await MutateAsync(_folder["out"], count, seed: 7);
    }

    private async Task MutateAsync(string original, int count, int seed)
    {
        var random = new Random(seed);
        var files = Directory.GetFiles(original).Order(StringComparer.Ordinal).ToDictionary(path => Path.GetFileName(path)!, File.ReadAllBytes);
        var names = files.Keys.ToArray();
        for (var i = 0; i < count; i++)
        {
            var folder = Directory.CreateDirectory(_folder[$"mutant{i}"]).FullName;
            foreach (var (name, bytes) in files)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes, Token);
            }

            var changed = names[random.Next(names.Length)];
            var mutant = files[changed].ToList();
            for (var changes = random.Next(1, 4); changes > 0 && mutant.Count > 0; changes--)
            {
                Mutate(mutant, random);
            }

            await File.WriteAllBytesAsync(Path.Combine(folder, changed), [.. mutant], Token);
            var isText = IsUtf8(mutant) && !Encoding.UTF8.GetString([.. mutant]).Contains('\uFFFD', StringComparison.Ordinal);
            using (var store = new SqliteCatalogStore(Path.Combine(folder, "music.db")))
            {
                try
                {
                    var report = await CatalogFiles.ImportAsync(store, folder, cancellationToken: Token);
                    Assert.True(IsUtf8(mutant) || report.SkippedRows > 0, $"seed {seed}, mutant {i} of {changed}: invalid bytes were not reported");
                }
                catch (InvalidDataException exception)
                {
                    Assert.Contains(changed, exception.Message, StringComparison.Ordinal);
                }
                catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
                {
                    Assert.Fail($"seed {seed}, mutant {i} of {changed}: {exception}");
                }

                var rows = await CatalogDump.OfAsync(store, Token);
                Assert.False(rows.Exists(row => row.Contains('\uFFFD', StringComparison.Ordinal)) && (isText || !IsUtf8(mutant)), $"seed {seed}, mutant {i} of {changed}: U+FFFD");
                await CatalogFiles.ExportAsync(store, Path.Combine(folder, "again"), Token);
            }

            Directory.Delete(folder, recursive: true);
        }

        static bool IsUtf8(List<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes.ToArray());
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 12), bytes.Count - at);
        switch (random.Next(6))
        {
            case 0: bytes.RemoveRange(at, length); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
            case 3: bytes.RemoveRange(at, bytes.Count - at); break;
            case 4: bytes.Insert(at, "\t\n\r\\-0\"|"u8[random.Next(8)]); break;
            default: bytes[at] = (byte)random.Next(256); break;
        }
    }

    private static async Task<ICatalogStore> SampleAsync(SqliteCatalogStore store)
    {
        await store.UpsertAsync(
            new()
            {
                Songs =
                [
                    new(new(2), "Say \"Hi\", 🎵", [new(7), new(-1)]) { Popularity = 1e-7, Duration = TimeSpan.FromSeconds(269.5), Album = "叶惠美", OriginalArtists = [new(8)] },
                    new(new(-1), "a\tb\\", [new(-1)]) { Album = "" },
                ],
                Artists = [new(new(7), "周杰伦"), new(new(-1), "AC|DC"), new(new(8), " Spaced ")],
                Users = [new(new(-1), "u0003"), new(new(12))],
                Playlists = [new(new(90), "夜") { Creator = new UserId(-1), Created = DateTimeOffset.UnixEpoch.AddSeconds(-1), PlayCount = 3, Tags = "华语" }, new(new(-9_000_000_000_000_000), "b")],
                PlaylistSongs = [new(new(90), 0, new(2)), new(new(90), 1, new(-1)), new(new(-9_000_000_000_000_000), 0, new(2))],
                Plays = [new(new(12), new(-1), 2.5f, 9), new(new(-1), new(2), 1)],
                Lyrics = [new(new(2), "[00:01.00]\"a\"\r\n夜"), new(new(-1), "b")],
                Subscriptions = [new(new(12), new(90))],
                Follows = [new(new(12), new(-1)), new(new(-1), new(12))],
                Comments = [new(3, new(2), new(12), "好\n听") { Written = DateTimeOffset.UnixEpoch, LikeCount = 1 }],
                ExternalIds = [new("artist", "name", "AC|DC", -1), new("song", "name", "a\tb\\", -1), new("user", "name", "u0003", -1)],
            },
            Token
        );
        return store;
    }

    // Oracle: the README of the data: one bad id in each of two files, 515 lists, 233 creators.
    [Fact]
    public async Task Import_of_the_real_crawl_skips_its_two_bad_rows_only()
    {
        var report = await CatalogFiles.ImportAsync(
            _store,
            SharedFolder.PathOrSkip("data", "netease_playlists_2024"),
            cancellationToken: Token
        );
        var counts = await _store.CountAsync(Token);
        Assert.Equal((2, 0), (report.SkippedRows, report.DuplicateRows));
        Assert.Equal((27_340, 515, 50_176, 233), (counts.Songs, counts.Playlists, counts.PlaylistSongs, counts.Users));
        Assert.Equal(7_783, await _store.ReadArtistsAsync(Token).CountAsync(artist => artist.Id.Value > 0, Token));
    }

    [Fact]
    public async Task ImportLyrics_takes_the_real_file_but_for_its_id_0()
    {
        var report = await CatalogFiles.ImportLyricsAsync(
            _store,
            SharedFolder.PathOrSkip("data", "netease_lyrics", "lyrics.jsonl.gz"),
            cancellationToken: Token
        );
        Assert.Equal("lyrics.jsonl.gz", Assert.Single(report.Problems).File);
        Assert.Equal(2_839, (await _store.CountAsync(Token)).Lyrics);
    }

    private Task<ImportReport> ImportAsync() => CatalogFiles.ImportAsync(_store, _folder.Path, cancellationToken: Token);

    private async Task<string> ListsAsync()
    {
        var rows = new List<string>();
        await foreach (var block in _store.ReadPlaylistSongsAsync(Token))
        {
            rows.AddRange(block.ToArray().Select(row => $"{row.Playlist.Value}:{row.Position}:{row.Song.Value}"));
        }

        return string.Join(' ', rows);
    }

    private static async Task<IEnumerable<string>> DescribePlaysAsync(ICatalogStore store)
    {
        var catalog = await CatalogSnapshot.LoadAsync(store, new() { GroupSongs = false }, Token);
        return catalog
            .TrainingData.Interactions.ToInteractions()
            .Select(play =>
                $"{(play.User.Value > 0 ? $"{play.User.Value}" : catalog.NameOf(play.User))} {catalog.Describe(play.Item)} {play.Weight} {play.UnixSeconds}"
            )
            .Order(StringComparer.Ordinal);
    }

    private sealed class Inline(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
