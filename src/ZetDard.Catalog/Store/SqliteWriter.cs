using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// The single writing connection of a store, with its prepared statements. Not safe for concurrent use: the store admits one
/// caller at a time.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int WaitMilliseconds = 100;       // between two checks of the cancellation token while another process writes

    /// <summary>The kinds of things that have a table of their own, of the same name, with a column <c>id</c>.</summary>
    public static readonly FrozenSet<string> KindsWithTable = ["song", "artist", "user", "playlist"];

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = [];
    private readonly int _maxWaits;

    /// <summary>Opens a catalogue, creates a new one, or migrates an old one to the newest version.</summary>
    public SqliteWriter(string connectionString, TimeSpan busyTimeout, CancellationToken cancellationToken)
    {
        _maxWaits = (int)Math.Clamp(busyTimeout.TotalMilliseconds / WaitMilliseconds, 1, int.MaxValue);
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
            _ = raw.sqlite3_busy_timeout(_connection.Handle, WaitMilliseconds);
            RefuseForeign(cancellationToken);       // before anything is written to the file
            Patiently("PRAGMA journal_mode = WAL", cancellationToken);
            RequireWal();
            Execute("PRAGMA synchronous = FULL");       // a commit survives a loss of power too; with large batches it costs little
            Execute("PRAGMA cache_size = -65536");
            if (Version() < SqliteSchema.Migrations.Length)
            {
                InTransaction(Migrate, cancellationToken);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether the connection can be used: a transaction that can be neither committed nor rolled back makes it useless.</summary>
    public bool IsUsable { get; private set; } = true;

    public void InTransaction(Action work, CancellationToken cancellationToken)
    {
        Patiently("BEGIN IMMEDIATE", cancellationToken);
        try
        {
            work();
            cancellationToken.ThrowIfCancellationRequested();
            Execute("COMMIT");
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(_connection, sql);      // may throw: only what was prepared is kept
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Requires the version of tables that this package knows: another process may have migrated the file meanwhile.</summary>
    public void RequireVersion() => RequireVersion(Prepare("PRAGMA user_version").Scalar() ?? 0, _connection.DataSource);

    /// <inheritdoc cref="RequireVersion()"/>
    public static void RequireVersion(long version, string path)
    {
        if (version != SqliteSchema.Migrations.Length)
        {
            throw new InvalidDataException(
                $"'{path}' has become a catalogue of version {version} since it was opened, but this package knows version {SqliteSchema.Migrations.Length}; nothing was changed. Use the newer ZetDard.Catalog here too.");
        }
    }

    public void Execute(string sql)
    {
        using var statement = new SqliteStatement(_connection, sql);
        statement.Run();
    }

    /// <summary>Runs a statement to clean up; a failure shall not hide the one before it.</summary>
    /// <returns>Whether it succeeded.</returns>
    public bool TryExecute(string sql) => raw.sqlite3_exec(_connection.Handle, sql) == raw.SQLITE_OK;

    public void Dispose()
    {
        DisposeStatements();
        _connection.Dispose();
    }

    // Ends a transaction that has failed. It never throws, because the caller shall see the cause of the failure.
    private void Abandon()
    {
        DisposeStatements();       // a statement may be in the middle of a run
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            IsUsable = TryExecute("ROLLBACK");
        }
    }

    private void DisposeStatements()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }

    public void Write(CatalogBatch batch, CancellationToken cancellationToken)
    {
        batch = new KeyedIds(this).Settle(batch);
        WriteSongs(batch.Songs);
        ForEach(batch.Artists, "INSERT INTO artist VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            static (statement, artist) => statement.Bind(1, artist.Id.Value).Bind(2, artist.Name));
        ForEach(batch.Users, "INSERT INTO user VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET name = ifnull(excluded.name, name)",
            static (statement, user) => statement.Bind(1, user.Id.Value).Bind(2, user.Name));
        ForEach(
            batch.Playlists,
            """
            INSERT INTO playlist (id, name, creator, created, play_count, subscriber_count, comment_count, share_count, tags) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, creator = ifnull(excluded.creator, creator), created = ifnull(excluded.created, created),
                play_count = ifnull(excluded.play_count, play_count), subscriber_count = ifnull(excluded.subscriber_count, subscriber_count),
                comment_count = ifnull(excluded.comment_count, comment_count), share_count = ifnull(excluded.share_count, share_count), tags = ifnull(excluded.tags, tags)
            """,
            static (statement, list) =>
                statement.Bind(1, list.Id.Value).Bind(2, list.Name).Bind(3, list.Creator?.Value).Bind(4, list.Created?.ToUnixTimeSeconds())
                .Bind(5, list.PlayCount).Bind(6, list.SubscriberCount).Bind(7, list.CommentCount).Bind(8, list.ShareCount)
                .Bind(9, list.Tags));
        ForEach(
            batch.EmptiedPlaylists, "DELETE FROM playlist_song WHERE playlist = ?1",
            static (statement, list) => statement.Bind(1, list.Value));
        ForEach(batch.PlaylistSongs, "INSERT INTO playlist_song VALUES (?1, ?2, ?3) ON CONFLICT (playlist, position) DO UPDATE SET song = excluded.song",
            static (statement, row) =>
                statement.Bind(1, row.Playlist.Value)
                    .Bind(2, row.Position >= 0 ? row.Position : throw OutOfRange("position", row.Position, "0 or more"))
                    .Bind(3, row.Song.Value));
        ForEach(
            batch.EmptiedSubscribers, "DELETE FROM subscription WHERE user = ?1",
            static (statement, user) => statement.Bind(1, user.Value));
        ForEach(batch.Subscriptions, "INSERT OR IGNORE INTO subscription VALUES (?1, ?2)",
            static (statement, row) => statement.Bind(1, row.User.Value).Bind(2, row.Playlist.Value));
        cancellationToken.ThrowIfCancellationRequested();
        ForEach(batch.EmptiedPlayers, "DELETE FROM play WHERE user = ?1", static (statement, user) => statement.Bind(1, user.Value));
        ForEach(
            ByKey(batch.Plays),
            "INSERT INTO play VALUES (?1, ?2, ?3, ?4) ON CONFLICT (user, song) DO UPDATE SET count = excluded.count, last = max(last, excluded.last)",
            static (statement, play) => statement.Bind(1, play.User.Value).Bind(2, play.Item.Value)
                .Bind(
                    3,
                    play.Weight > 0 && float.IsFinite(play.Weight)
                        ? (double)play.Weight
                        : throw OutOfRange("play count", play.Weight, "finite and above 0")).Bind(4,
                    play.UnixSeconds));
        ForEach(
            batch.Comments,
            """
            INSERT INTO comment VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET song = excluded.song, user = excluded.user, text = excluded.text,
                written = ifnull(excluded.written, written), like_count = ifnull(excluded.like_count, like_count)
            """,
            static (statement, comment) =>
                statement.Bind(1, comment.Id).Bind(2, comment.Song.Value).Bind(3, comment.User.Value).Bind(4, comment.Text)
                .Bind(5, comment.Written?.ToUnixTimeSeconds()).Bind(6, comment.LikeCount));
        ForEach(batch.Lyrics, "INSERT INTO lyric VALUES (?1, ?2) ON CONFLICT (song) DO UPDATE SET text = excluded.text",
            static (statement, lyric) => statement.Bind(1, lyric.Song.Value).Bind(2, lyric.Text));
        ForEach(
            batch.EmptiedFollowers, "DELETE FROM follow WHERE follower = ?1", static (statement, user) => statement.Bind(1, user.Value));
        ForEach(batch.EmptiedFollowed, "DELETE FROM follow WHERE followed = ?1", static (statement, user) => statement.Bind(1, user.Value));
        ForEach(batch.Follows, "INSERT OR IGNORE INTO follow VALUES (?1, ?2)",
            static (statement, follow) => statement.Bind(1, follow.Follower.Value).Bind(2, follow.Followed.Value));
        foreach (var external in batch.ExternalIds)
        {
            AddExternalId(external);
        }

        foreach (var (name, value) in batch.Checkpoints)
        {
            SetCheckpoint(name, value);
        }
    }

    /// <summary>Adds an external id, unless its key is known.</summary>
    public void AddExternalId(ExternalId external) => Prepare("INSERT INTO external_id VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")
        .Bind(1, external.Kind).Bind(2, external.Source).Bind(3, external.Key).Bind(4, external.Id).Run();

    public string? Checkpoint(string name)
    {
        var find = Prepare("SELECT value FROM checkpoint WHERE name = ?1").Bind(1, name);
        var value = find.Step() ? find.Text(0) : null;
        find.Reset();
        return value;
    }

    public void SetCheckpoint(string name, string? value) => (value is null
        ? Prepare("DELETE FROM checkpoint WHERE name = ?1").Bind(1, name)
        : Prepare("INSERT INTO checkpoint VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value").Bind(1, name)
        .Bind(2, value)).Run();

    public long[] Mint(string kind, string source, IReadOnlyList<string> keys)
    {
        var find = Prepare("SELECT id FROM external_id WHERE kind = ?1 AND source = ?2 AND key = ?3");
        var add = Prepare("INSERT INTO external_id VALUES (?1, ?2, ?3, ?4)");
        var last = LastMinted(kind);
        var first = last;
        var ids = new long[keys.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            var id = find.Bind(1, kind).Bind(2, source).Bind(3, keys[i]).Scalar() ?? 0;
            if (id == 0)
            {
                id = last > ExternalId.MinMintedId
                    ? --last
                    : throw new InvalidOperationException(
                        $"No id is left to mint for the kind {kind}: the catalogue contains {last}, which is the lowest possible id.");
                add.Bind(1, kind).Bind(2, source).Bind(3, keys[i]).Bind(4, id).Run();
            }

            ids[i] = id;
        }

        if (last != first)
        {
            Prepare("INSERT INTO minted VALUES (?1, ?2) ON CONFLICT (kind) DO UPDATE SET last = excluded.last").Bind(1, kind).Bind(2, last)
                .Run();
        }

        return ids;
    }

    // The lowest id that is not a hash, because a batch may have contained ids below 0 that another store has minted.
    private long LastMinted(string kind)
    {
        var lowest = KindsWithTable.Contains(kind) ? $"(SELECT min(id) FROM {kind} WHERE id >= ?2)" : "0";
        return Prepare(
            $"SELECT min(0, ifnull((SELECT last FROM minted WHERE kind = ?1), 0), ifnull((SELECT min(id) FROM external_id WHERE kind = ?1 AND id >= ?2), 0), ifnull({lowest}, 0))")
            .Bind(1, kind).Bind(2, ExternalId.MinMintedId).Scalar()!.Value;
    }

    /// <summary>
    /// Removes what deleted rows have left in the files: VACUUM writes the file anew without free space, and the log becomes empty.
    /// </summary>
    /// <returns>
    /// Whether nothing is left; otherwise another connection still uses an earlier state or writes, or the disk has no room for a copy.
    /// </returns>
    public bool Purge(CancellationToken cancellationToken)
    {
        try
        {
            Patiently("VACUUM", cancellationToken);
            for (var waits = 1; waits <= _maxWaits; waits++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Scalar("PRAGMA wal_checkpoint(TRUNCATE)") == 0)
                {
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The rows are deleted all the same.
        }

        return false;
    }

    private void WriteSongs(IReadOnlyList<Song> songs)
    {
        if (songs.Count == 0)
        {
            return;
        }

        var put = Prepare(
            """
            INSERT INTO song VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET title = excluded.title, popularity = ifnull(excluded.popularity, popularity),
                duration_ms = ifnull(excluded.duration_ms, duration_ms), album = ifnull(excluded.album, album)
            """);
        var forget = Prepare("DELETE FROM song_artist WHERE song = ?1");
        var credit = Prepare("INSERT INTO song_artist VALUES (?1, ?2, ?3)");
        var forgetOriginals = Prepare("DELETE FROM song_original WHERE song = ?1");
        var creditOriginal = Prepare("INSERT INTO song_original VALUES (?1, ?2, ?3)");
        foreach (var song in songs)
        {
            if (song.Popularity is { } popularity && !double.IsFinite(popularity))
            {
                throw OutOfRange("popularity", popularity, "finite");
            }

            put.Bind(1, song.Id.Value).Bind(2, song.Title).Bind(3, song.Popularity).Bind(4, (long?)song.Duration?.TotalMilliseconds)
                .Bind(5, song.Album).Run();
            Replace(song.Id, song.Artists, forget, credit);
            Replace(song.Id, song.OriginalArtists, forgetOriginals, creditOriginal);
        }

        static void Replace(SongId song, IReadOnlyList<ArtistId> artists, SqliteStatement forget, SqliteStatement credit)
        {
            if (artists.Count == 0)
            {
                return;
            }

            forget.Bind(1, song.Value).Run();
            for (var position = 0; position < artists.Count; position++)
            {
                credit.Bind(1, song.Value).Bind(2, position).Bind(3, artists[position].Value).Run();
            }
        }
    }

    private void ForEach<T>(IReadOnlyList<T> rows, string sql, Action<SqliteStatement, T> bind)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var statement = Prepare(sql);
        for (var i = 0; i < rows.Count; i++)
        {
            bind(statement, rows[i]);
            statement.Run();
        }
    }

    // Sorted by key, the tree grows only at its end; unsorted rows take several times as long.
    private static IReadOnlyList<Interaction<SongId>> ByKey(IReadOnlyList<Interaction<SongId>> plays)
    {
        static int Compare(Interaction<SongId> left, Interaction<SongId> right) =>
            left.User.Value != right.User.Value ? left.User.Value.CompareTo(right.User.Value) : left.Item.Value.CompareTo(right.Item.Value);

        for (var i = 1; i < plays.Count; i++)
        {
            if (Compare(plays[i - 1], plays[i]) > 0)
            {
                // The sort is stable: of two rows with the same key the later one is kept.
                return [.. plays.Order(Comparer<Interaction<SongId>>.Create(Compare))];
            }
        }

        return plays;
    }

    private void Migrate()
    {
        // Read again, because another process may have migrated meanwhile.
        for (var version = Version(); version < SqliteSchema.Migrations.Length; version++)
        {
            using (var script = _connection.CreateCommand())
            {
#pragma warning disable CA2100 // The text is ours.
                script.CommandText = SqliteSchema.Migrations[version];
#pragma warning restore CA2100
                script.ExecuteNonQuery();
            }

            Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}"));
        }

        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {SqliteSchema.ApplicationId}"));
    }

    // Everything is read in one snapshot: a catalogue that another process is just creating must not look like a foreign database.
    private void RefuseForeign(CancellationToken cancellationToken)
    {
        var path = _connection.DataSource;
        long application, version, tableCount;
        Execute("BEGIN");
        try
        {
            // The first read takes the snapshot, as soon as it is allowed to.
            Patiently("SELECT count(*) FROM sqlite_master", cancellationToken);
            application = Scalar("PRAGMA application_id");
            version = Version();
            tableCount = Scalar("SELECT count(*) FROM sqlite_master");
        }
        finally
        {
            _ = TryExecute("COMMIT");       // fails if an error has already ended the transaction
        }

        if (application != SqliteSchema.ApplicationId && (application != 0 || version != 0 || tableCount != 0))
        {
            throw new InvalidDataException(
                $"'{path}' is an SQLite database, but not a catalogue; nothing was changed. Pass the path of a catalogue, or of a file that does not exist yet.");
        }

        if (version > SqliteSchema.Migrations.Length)
        {
            throw new InvalidDataException(
                $"'{path}' is a catalogue of version {version}, but this package knows versions up to {SqliteSchema.Migrations.Length}; nothing was changed. Use a newer ZetDard.Catalog.");
        }
    }

    // If SQLite cannot use a write-ahead log, it does not fail but continues in another mode, in which readers and the writer
    // block each other.
    private void RequireWal()
    {
        using var statement = new SqliteStatement(_connection, "PRAGMA journal_mode");
        _ = statement.Step();
        if (statement.Text(0) is not "wal" and var mode)
        {
            throw new IOException(
                $"'{_connection.DataSource}' cannot have a write-ahead log (its journal mode stays '{mode}'): the file system has no shared memory, like many network shares. Put the catalogue on a local disk.");
        }
    }

    private long Version() => Scalar("PRAGMA user_version");

    private long Scalar(string sql)
    {
        using var statement = new SqliteStatement(_connection, sql);
        return statement.Scalar() ?? 0;
    }

    // SQLite waits for other writers without interruption. Waiting in short intervals makes the wait cancellable.
    private void Patiently(string sql, CancellationToken cancellationToken)
    {
        using var statement = new SqliteStatement(_connection, sql);
        for (var waits = 1; ; waits++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                statement.Run();
                return;
            }
            catch (IOException) when (waits < _maxWaits
                && (raw.sqlite3_errcode(_connection.Handle) & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
            {
            }
        }
    }

    private static ArgumentException OutOfRange<T>(string what, T value, string allowed) =>
        new($"A {what} must be {allowed}, but one is {value}; nothing of the batch was written.");
}
