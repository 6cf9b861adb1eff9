using CsCheck;
using Microsoft.Data.Sqlite;
using ZetDard.Recommenders;

namespace ZetDard.Catalog.Tests;

public sealed class SqliteCatalogStoreTests : IDisposable
{
    private static readonly CatalogBatch Everything = new()
    {
        Songs =
        [
            new(new(1), "“晴天” 'live' 🎵\u202e\0", [new(7), new(-1)])
            {
                Popularity = 62.5,
                Duration = TimeSpan.FromSeconds(269.5),
                Album = "叶惠美",
            },
            new(new(2), "", []),
        ],
        Artists = [new(new(7), "周杰伦"), new(new(-1), "only a name")],
        Users = [new(new(5), "alice"), new(new(6))],
        Playlists =
        [
            new(new(90), "later id first")
            {
                Creator = new(5),
                Created = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
                PlayCount = 3,
                SubscriberCount = 2,
                CommentCount = 1,
                ShareCount = 0,
                Tags = "华语 R&B",
            },
            new(new(80), "second"),
        ],
        PlaylistSongs = [new(new(90), 0, new(2)), new(new(90), 1, new(1)), new(new(80), 0, new(404))],
        Subscriptions = [new(new(6), new(90))],
        Plays = [new(new(6), new(2), 2.5f, 10), new(new(5), new(1), 3, 0)],
        Comments = [new(33, new(1), new(6), "好听") { Written = DateTimeOffset.FromUnixTimeSeconds(5), LikeCount = 9 }],
        Lyrics = [new(new(1), "[00:01.00]故事的小黄花\r\n")],
        Follows = [new(new(5), new(6))],
        ExternalIds = [new("artist", "name", "周杰伦", 7)],
        Checkpoints = new Dictionary<string, string?> { ["crawl"] = "page 3" },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteCatalogStore _store;

    public SqliteCatalogStoreTests() => _store = new(_folder.Database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Upsert_twice_reads_back_what_was_written_once()
    {
        await _store.UpsertAsync(Everything, Token);
        await _store.UpsertAsync(Everything, Token);
        var songs = await _store.ReadSongsAsync(Token).ToListAsync(Token);
        Assert.Equal(
            Everything.Songs.Select(song => (song with { Artists = [] }).ToString()),
            songs.Select(song => (song with { Artists = [] }).ToString())
        );
        Assert.Equal([new(7), new(-1)], songs[0].Artists);
        Assert.Empty(songs[1].Artists);
        Assert.Equal(Everything.Artists.OrderBy(artist => artist.Id.Value), await _store.ReadArtistsAsync(Token).ToListAsync(Token));
        Assert.Equal(Everything.Users, await _store.ReadUsersAsync(Token).ToListAsync(Token));
        Assert.Equal(Everything.Playlists, await _store.ReadPlaylistsAsync(Token).ToListAsync(Token));
        Assert.Equal(Everything.PlaylistSongs.OrderBy(row => row.Playlist.Value), await PlaylistSongsAsync());
        Assert.Equal(Everything.Subscriptions, await _store.ReadSubscriptionsAsync(Token).ToListAsync(Token));
        Assert.Equal(Everything.Plays.OrderBy(play => play.User.Value), await PlaysAsync(_store));
        Assert.Equal(Everything.Comments, await _store.ReadCommentsAsync(Token).ToListAsync(Token));
        Assert.Equal(Everything.Lyrics, await _store.ReadLyricsAsync(Token).ToListAsync(Token));
        Assert.Equal(Everything.Follows, await _store.ReadFollowsAsync(Token).ToListAsync(Token));
        Assert.Equal(Everything.ExternalIds, await _store.ReadExternalIdsAsync(Token).ToListAsync(Token));
        Assert.Equal("page 3", await _store.FindCheckpointAsync("crawl", Token));
        Assert.Equal(new CatalogCounts(2, 2, 2, 2, 3, 1, 2, 1, 1, 1), await _store.CountAsync(Token));
    }

    [Fact]
    public async Task Upsert_keeps_what_a_later_batch_does_not_know()
    {
        await _store.UpsertAsync(Everything, Token);
        await _store.UpsertAsync(
            new()
            {
                Songs = [new(new(1), "renamed", [])],
                Users = [new(new(5))],
                Playlists = [new(new(90), "renamed") { PlayCount = 4 }],
                Plays = [new(new(5), new(1), 1, 7), new(new(6), new(2), 9, 3)],
                Checkpoints = new Dictionary<string, string?> { ["crawl"] = null },
            },
            Token
        );
        var song = await _store.ReadSongsAsync(Token).FirstAsync(Token);
        Assert.Equal(("renamed", 62.5, "叶惠美", 2), (song.Title, song.Popularity, song.Album, song.Artists.Count));
        Assert.Equal("alice", (await _store.ReadUsersAsync(Token).FirstAsync(Token)).Name);
        Assert.Equal(
            Everything.Playlists[0] with
            {
                Name = "renamed",
                PlayCount = 4,
            },
            await _store.ReadPlaylistsAsync(Token).FirstAsync(Token)
        );
        Assert.Equal([new(new(5), new(1), 1, 7), new(new(6), new(2), 9, 10)], await PlaysAsync(_store));
        Assert.Null(await _store.FindCheckpointAsync("crawl", Token));
    }

    [Fact]
    public async Task Upsert_replaces_the_songs_of_an_emptied_playlist()
    {
        await _store.UpsertAsync(Everything, Token);
        await _store.UpsertAsync(new() { EmptiedPlaylists = [new(90)], PlaylistSongs = [new(new(90), 0, new(5))] }, Token);
        Assert.Equal([new(new(80), 0, new(404)), new(new(90), 0, new(5))], await PlaylistSongsAsync());
    }

    [Fact]
    public async Task Upsert_writes_nothing_of_a_batch_with_a_bad_value()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() =>
            _store.UpsertAsync(Everything with { Plays = [new(new(1), new(1), float.NaN)] }, Token)
        );
        Assert.Contains("finite and above 0", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await _store.CountAsync(Token)).Songs);
        await _store.UpsertAsync(Everything, Token);
        Assert.Equal(2, (await _store.CountAsync(Token)).Songs);
    }

    // Oracle: a dictionary in which the last row of a key is kept, but with the latest time.
    [Fact]
    public Task Plays_in_any_order_agree_with_a_dictionary() =>
        Gen.Select(Gen.Long[1, 6], Gen.Long[-3, 6], Gen.Int[1, 9], Gen.Int[0, 9])
            .Array[0, 60]
            .Array[1, 3]
            .SampleAsync(
                async batches =>
                {
                    using var folder = new TemporaryFolder();
                    using var store = new SqliteCatalogStore(folder.Database);
                    var expected = new SortedDictionary<(long User, long Song), (float Count, long Last)>();
                    foreach (var batch in batches)
                    {
                        foreach (var (user, song, count, last) in batch)
                        {
                            expected[(user, song)] = (count, Math.Max(last, expected.GetValueOrDefault((user, song)).Last));
                        }

                        await store.UpsertAsync(
                            new()
                            {
                                Plays =
                                [
                                    .. batch.Select(play => new Interaction<SongId>(
                                        new(play.Item1),
                                        new(play.Item2),
                                        play.Item3,
                                        play.Item4
                                    )),
                                ],
                            },
                            Token
                        );
                    }

                    return (await PlaysAsync(store)).SequenceEqual(
                        expected.Select(play => new Interaction<SongId>(
                            new(play.Key.User),
                            new(play.Key.Song),
                            play.Value.Count,
                            play.Value.Last
                        ))
                    );
                },
                iter: 10
            );

    [Fact]
    public async Task Mint_gives_each_key_one_id_below_0_and_keeps_ids_that_were_given()
    {
        await _store.UpsertAsync(Everything, Token);
        var first = await _store.MintAsync<ArtistId>("name", ["周杰伦", "b", "c", "b"], Token);
        var again = await _store.MintAsync<ArtistId>("name", ["c", "d", "b"], Token);
        var users = await _store.MintAsync<UserId>("name", ["b"], Token);
        Assert.Equal([new(7), new(-2), new(-3), new(-2)], first); // -1 is an artist already
        Assert.Equal([new(-3), new(-4), new(-2)], again);
        Assert.Equal([new(-1)], users);
    }

    [Fact]
    public async Task Mint_gives_no_id_that_a_batch_has_brought()
    {
        await _store.UpsertAsync(
            new()
            {
                Songs = [new(new(-5), "A", [])],
                Users = [new(new(-6), "alice")],
                Playlists = [new(new(-7), "list")],
                ExternalIds = [new("artist", "name", "Ann", -8)],
            },
            Token
        );
        Assert.Equal([new(-6)], await _store.MintAsync<SongId>("name", ["x"], Token));
        Assert.Equal([new(-7)], await _store.MintAsync<UserId>("name", ["x"], Token));
        Assert.Equal([new(-8)], await _store.MintAsync<PlaylistId>("name", ["x"], Token));
        Assert.Equal([new(-9), new(-8)], await _store.MintAsync<ArtistId>("name", ["x", "Ann"], Token));
    }

    [Fact]
    public async Task Mint_refuses_to_leave_the_ids_that_are_left_to_it()
    {
        await _store.UpsertAsync(new() { Artists = [new(new(ExternalId.MaxHashedId + 1), "the lowest id")] }, Token);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _store.MintAsync<ArtistId>("name", ["x"], Token));
        Assert.Equal(
            "No id is left to mint for the kind artist: the catalogue contains -4503599627370496, which is the lowest possible id.",
            error.Message
        );
    }

    [Fact]
    public void Hashed_ids_are_exact_in_JSON_below_those_that_are_minted_and_the_same_everywhere() =>
        Gen.Select(Gen.String, Gen.String[1, 5], Gen.Int[0, 3])
            .Sample(
                (key, source, attempt) =>
                {
                    var id = ExternalId.Hashed<ArtistId>(source, key, attempt);
                    Assert.InRange(id.Id, -((1L << 53) - 1), ExternalId.MaxHashedId);
                    Assert.Equal(id.Id, (long)(double)id.Id);
                    Assert.Equal(new ExternalId("artist", source, key, id.Id), ExternalId.Hashed<ArtistId>(source, key, attempt));
                    Assert.NotEqual(id.Id, ExternalId.Hashed<ArtistId>(source, key, attempt + 1).Id);
                    Assert.NotEqual(id.Id, ExternalId.Hashed<SongId>(source, key, attempt).Id);
                }
            );

    [Fact]
    public async Task Upsert_keeps_artists_apart_whose_names_have_one_hash()
    {
        const long Hash = ExternalId.MaxHashedId - 5;
        await _store.UpsertAsync(OfName("Ann", song: 1), Token);
        await _store.UpsertAsync(OfName("Bob", song: 2), Token);
        await _store.UpsertAsync(OfName("Bob", song: 3), Token);
        await _store.UpsertAsync(OfName("Ann", song: 4), Token);
        Assert.Equal([new(new(Hash), "Ann"), new(new(-1), "Bob")], await _store.ReadArtistsAsync(Token).ToListAsync(Token));
        Assert.Equal(
            [new("artist", "name", "Ann", Hash), new("artist", "name", "Bob", -1)],
            await _store.ReadExternalIdsAsync(Token).ToListAsync(Token)
        );
        var songs = await _store.ReadSongsAsync(Token).ToListAsync(Token);
        Assert.Equal([Hash, -1, -1, Hash], songs.Select(song => Assert.Single(song.Artists).Value));
        Assert.Equal([Hash, -1, -1, Hash], songs.Select(song => Assert.Single(song.OriginalArtists).Value));

        var both = OfName("Cid", song: 5) with { ExternalIds = [new("artist", "name", "Cid", Hash), new("artist", "name", "Dan", Hash)] };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _store.UpsertAsync(both, Token));
        Assert.StartsWith($"The artists 'Cid' and 'Dan' have the same hash {Hash} in one batch", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await _store.CountAsync(Token)).Songs);

        static CatalogBatch OfName(string name, long song) =>
            new()
            {
                Songs = [new(new(song), "song", [new(Hash)]) { OriginalArtists = [new(Hash)] }],
                Artists = [new(new(Hash), name)],
                ExternalIds = [new("artist", "name", name, Hash)],
            };
    }

    // Every id of a batch is replaced: a batch whose user, song and playlist get minted ids gives the same rows as one written
    // with these ids.
    [Fact]
    public async Task Upsert_writes_all_rows_of_a_hash_under_the_id_that_its_key_has()
    {
        const long Hash = ExternalId.MaxHashedId - 9;
        await _store.MintAsync<SongId>("x", ["a", "it"], Token);
        await _store.MintAsync<UserId>("x", ["a", "b", "it"], Token);
        await _store.MintAsync<PlaylistId>("x", ["a", "b", "c", "it"], Token);
        await _store.UpsertAsync(
            Batch(Hash, Hash, Hash) with
            {
                ExternalIds = [new("song", "x", "it", Hash), new("user", "x", "it", Hash), new("playlist", "x", "it", Hash)],
            },
            Token
        );
        using var expected = new SqliteCatalogStore(_folder["expected.db"]);
        await expected.UpsertAsync(Batch(-2, -3, -4), Token);
        Assert.Equal(await RowsAsync(expected), await RowsAsync(_store));

        static CatalogBatch Batch(long song, long user, long list) =>
            new()
            {
                Songs = [new(new(song), "song", [])],
                Users = [new(new(user), "user")],
                Playlists = [new(new(list), "list") { Creator = new UserId(user) }],
                PlaylistSongs = [new(new(list), 0, new(song))],
                Subscriptions = [new(new(user), new(list))],
                Plays = [new(new(user), new(song), 2, 3)],
                Comments = [new(1, new(song), new(user), "text")],
                Lyrics = [new(new(song), "text")],
                Follows = [new(new(user), new(7)), new(new(7), new(user))],
            };

        static async Task<string> RowsAsync(SqliteCatalogStore store) =>
            string.Join(
                '\n',
                [
                    .. (await store.ReadSongsAsync(Token).ToListAsync(Token)).Select(row => $"{row.Id} {row.Title}"),
                    .. await TextAsync(store.ReadUsersAsync(Token)),
                    .. await TextAsync(store.ReadPlaylistsAsync(Token)),
                    .. await TextAsync(store.ReadPlaylistSongsAsync(Token).SelectMany(block => block.ToArray().ToAsyncEnumerable())),
                    .. await TextAsync(store.ReadSubscriptionsAsync(Token)),
                    .. (await PlaysAsync(store)).Select(row => $"{row}"),
                    .. await TextAsync(store.ReadCommentsAsync(Token)),
                    .. await TextAsync(store.ReadLyricsAsync(Token)),
                    .. await TextAsync(store.ReadFollowsAsync(Token)),
                ]
            );

        static async Task<List<string>> TextAsync<T>(IAsyncEnumerable<T> rows) => await rows.Select(row => $"{row}").ToListAsync(Token);
    }

    [Fact]
    public async Task DeleteUser_leaves_nothing_of_him_and_everything_of_others()
    {
        await _store.UpsertAsync(Everything, Token);
        await _store.DeleteUserAsync(new(5), Token);
        Assert.Equal(new CatalogCounts(2, 2, 1, 1, 1, 0, 1, 1, 1, 0), await _store.CountAsync(Token));
        await _store.DeleteUserAsync(new(6), Token);
        Assert.Equal(new CatalogCounts(2, 2, 0, 1, 1, 0, 0, 0, 1, 0), await _store.CountAsync(Token));
    }

    // Whole files are searched: free pages, free space within pages, and the log are files too.
    [Fact]
    public async Task DeleteUser_leaves_no_byte_of_the_name_and_says_so_where_a_reader_keeps_the_earlier_state()
    {
        const string Name = "夜航船_x1";
        using var store = new SqliteCatalogStore(_folder.Database, TimeSpan.Zero);
        for (var round = 0; round < 40; round++)        // rows that move leave copies behind
        {
            await store.UpsertAsync(
                new()
                {
                    Users = [.. Enumerable.Range(1, 40).Select(user => new User(new(user), user == 7 ? Name : $"user {user} {new string('u', round)}"))],
                    Playlists = [.. Enumerable.Range(1, 40).Select(
                        list => new Playlist(new(list), $"{(list == 7 ? Name : "list")}喜欢的音乐 {new string('x', (round * list) % 90)}") { Creator = new UserId(list) })],
                    ExternalIds = [new("user", "name", Name, 7)],
                },
                Token
            );
        }

        await store.AddItemsAsync([new("nickname", Name)], cancellationToken: Token);
        Assert.NotEqual(0, CountInFiles());
        using (await store.FreezeAsync(Token))
        {
            Assert.False(await store.DeleteUserAsync(new(7), Token));
            Assert.DoesNotContain(await store.ReadUsersAsync(Token).ToListAsync(Token), user => user.Name == Name);
        }

        Assert.True(await store.DeleteUserAsync(new(7), Token));
        Assert.Equal(0, CountInFiles());
        Assert.Equal(39, (await store.CountAsync(Token)).Playlists);

        int CountInFiles() => Directory.GetFiles(_folder.Path).Sum(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes.AsSpan().Count(System.Text.Encoding.UTF8.GetBytes(Name));
        });
    }

    [Fact]
    public async Task Read_sees_the_state_of_its_beginning_and_is_not_blocked_by_the_writer()
    {
        await _store.UpsertAsync(
            new() { Plays = [.. Enumerable.Range(1, 40_000).Select(song => new Interaction<SongId>(new(1), new(song)))] },
            Token
        );
        using var other = new SqliteCatalogStore(_folder.Database);
        var count = 0;
        await foreach (var block in _store.ReadPlaysAsync(Token))
        {
            if (count == 0)
            {
                await other.UpsertAsync(new() { Plays = [new(new(9), new(9))] }, Token);
            }

            count += block.Length;
        }

        Assert.Equal(40_000, count);
        Assert.Equal(40_001, (await _store.CountAsync(Token)).Plays);
        await other.WriteAsync(
            writer =>
            {
                Assert.Equal(40_001, _store.CountAsync(Token).GetAwaiter().GetResult().Plays); // inside the other's open transaction
            },
            Token
        );
    }

    [Fact]
    public async Task Two_stores_write_to_one_file_at_the_same_time()
    {
        using var other = new SqliteCatalogStore(_folder.Database);
        await Task.WhenAll(
            new[] { _store, other, _store, other }.Select(
                (store, i) =>
                    Task.Run(
                        async () =>
                        {
                            for (var song = 0; song < 50; song++)
                            {
                                await store.UpsertAsync(new() { Plays = [new(new(i + 1), new(song + 1))] }, Token);
                            }
                        },
                        Token
                    )
            )
        );
        Assert.Equal(200, (await _store.CountAsync(Token)).Plays);
    }

    [Fact]
    public async Task Stores_that_make_one_new_file_at_the_same_time_all_open_it()
    {
        for (var round = 0; round < 25; round++)
        {
            var stores = Enumerable.Range(0, 4).Select(_ => new SqliteCatalogStore(_folder[$"{round}.db"])).ToArray();
            await Task.WhenAll(stores.Select(store => Task.Run(() => store.CountAsync(Token), Token)));
            Array.ForEach(stores, store => store.Dispose());
        }
    }

    [Fact]
    public async Task Upsert_says_so_when_another_process_does_not_stop_writing()
    {
        using var impatient = new SqliteCatalogStore(_folder.Database, TimeSpan.Zero);
        await impatient.CountAsync(Token);
        await _store.WriteAsync(
            writer =>
            {
                var exception = Assert.Throws<IOException>(() => impatient.UpsertAsync(Everything, Token).GetAwaiter().GetResult());
                Assert.Contains("Another process is writing", exception.Message, StringComparison.Ordinal);
            },
            Token
        );
        await impatient.UpsertAsync(Everything, Token);
    }

    // SQLite's own limit of pages simulates a full disk: the same code path, the same result code.
    [Fact]
    public async Task Upsert_on_a_full_disk_is_an_IOException_and_loses_nothing()
    {
        await _store.UpsertAsync(Everything, Token);
        await _store.WriteAsync(writer => writer.Execute("PRAGMA max_page_count = 60"), Token);
        var big = new CatalogBatch { Lyrics = [.. Enumerable.Range(1, 500).Select(song => new Lyric(new(song), new string('x', 1000)))] };
        var exception = await Assert.ThrowsAsync<IOException>(() => _store.UpsertAsync(big, Token));
        Assert.Contains("disk is full", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Everything.Lyrics, await _store.ReadLyricsAsync(Token).ToListAsync(Token));
        await _store.WriteAsync(writer => writer.Execute("PRAGMA max_page_count = 100000"), Token);
        await _store.UpsertAsync(big, Token);
        Assert.Equal(500, (await _store.CountAsync(Token)).Lyrics);
    }

    [Theory]
    [InlineData("PRAGMA user_version = 99", "version 99")]
    [InlineData("PRAGMA application_id = 1", "not a catalogue")]
    [InlineData("PRAGMA application_id = 0", "not a catalogue")]
    public async Task A_database_of_a_newer_version_or_of_another_program_is_refused_and_not_changed(string sql, string expected)
    {
        await _store.UpsertAsync(Everything, Token);
        _store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of those above.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        var before = await File.ReadAllBytesAsync(_folder.Database, Token);
        using var store = new SqliteCatalogStore(_folder.Database);
        Assert.Contains(
            expected,
            (await Assert.ThrowsAsync<InvalidDataException>(() => store.CountAsync(Token))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.Database, Token));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        _folder.With("notes.txt", new string('n', 5000));
        using var store = new SqliteCatalogStore(_folder["notes.txt"]);
        Assert.Contains(
            "not an SQLite database",
            (await Assert.ThrowsAsync<InvalidDataException>(() => store.CountAsync(Token))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(5000, new FileInfo(_folder["notes.txt"]).Length);
    }

    [Fact]
    public async Task A_truncated_database_is_an_InvalidDataException()
    {
        await _store.UpsertAsync(
            new() { Lyrics = [.. Enumerable.Range(1, 500).Select(song => new Lyric(new(song), new string('x', 1000)))] },
            Token
        );
        _store.Dispose();
        using (var file = File.OpenWrite(_folder.Database))
        {
            file.SetLength(file.Length / 2);
        }

        using var store = new SqliteCatalogStore(_folder.Database);
        Assert.Contains(
            "damaged",
            (await Assert.ThrowsAsync<InvalidDataException>(async () => await store.ReadLyricsAsync(Token).CountAsync(Token))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_missing_folder_is_an_IOException_that_says_so()
    {
        using var store = new SqliteCatalogStore(_folder["missing/music.db"]);
        Assert.Contains(
            "its folder must exist",
            (await Assert.ThrowsAsync<IOException>(() => store.CountAsync(Token))).Message,
            StringComparison.Ordinal
        );
    }

    // This VFS of SQLite has no shared memory, like a network share.
    [Fact]
    public void A_file_system_without_shared_memory_is_an_IOException_that_says_what_to_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "unix-none is a file layer of Unix.");
        var exception = Assert.Throws<IOException>(() =>
            new SqliteWriter($"Data Source=file:{_folder.Database}?vfs=unix-none;Pooling=False", TimeSpan.FromSeconds(1), Token)
        );
        Assert.Contains("'delete'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("local disk", exception.Message, StringComparison.Ordinal);
    }

    // Oracle: a thread outside of the pool never runs the work of the pool.
    [Fact]
    public async Task Rows_are_not_read_on_the_callers_thread()
    {
        await _store.UpsertAsync(Everything, Token);
        var caller = 0;
        var reader = await Task
            .Factory.StartNew(
                () =>
                {
                    caller = Environment.CurrentManagedThreadId;
                    return _store.ReadRowAsync("SELECT 1", static _ => { }, static _ => Environment.CurrentManagedThreadId, Token);
                },
                Token,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            )
            .Unwrap();
        Assert.NotEqual(caller, reader);
    }

    [Fact]
    public async Task A_row_that_takes_long_can_be_cancelled()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var begun = new TaskCompletionSource();
        var row = _store.ReadRowAsync(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) SELECT count(*) FROM n",
            _ => begun.SetResult(),
            static row => row.Int64(0),
            source.Token
        );
        await begun.Task;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => row);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":memory:")]
    public void A_path_that_names_no_file_is_refused(string path) => Assert.Throws<ArgumentException>(() => new SqliteCatalogStore(path));

    [Fact]
    public async Task Upsert_that_is_cancelled_writes_nothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.UpsertAsync(Everything, source.Token));
        Assert.Equal(0, (await _store.CountAsync(Token)).Songs);
    }

    [Fact]
    public async Task A_reader_may_stop_early()
    {
        await _store.UpsertAsync(new() { Lyrics = [.. Enumerable.Range(1, 2000).Select(song => new Lyric(new(song), "x"))] }, Token);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(1, (await _store.ReadLyricsAsync(Token).FirstAsync(Token)).Song.Value);
        }
    }

    private static async Task<List<Interaction<SongId>>> PlaysAsync(SqliteCatalogStore store)
    {
        var plays = new List<Interaction<SongId>>();
        await foreach (var block in store.ReadPlaysAsync(Token))
        {
            plays.AddRange(block.Span);
        }

        return plays;
    }

    private async Task<List<PlaylistSong>> PlaylistSongsAsync()
    {
        var rows = new List<PlaylistSong>();
        await foreach (var block in _store.ReadPlaylistSongsAsync(Token))
        {
            rows.AddRange(block.Span);
        }

        return rows;
    }
}
