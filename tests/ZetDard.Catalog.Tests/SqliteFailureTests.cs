using Microsoft.Data.Sqlite;
using ZetDard.Recommenders;

namespace ZetDard.Catalog.Tests;

/// <summary>After every failure of a write, the error says its cause, another connection can write at once, and so can the store.</summary>
public sealed class SqliteFailureTests : IDisposable
{
    private static readonly CatalogBatch Small = new() { Songs = [new(new(1), "A", [new(2)])], Users = [new(new(3), "u")] };

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteCatalogStore _store;

    public SqliteFailureTests() => _store = new(_folder.Database, TimeSpan.FromSeconds(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    // From reports of other programs: a statement that fails to be prepared, for a table or column that is gone, leaves the lock.
    [Theory]
    [InlineData("ALTER TABLE song RENAME TO song_", "ALTER TABLE song_ RENAME TO song", "no such table: song")]
    [InlineData("ALTER TABLE song RENAME COLUMN album TO record", "ALTER TABLE song RENAME COLUMN record TO album", "album")]
    [InlineData("ALTER TABLE user RENAME TO user_", "ALTER TABLE user_ RENAME TO user", "no such table: user")]
    [InlineData("PRAGMA user_version = 3", "PRAGMA user_version = 2", "version 3")]
    public async Task A_schema_that_another_program_changes_is_an_InvalidDataException(string change, string undo, string cause)
    {
        foreach (var isOpened in new[] { true, false })        // with statements that were prepared before, and without
        {
            using var store = new SqliteCatalogStore(_folder.Database);
            await (isOpened ? store.UpsertAsync(Small, Token) : store.CountAsync(Token));
            Run(change);
            for (var time = 0; time < 2; time++)
            {
                var error = await Assert.ThrowsAsync<InvalidDataException>(() => store.UpsertAsync(Small, Token));
                Assert.Contains(cause, error.Message, StringComparison.Ordinal);
                Assert.Contains(_folder.Database, error.Message, StringComparison.Ordinal);
                Run("INSERT OR REPLACE INTO checkpoint VALUES ('other', '1')");
            }

            Run(undo);
            await store.UpsertAsync(Small, Token);
        }
    }

    [Theory]
    [InlineData("no such table")]
    [InlineData("syntax error")]
    public async Task A_statement_that_cannot_be_prepared_releases_the_lock(string cause)
    {
        await _store.UpsertAsync(Small, Token);
        var sql = cause == "syntax error" ? "SELEKT" : "SELECT * FROM nowhere";
        for (var time = 0; time < 2; time++)
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(() => _store.WriteAsync(writer =>
            {
                _ = writer.Prepare("SELECT id FROM song").Step();        // in the middle of a run
                _ = writer.Prepare(sql);
            }, Token));
            Assert.Contains(cause, error.Message, StringComparison.Ordinal);
            await AssertWritableAsync();
        }
    }

    [Fact]
    public async Task A_parameter_that_does_not_exist_releases_the_lock()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.WriteAsync(writer => writer.Prepare("SELECT ?1").Bind(2, 1L), Token));
        await AssertWritableAsync();
    }

    [Fact]
    public async Task A_value_that_a_table_does_not_take_is_an_ArgumentException_that_names_the_column()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _store.UpsertAsync(Small with { Artists = [new(new(1), null!)] }, Token));
        Assert.Contains("artist.name", error.Message, StringComparison.Ordinal);
        await AssertWritableAsync();
        error = await Assert.ThrowsAsync<ArgumentException>(
            () => _store.UpsertAsync(new() { Songs = [new(new(1), "A", []) { Popularity = double.NaN }] }, Token));
        Assert.Contains("popularity must be finite", error.Message, StringComparison.Ordinal);
        await AssertWritableAsync();
        Assert.Equal(0, (await _store.CountAsync(Token)).Songs);
    }

    [Fact]
    public async Task An_exception_of_the_caller_releases_the_lock_and_is_not_replaced()
    {
        await Assert.ThrowsAsync<FormatException>(() => _store.UpdateCheckpointAsync("a", _ => throw new FormatException(), Token));
        await AssertWritableAsync();
    }

    [Fact]
    public async Task A_commit_that_fails_releases_the_lock()
    {
        await _store.CountAsync(Token);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _store.WriteAsync(writer =>
        {
            writer.Execute("PRAGMA defer_foreign_keys = ON");
            writer.Execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
            writer.Execute("CREATE TABLE child (parent INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
            writer.Execute("INSERT INTO child VALUES (7)");
        }, Token));
        Assert.Contains("FOREIGN KEY", error.Message, StringComparison.Ordinal);
        await AssertWritableAsync();
    }

    [Fact]
    public async Task A_transaction_that_the_work_has_ended_itself_says_so()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => _store.WriteAsync(writer => writer.Execute("ROLLBACK"), Token));
        Assert.Contains("no transaction is active", error.Message, StringComparison.Ordinal);
        await AssertWritableAsync();
    }

    [Fact]
    public async Task A_full_disk_releases_the_lock()
    {
        await _store.UpsertAsync(Small, Token);
        await _store.WriteAsync(writer => writer.Execute("PRAGMA max_page_count = 60"), Token);
        var big = new CatalogBatch { Lyrics = [.. Enumerable.Range(1, 500).Select(song => new Lyric(new(song), new string('x', 1000)))] };
        Assert.Contains("disk is full", (await Assert.ThrowsAsync<IOException>(() => _store.UpsertAsync(big, Token))).Message, StringComparison.Ordinal);
        await AssertWritableAsync();
    }

    [Fact]
    public async Task A_connection_that_may_only_read_says_so_and_takes_no_lock()
    {
        await _store.UpsertAsync(Small, Token);
        using (var store = new SqliteCatalogStore(_folder.Database))
        {
            await store.WriteAsync(static _ => { }, Token, afterCommit: writer => writer.Execute("PRAGMA query_only = ON"));
            var error = await Assert.ThrowsAsync<IOException>(() => store.UpsertAsync(Small, Token));
            Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
        }

        await AssertWritableAsync();
    }

    [Fact]
    public async Task A_write_that_is_interrupted_releases_the_lock()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.WriteAsync(static _ => throw new OperationCanceledException(), Token));
        await AssertWritableAsync();
    }

    // Values that only another program writes. SQLite's own functions would return 0, an empty text or a date of their own.
    [Theory]
    [InlineData("INSERT INTO song VALUES (9, 'A', 'loud', NULL, NULL)", "'loud'", "popularity of song in the row with id = 9", "a number")]
    [InlineData("INSERT INTO song VALUES (9, 'A', 9e999, NULL, NULL)", "Inf", "popularity of song", "a finite number")]
    [InlineData("INSERT INTO song VALUES (9, 'A', NULL, 9223372036854775807, NULL)", "9223372036854775807", "duration_ms of song", "milliseconds from")]
    [InlineData("INSERT INTO song VALUES (9, 'A', NULL, 'long', NULL)", "'long'", "duration_ms of song", "a whole number")]
    [InlineData("INSERT INTO song VALUES (9, x'FF', NULL, NULL, NULL)", "bytes", "title of song", "a text")]
    [InlineData("INSERT INTO song VALUES (9, CAST(x'41FF' AS TEXT), NULL, NULL, NULL)", "'A", "title of song", "text in UTF-8")]
    [InlineData("INSERT INTO song_artist VALUES (1, 5, 'Ann')", "'Ann'", "artist of song", "a whole number")]
    [InlineData("INSERT INTO song_original VALUES (404, 0, 1)", "nothing", "title of song in the row with id = 404", "a text")]
    [InlineData("INSERT INTO playlist VALUES (9, 9, 'L', 'bob', NULL, NULL, NULL, NULL, NULL, NULL)", "'bob'", "creator of playlist", "a whole number")]
    [InlineData("INSERT INTO playlist VALUES (9, 9, 'L', NULL, 253402300800, NULL, NULL, NULL, NULL, NULL)", "253402300800", "created of playlist", "a time in the years 1 to 9999")]
    [InlineData("INSERT INTO playlist VALUES (9, 9, 'L', NULL, '2024-05-31', NULL, NULL, NULL, NULL, NULL)", "'2024-05-31'", "created of playlist", "a whole number")]
    [InlineData("INSERT INTO playlist VALUES (9, 9, 'L', NULL, NULL, 1.5, NULL, NULL, NULL, NULL)", "1.5", "play_count of playlist", "a whole number")]
    [InlineData("INSERT INTO playlist_song VALUES (9, -1, 1)", "-1", "position of playlist_song", "from 0 to 2147483647")]
    [InlineData("INSERT INTO playlist_song VALUES (9, 4294967296, 1)", "4294967296", "position of playlist_song", "from 0 to 2147483647")]
    [InlineData("INSERT INTO playlist_song VALUES (9, 0, 'song')", "'song'", "song of playlist_song", "a whole number")]
    [InlineData("INSERT INTO play VALUES (9, 1, 0, 0)", "0", "count of play", "above 0")]
    [InlineData("INSERT INTO play VALUES (9, 1, 1e300, 0)", "e+300", "count of play", "range of float")]
    [InlineData("INSERT INTO play VALUES (9, 1, 'many', 0)", "'many'", "count of play", "a number")]
    [InlineData("INSERT INTO play VALUES (9, 1, 1, 'today')", "'today'", "last of play", "a whole number")]
    [InlineData("INSERT INTO comment VALUES (9, 1, 1, 'x', -99999999999999, NULL)", "-99999999999999", "written of comment", "a time in the years 1 to 9999")]
    [InlineData("INSERT INTO lyric VALUES (9, x'00')", "bytes", "text of lyric", "a text")]
    [InlineData("INSERT INTO follow VALUES (9, 'bob')", "'bob'", "followed of follow", "a whole number")]
    [InlineData("INSERT INTO external_id VALUES ('song', 'x', 'y', 1.5)", "1.5", "id of external_id", "a whole number")]
    public async Task An_impossible_value_is_an_InvalidDataException_that_says_where_it_is(string sql, string value, string place, string expected)
    {
        await _store.UpsertAsync(Small, Token);
        Run(sql);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogDump.OfAsync(_store, Token));
        Assert.Contains(_folder.Database, error.Message, StringComparison.Ordinal);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        await AssertWritableAsync();
    }

    [Theory]
    [InlineData("state", "77", "a state from 0 to 5")]
    [InlineData("kind", "x'01'", "a text")]
    public async Task An_impossible_value_of_the_frontier_is_an_InvalidDataException(string column, string value, string expected)
    {
        await _store.AddItemsAsync([new("song", "1")], cancellationToken: Token);
        Run($"UPDATE crawl_total SET {column} = {value}");
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _store.CountItemsAsync(Token));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Run("UPDATE crawl_item SET depth = -1");
        error = await Assert.ThrowsAsync<InvalidDataException>(
            () => _store.ClaimAsync([new("song", 1)], DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), Token));
        Assert.Contains("depth of crawl_item", error.Message, StringComparison.Ordinal);
        await AssertWritableAsync();
    }

    [Theory]
    [InlineData("file::memory:")]
    [InlineData("file:music.db?mode=memory")]
    [InlineData(":memory:")]
    [InlineData(" ")]
    [InlineData("FILE:music.db")]
    public void A_path_that_SQLite_would_take_for_something_else_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() => new SqliteCatalogStore(path));

    [Theory]
    [InlineData("a?b.db")]
    [InlineData("a#b.db")]
    [InlineData("a%20b.db")]
    [InlineData("a;Mode=Memory;b.db")]
    [InlineData("a=b.db")]
    [InlineData("'a'\"b\".db")]
    [InlineData("\"")]
    [InlineData("a\nb.db")]
    [InlineData(" blank ")]
    [InlineData("音乐🎵.db")]
    [InlineData("|DataDirectory|.db")]
    [InlineData("a:memory:")]
    public async Task A_path_with_odd_characters_is_that_file(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not allow these characters.");
        var path = _folder[name];
        using (var store = new SqliteCatalogStore(path))
        {
            await store.UpsertAsync(Small, Token);
            Assert.Equal(1, (await store.CountAsync(Token)).Songs);
        }

        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_folder_and_a_device_are_refused()
    {
        using var folder = new SqliteCatalogStore(_folder.Path);
        Assert.Contains("is a folder", (await Assert.ThrowsAsync<IOException>(() => folder.CountAsync(Token))).Message, StringComparison.Ordinal);
        using var slash = new SqliteCatalogStore(_folder.Path + Path.DirectorySeparatorChar);
        Assert.Contains("is a folder", (await Assert.ThrowsAsync<IOException>(() => slash.CountAsync(Token))).Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            using var device = new SqliteCatalogStore("/dev/null");
            var error = await Assert.ThrowsAnyAsync<Exception>(() => device.UpsertAsync(Small, Token));
            Assert.True(error is IOException or InvalidDataException, error.ToString());
        }
    }

    private async Task AssertWritableAsync()
    {
        Run("INSERT OR REPLACE INTO checkpoint VALUES ('other', '1')");
        await _store.UpdateCheckpointAsync("own", static _ => "1", Token);
    }

    // As another program: it does not wait.
    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False;Default Timeout=1");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of those above.
        command.CommandText = "PRAGMA busy_timeout = 0; " + sql;
#pragma warning restore CA2100
        command.CommandTimeout = 1;
        command.ExecuteNonQuery();
    }
}
