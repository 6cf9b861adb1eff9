using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A catalogue in one SQLite file; the default store. Several stores and processes may use one file.</summary>
/// <remarks>
/// The file is in WAL mode: there is one writer at a time, others wait; readers are never blocked and never block. A commit is
/// durable when the task ends (synchronous = FULL). The file is opened, and created or migrated, at the first call, so a container
/// may contain a store whose file does not exist yet. Reading and writing run on the thread pool, because SQLite has no
/// asynchronous input and output.
/// </remarks>
public sealed partial class SqliteCatalogStore : ICrawlStore, IDisposable
{
    private const int SmallBlock = 256;
    private const int LargeBlock = 2_048;       // 64 kB, small enough to stay out of the large object heap

    private readonly string _connectionString;
    private readonly TimeSpan _busyTimeout;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly SqliteConnection? _frozen;       // of a view: the connection of all its reads, with an open transaction
    private volatile SqliteWriter? _writer;
    private bool _disposed;

    /// <summary>Creates a store for a file, which need not exist yet; its folder must exist.</summary>
    /// <param name="path">The path of the file. SQLite creates two more files beside it, whose names end in -wal and -shm.</param>
    /// <param name="busyTimeout">How long to wait for another process that is writing; <see langword="null"/> for 30 s.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or is not the path of a file.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="busyTimeout"/> is negative.</exception>
    public SqliteCatalogStore(string path, TimeSpan? busyTimeout = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (path.StartsWith(':') || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"'{path}' is not the path of a file: databases in memory and addresses that begin with 'file:' are not supported. A catalogue needs a file, so that readers have connections of their own. Pass its path, such as music.db.",
                nameof(path));
        }

        _busyTimeout = busyTimeout ?? TimeSpan.FromSeconds(30);
        ArgumentOutOfRangeException.ThrowIfLessThan(_busyTimeout, TimeSpan.Zero, nameof(busyTimeout));
        Path = System.IO.Path.GetFullPath(path);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = Path }.ToString();
    }

    // A view of the store as it is now.
    private SqliteCatalogStore(SqliteCatalogStore store, SqliteConnection frozen)
    {
        (_connectionString, _busyTimeout, Path) = (store._connectionString, store._busyTimeout, store.Path);
        _frozen = frozen;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public Task UpsertAsync(CatalogBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return WriteAsync(writer => writer.Write(batch, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TId>> MintAsync<TId>(
        string source, IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
        where TId : struct, IId<TId>
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(keys);
        IReadOnlyList<TId> ids = [];
        if (keys.Count > 0)
        {
            await WriteAsync(
                writer => ids = Array.ConvertAll(writer.Mint(IdKind<TId>.Name, source, keys), TId.From),
                cancellationToken).ConfigureAwait(false);
        }

        return ids;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> AddExternalIdsAsync(
        IReadOnlyList<ExternalId> externalIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(externalIds);
        IReadOnlyList<long> ids = [];
        if (externalIds.Count > 0)
        {
            await WriteAsync(writer => ids = new KeyedIds(writer).Add(externalIds), cancellationToken).ConfigureAwait(false);
        }

        return ids;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteUserAsync(UserId user, CancellationToken cancellationToken = default)
    {
        var isPurged = false;
        await WriteAsync(
            writer => new UserDeletion(writer).Delete(user), cancellationToken,
            afterCommit: writer => isPurged = writer.Purge(cancellationToken)).ConfigureAwait(false);
        return isPurged;
    }

    /// <inheritdoc/>
    public Task<string?> FindCheckpointAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ReadRowAsync(
            "SELECT (SELECT value FROM checkpoint WHERE name = ?1)",
            statement => statement.Bind(1, name),
            static row => row.TextOrNull(0),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task UpdateCheckpointAsync(string name, Func<string?, string?> change, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(change);
        return WriteAsync(writer => writer.SetCheckpoint(name, change(writer.Checkpoint(name))), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CatalogCounts> CountAsync(CancellationToken cancellationToken = default) => ReadRowAsync(
        """
        SELECT (SELECT count(*) FROM song), (SELECT count(*) FROM artist), (SELECT count(*) FROM user), (SELECT count(*) FROM playlist), (SELECT count(*) FROM playlist_song),
            (SELECT count(*) FROM subscription), (SELECT count(*) FROM play), (SELECT count(*) FROM comment), (SELECT count(*) FROM lyric), (SELECT count(*) FROM follow)
        """,
        static _ => { },
        static row =>
            new CatalogCounts(
                row.Int64(0), row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6), row.Int64(7),
                row.Int64(8), row.Int64(9)),
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Song> ReadSongsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // One row for each credit, originals last. The reading function runs ahead of this one, so the song of the last row belongs to it.
        Song? lastRead = null;
        var rows = ReadAsync(
            """
            SELECT s.id, s.title, s.popularity, s.duration_ms, s.album, a.artist, 0 AS original, a.position FROM song s LEFT JOIN song_artist a ON a.song = s.id
            UNION ALL SELECT song, NULL, NULL, NULL, NULL, artist, 1, position FROM song_original ORDER BY 1, 7, 8
            """,
            row =>
            {
                if (lastRead?.Id.Value != row.Int64(0))
                {
                    lastRead = new Song(new(row.Int64(0)), row.Text(1), [])
                    {
                        Popularity = row.DoubleOrNull(2),
                        Duration = row.PeriodOrNull(3),
                        Album = row.TextOrNull(4),
                    };
                }

                return (Song: lastRead, Artist: row.Int64OrNull(5), IsOriginal: row.Int64(6) != 0);
            },
            cancellationToken);
        Song? song = null;
        var artists = new List<ArtistId>();
        var originals = new List<ArtistId>();
        await foreach (var row in rows.ConfigureAwait(false))
        {
            if (song is not null && !ReferenceEquals(song, row.Song))
            {
                yield return Whole(song);
            }

            song = row.Song;
            if (row.Artist is { } artist)
            {
                (row.IsOriginal ? originals : artists).Add(new(artist));
            }
        }

        if (song is not null)
        {
            yield return Whole(song);
        }

        Song Whole(Song bare)
        {
            var whole = bare with { Artists = artists.ToArray(), OriginalArtists = originals.ToArray() };
            artists.Clear();
            originals.Clear();
            return whole;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Artist> ReadArtistsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync("SELECT id, name FROM artist ORDER BY id", static row => new Artist(new(row.Int64(0)), row.Text(1)), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<User> ReadUsersAsync(CancellationToken cancellationToken = default) =>
        ReadAsync("SELECT id, name FROM user ORDER BY id", static row => new User(new(row.Int64(0)), row.TextOrNull(1)), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Playlist> ReadPlaylistsAsync(CancellationToken cancellationToken = default) => ReadAsync(
        "SELECT id, name, creator, created, play_count, subscriber_count, comment_count, share_count, tags FROM playlist ORDER BY ordinal",
        static row => new Playlist(new(row.Int64(0)), row.Text(1))
        {
            Creator = row.Int64OrNull(2) is { } creator ? new UserId(creator) : null,
            Created = row.TimeOrNull(3),
            PlayCount = row.Int64OrNull(4),
            SubscriberCount = row.Int64OrNull(5),
            CommentCount = row.Int64OrNull(6),
            ShareCount = row.Int64OrNull(7),
            Tags = row.TextOrNull(8),
        },
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<PlaylistSong>> ReadPlaylistSongsAsync(CancellationToken cancellationToken = default) =>
        ReadBlocksAsync(
        "SELECT playlist, position, song FROM playlist_song ORDER BY playlist, position",
        static row => new PlaylistSong(new(row.Int64(0)), row.Int32(1), new(row.Int64(2))), LargeBlock, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Subscription> ReadSubscriptionsAsync(CancellationToken cancellationToken = default) => ReadAsync(
        "SELECT user, playlist FROM subscription ORDER BY user, playlist",
        static row => new Subscription(new(row.Int64(0)), new(row.Int64(1))), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<Interaction<SongId>>> ReadPlaysAsync(CancellationToken cancellationToken = default) =>
        ReadBlocksAsync(
        "SELECT user, song, count, last FROM play ORDER BY user, song",
        static row => new Interaction<SongId>(
            new(row.Int64(0)), new(row.Int64(1)),
            (float)row.Double(2) is > 0 and < float.PositiveInfinity and var count
                ? count
                : throw row.Impossible(2, "a number above 0 within the range of float"),
            row.Int64(3)),
        LargeBlock,
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Comment> ReadCommentsAsync(CancellationToken cancellationToken = default) => ReadAsync(
        "SELECT id, song, user, text, written, like_count FROM comment ORDER BY id",
        static row => new Comment(row.Int64(0), new(row.Int64(1)), new(row.Int64(2)), row.Text(3))
        {
            Written = row.TimeOrNull(4),
            LikeCount = row.Int64OrNull(5),
        },
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Lyric> ReadLyricsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync("SELECT song, text FROM lyric ORDER BY song", static row => new Lyric(new(row.Int64(0)), row.Text(1)), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Follow> ReadFollowsAsync(CancellationToken cancellationToken = default) => ReadAsync(
        "SELECT follower, followed FROM follow ORDER BY follower, followed",
        static row => new Follow(new(row.Int64(0)), new(row.Int64(1))), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ExternalId> ReadExternalIdsAsync(CancellationToken cancellationToken = default) => ReadAsync(
        "SELECT kind, source, key, id FROM external_id ORDER BY kind, source, key",
        static row => new ExternalId(row.Text(0), row.Text(1), row.Text(2), row.Int64(3)), cancellationToken);

    /// <summary>
    /// Closes the file. A write that is under way ends first; reads have connections of their own, which close when they end.
    /// Later calls throw.
    /// </summary>
    public void Dispose()
    {
        _gate.Wait();
        try
        {
            _disposed = true;
            if (_frozen is not null)
            {
                _ = raw.sqlite3_exec(_frozen.Handle, "COMMIT");
                _frozen.Dispose();
                return;
            }

            _writer?.Dispose();
            _writer = null;
            using var connection = new SqliteConnection(_connectionString);
            SqliteConnection.ClearPool(connection);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Returns a view of the store as it is now: all its reads see the same state, one after the other. It cannot write, and must be
    /// disposed of.
    /// </summary>
    internal async Task<SqliteCatalogStore> FreezeAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(
            () =>
            {
                var connection = OpenReader();
                try
                {
                    foreach (var sql in (ReadOnlySpan<string>)["BEGIN", "SELECT count(*) FROM minted"])       // a read takes the snapshot
                    {
                        using var statement = new SqliteStatement(connection, sql);
                        statement.Run();
                    }

                    return new SqliteCatalogStore(this, connection);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs an action in one transaction of the writer, and another one after its end.</summary>
    internal async Task WriteAsync(Action<SqliteWriter> work, CancellationToken cancellationToken, Action<SqliteWriter>? afterCommit = null)
    {
        if (_frozen is not null)
        {
            throw new InvalidOperationException("A view of a catalogue cannot be written to.");
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(
                () =>
                {
                    var writer = Writer(cancellationToken);
                    try
                    {
                        writer.InTransaction(
                            () =>
                            {
                                writer.RequireVersion();
                                work(writer);
                            },
                            cancellationToken);
                    }
                    finally
                    {
                        if (!writer.IsUsable)
                        {
                            writer.Dispose();       // which ends its transaction; the next call opens another one
                            _writer = null;
                        }
                    }

                    afterCommit?.Invoke(writer);
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_writer is not null || _frozen is not null)
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => Writer(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private SqliteWriter Writer(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            // Without a pool, so that closing the connection ends whatever transaction it may be in.
            return _writer ??= new SqliteWriter(_connectionString + ";Pooling=False", _busyTimeout, cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception, Path);
        }
    }

    private SqliteConnection OpenReader()
    {
        if (_frozen is not null)
        {
            return _frozen;
        }

        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            // While the log of a process that died is recovered.
            _ = raw.sqlite3_busy_timeout(connection.Handle, (int)Math.Min(_busyTimeout.TotalMilliseconds, int.MaxValue));
            using var version = new SqliteStatement(connection, "PRAGMA user_version");
            SqliteWriter.RequireVersion(version.Scalar() ?? 0, Path);
            return connection;
        }
        catch (Exception exception)
        {
            connection.Dispose();
            if (exception is SqliteException failure)
            {
                throw SqliteErrors.Translate(failure, Path);
            }

            throw;
        }
    }

    // The connection of a view is closed by the view.
    private SqliteConnection? Closing(SqliteConnection connection) => _frozen is null ? connection : null;

    // Returns the single row of a query, read on the thread pool; cancellation interrupts it.
    internal async Task<T> ReadRowAsync<T>(
        string sql, Action<SqliteStatement> bind, Func<SqliteStatement, T> map, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(
            () =>
            {
                var connection = OpenReader();
                using var closing = Closing(connection);
                using var statement = new SqliteStatement(connection, sql);
                bind(statement);
                using var interruption = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle));
                try
                {
                    _ = statement.Step();
                }
                catch (InvalidOperationException) when (cancellationToken.IsCancellationRequested)
                {
                }

                cancellationToken.ThrowIfCancellationRequested();
                return map(statement);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<T> ReadAsync<T>(
        string sql, Func<SqliteStatement, T> map, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var block in ReadBlocksAsync(sql, map, SmallBlock, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < block.Length; i++)
            {
                yield return block.Span[i];
            }
        }
    }

    // The next block is read on the thread pool while the caller uses the previous one.
    private async IAsyncEnumerable<ReadOnlyMemory<T>> ReadBlocksAsync<T>(
        string sql, Func<SqliteStatement, T> map, int blockSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var connection = OpenReader();
        using var closing = Closing(connection);
        using var statement = new SqliteStatement(connection, sql);
        var next = Task.Run(ReadBlock, CancellationToken.None);
        try
        {
            while (await next.ConfigureAwait(false) is { Length: > 0 } block)
            {
                cancellationToken.ThrowIfCancellationRequested();
                next = block.Length < blockSize ? Task.FromResult<T[]>([]) : Task.Run(ReadBlock, CancellationToken.None);
                yield return block;
            }
        }
        finally
        {
            // A reader that stops early must not close the connection during a read.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        T[] ReadBlock()
        {
            var rows = new T[blockSize];
            var count = 0;
            while (count < rows.Length && statement.Step())
            {
                rows[count++] = map(statement);
            }

            return count == rows.Length ? rows : rows[..count];
        }
    }
}
