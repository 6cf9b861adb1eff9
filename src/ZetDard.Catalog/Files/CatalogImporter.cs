using System.Globalization;
using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>One run of an import: reads the files in order and writes transactions, each with the line that it reached.</summary>
/// <remarks>
/// A continued run reads the committed lines again, so that its report and its search for duplicates cover the whole file, but
/// writes only the later lines.
/// </remarks>
internal sealed class CatalogImporter
{
    private const long MaxId = (1L << 53) - 1;       // the largest integer that every JSON reader represents exactly

    // ISO 8601: a date, or a date with a time and optionally a time zone.
    private static readonly string[] TimeForms =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    private readonly ICatalogStore _store;
    private readonly IReadOnlyList<string> _files;
    private readonly ImportOptions _options;
    private readonly IProgress<ImportProgress>? _progress;
    private readonly ImportReport _report = new();
    private readonly Dictionary<string, ArtistId> _artistIds = [];
    private readonly Dictionary<string, UserId> _userIds = [];
    private readonly long _startedAt;
    private readonly long _totalBytes;
    private long _bytesBefore;       // bytes of the files that are done
    private long _rowsRead;

    public CatalogImporter(ICatalogStore store, IReadOnlyList<string> files, ImportOptions options, IProgress<ImportProgress>? progress)
    {
        if (options.RowsPerTransaction is < 1 or > 10_000_000)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.RowsPerTransaction,
                $"{nameof(ImportOptions.RowsPerTransaction)} must be 1 … 10,000,000; 100,000 suits most disks.");
        }

        (_store, _files, _options, _progress) = (store, files, options, progress);
        _totalBytes = files.Sum(file => new FileInfo(file).Length);
        _startedAt = options.TimeProvider.GetTimestamp();
    }

    /// <summary>Whether every file contains lyrics, whatever its name is.</summary>
    public bool AllLyrics { get; init; }

    public async Task<ImportReport> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var file in _files)
        {
            await (Path.GetFileName(file) switch
            {
                _ when AllLyrics => LyricsAsync(file, cancellationToken),
                var name when name.StartsWith(CatalogFiles.Artists, StringComparison.Ordinal) => ArtistsAsync(file, cancellationToken),
                var name when name.StartsWith(CatalogFiles.Songs, StringComparison.Ordinal) => SongsAsync(file, cancellationToken),
                var name when name.StartsWith(CatalogFiles.Playlists, StringComparison.Ordinal) => PlaylistsAsync(file, cancellationToken),
                var name when name.StartsWith(CatalogFiles.PlaylistSongs, StringComparison.Ordinal) =>
                    PlaylistSongsAsync(file, cancellationToken),
                var name when name.StartsWith(CatalogFiles.Plays, StringComparison.Ordinal) => PlaysAsync(file, cancellationToken),
                _ => LyricsAsync(file, cancellationToken),
            }).ConfigureAwait(false);
            _bytesBefore += new FileInfo(file).Length;
        }

        // Only an unfinished import leaves checkpoints.
        await _store.UpsertAsync(
            new() { Checkpoints = _files.ToDictionary(CheckpointName, _ => (string?)null) }, cancellationToken).ConfigureAwait(false);
        return _report;
    }

    private async Task ArtistsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = new TsvFile(path, ["id", "name"], 2, ',');
        var artists = new List<Artist>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!HasAllFields(file) || Id(file, 0, "an artist id") is not { } id)
            {
                return false;
            }

            var name = Unquote(file.Field(1));
            if (string.IsNullOrWhiteSpace(name))
            {
                return Skip(file, 1, "an artist without a name");
            }

            CountDuplicate(seen, id);
            artists.Add(new(new(id), name));
            return true;
        },
        () => artists.Clear(),
        () => Task.FromResult(new CatalogBatch
        {
            Artists = artists,
            ExternalIds = artists.ConvertAll(
                artist => new ExternalId(IdKind<ArtistId>.Name, ExternalId.NameSource, artist.Name, artist.Id.Value)),
        }), cancellationToken).ConfigureAwait(false);
    }

    private async Task SongsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = new TsvFile(path, ["song_id", "title", "artists", "popularity"], 3);
        var rows = new List<(long Id, string Title, string[] Artists, double? Popularity)>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!HasAllFields(file) || Id(file, 0, "a song id") is not { } id)
            {
                return false;
            }

            CountDuplicate(seen, id);
            rows.Add((id, file.Field(1).ToString(), SplitArtists(file.Field(2).ToString()), Number(file, 3, "a popularity")));
            return true;
        },
        () => rows.Clear(),
        async () =>
        {
            var minted = await LearnAsync(_artistIds, rows.SelectMany(row => row.Artists), cancellationToken).ConfigureAwait(false);
            return new CatalogBatch
            {
                Songs = rows.ConvertAll(
                    row => new Song(new(row.Id), row.Title, Array.ConvertAll(row.Artists, name => _artistIds[name]))
                    {
                        Popularity = row.Popularity,
                    }),
                Artists = [.. minted.Where(artist => artist.Id.Value < 0).Select(artist => new Artist(artist.Id, artist.Name))],
            };
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task PlaylistsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = new TsvFile(
            path, ["playlist_id", "creator", "created", "play_count", "collected", "comments", "shared", "tags", "name"], 1);
        var rows = new List<(Playlist Playlist, string Creator)>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!HasAllFields(file) || Id(file, 0, "a playlist id") is not { } id)
            {
                return false;
            }

            CountDuplicate(seen, id);
            var playlist = new Playlist(new(id), file.Field(8).ToString())
            {
                Created = Time(file, 2),
                PlayCount = (long?)Number(file, 3, "a play count"),
                SubscriberCount = (long?)Number(file, 4, "a count"),
                CommentCount = (long?)Number(file, 5, "a count"),
                ShareCount = (long?)Number(file, 6, "a count"),
                Tags = file.Field(7) is { Length: > 0 } tags ? tags.ToString() : null,
            };
            rows.Add((playlist, file.Field(1).Trim().ToString()));
            return true;
        },
        () => rows.Clear(),
        async () =>
        {
            var minted = await LearnAsync(
                _userIds, rows.Select(row => row.Creator).Where(creator => creator.Length > 0 && OwnId(creator) is null),
                cancellationToken).ConfigureAwait(false);
            return new CatalogBatch
            {
                Playlists = rows.ConvertAll(row => row.Playlist with
                {
                    Creator = row.Creator.Length == 0 ? null : OwnId(row.Creator) is { } id ? new UserId(id) : _userIds[row.Creator],
                }),
                Users =
                [
                    .. minted.Select(user => new User(user.Id, user.Name)),
                    .. rows.Select(row => OwnId(row.Creator)).OfType<long>().Distinct().Select(id => new User(new(id))),
                ],
            };
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task PlaylistSongsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = new TsvFile(path, ["playlist_id", "position", "song_id"], 3);
        var rows = new List<PlaylistSong>();
        var emptied = new List<PlaylistId>();
        var lists = new HashSet<long>();
        var songs = new HashSet<long>();       // songs of the playlist that is being read
        var positions = new HashSet<int>();
        var current = 0L;
        await RunAsync(path, file, () =>
        {
            if (!HasAllFields(file) || Id(file, 0, "a playlist id") is not { } list)
            {
                return false;
            }

            if (!int.TryParse(file.Field(1), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return Skip(file, 1, "a position from 0 to 2147483647");
            }

            if (Id(file, 2, "a song id") is not { } song)
            {
                return false;
            }

            if (list != current)
            {
                if (!lists.Add(list))
                {
                    return Skip(
                        file, 0,
                        "the playlist of the previous row or a new one: the rows of a playlist must stand together, and those of this one have ended before");
                }

                current = list;
                songs.Clear();
                positions.Clear();
                emptied.Add(new(list));
            }

            if (songs.Contains(song))
            {
                _report.DuplicateRows++;
                return true;
            }

            if (!positions.Add(position))
            {
                return Skip(file, 1, "a position that no other song of the playlist has");
            }

            songs.Add(song);
            rows.Add(new(new(list), position, new(song)));
            return true;
        },
        () =>
        {
            rows.Clear();
            emptied.Clear();
        },
        () => Task.FromResult(new CatalogBatch { EmptiedPlaylists = emptied, PlaylistSongs = rows }), cancellationToken,
        beginsGroup: () => long.TryParse(file.Field(0), NumberStyles.None, CultureInfo.InvariantCulture, out var list)
            && !lists.Contains(list)).ConfigureAwait(false);
    }

    private async Task LyricsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = new TsvFile(path, ["lyric"], 0, '\n');
        var lyrics = new List<Lyric>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            try
            {
                using var json = JsonDocument.Parse(file.Text);
                if (!json.RootElement.TryGetProperty("ncm_id", out var idElement)
                    || !idElement.TryGetInt64(out var id)
                    || id is <= 0 or > MaxId)
                {
                    return Skip(file, -1, $"a member ncm_id, a whole number from 1 to {MaxId}");
                }

                if (!json.RootElement.TryGetProperty("lrc", out var text) || text.GetString() is not { } lyric)
                {
                    return Skip(file, -1, "a member lrc with text");
                }

                CountDuplicate(seen, id);
                lyrics.Add(new(new(id), lyric));
                return true;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return Skip(file, -1, "one JSON object on each line");
            }
        },
        () => lyrics.Clear(),
        () => Task.FromResult(new CatalogBatch { Lyrics = lyrics }), cancellationToken).ConfigureAwait(false);
    }

    private async Task PlaysAsync(string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        var file = await InteractionFile.ReadAsync<SongId>(
            path, new() { Strict = _options.Strict, MaxProblems = ImportReport.MaxProblems },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        foreach (var problem in file.Problems)
        {
            _report.Add(new(name, problem.Line, problem.Column, problem.Reason, RowSkipped: true));
        }

        _report.AddSkipped(file.ProblemCount - file.Problems.Count);
        _report.AddRows(name, file.RowCount - file.ProblemCount);
        var rowsBefore = _rowsRead;
        var done = 0L;
        var size = new FileInfo(path).Length;
        var count = (double)file.TrainingData.Interactions.Matrix.EntryCount;
        await CatalogFiles.ImportInteractionsAsync(_store, file, songOf: null, ofLayout: true, _options.RowsPerTransaction, committed: block =>
        {
            done += block;
            _rowsRead = rowsBefore + (long)(file.RowCount * (done / count));
            Report(name, (long)(size * (done / count)));
        }, cancellationToken).ConfigureAwait(false);
    }

    // Reads a file to its end: take adds a row to the caller's lists, make converts them to a batch, clear empties them.
    // A transaction ends only before a row that begins a group, so that readers never see half a playlist.
    private async Task RunAsync(
        string path, TsvFile file, Func<bool> take, Action clear, Func<Task<CatalogBatch>> make, CancellationToken cancellationToken,
        Func<bool>? beginsGroup = null)
    {
        var (name, stamp) = (CheckpointName(path), Stamp(path));
        var committed = await _store.FindCheckpointAsync(name, cancellationToken).ConfigureAwait(false) is { } checkpoint
            && checkpoint.StartsWith(stamp, StringComparison.Ordinal)
                && long.TryParse(checkpoint.AsSpan(stamp.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var line)
                ? line
                : 0;
        var pending = 0;
        var reachedLine = 0L;
        while (file.Read())
        {
            if (pending >= _options.RowsPerTransaction && beginsGroup?.Invoke() != false)
            {
                await CommitAsync().ConfigureAwait(false);
            }

            _rowsRead++;
            if (take())
            {
                _report.AddRow(file.Name);
            }

            reachedLine = file.Line;
            if (reachedLine <= committed)
            {
                _report.ResumedRows++;
                clear();
            }
            else
            {
                pending++;
            }
        }

        if (file.IsUnfinished)
        {
            _report.AddUnfinished(file.Name);
        }

        if (pending > 0)
        {
            await CommitAsync().ConfigureAwait(false);
        }

        async Task CommitAsync()
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = await make().ConfigureAwait(false);
            var reached = string.Create(CultureInfo.InvariantCulture, $"{stamp}{reachedLine}");
            await _store.UpsertAsync(
                batch with { Checkpoints = new Dictionary<string, string?> { [name] = reached } }, cancellationToken).ConfigureAwait(false);
            clear();
            pending = 0;
            Report(file.Name, file.BytesRead);
        }
    }

    private void Report(string file, long bytesRead)
    {
        if (_progress is null)
        {
            return;
        }

        var fraction = Math.Min(1, (_bytesBefore + bytesRead) / Math.Max(1.0, _totalBytes));
        var elapsed = _options.TimeProvider.GetElapsedTime(_startedAt);
        _progress.Report(new(file, _rowsRead, fraction, fraction > 0.01 ? elapsed * ((1 - fraction) / fraction) : null));
    }

    // The names that are new in this run, with their ids. An artist whom a file has named with an id gets that id.
    private async Task<List<(string Name, TId Id)>> LearnAsync<TId>(
        Dictionary<string, TId> known, IEnumerable<string> names, CancellationToken cancellationToken)
        where TId : struct, IId<TId>
    {
        var fresh = names.Where(name => !known.ContainsKey(name)).Distinct().ToList();
        var ids = await _store.MintAsync<TId>(ExternalId.NameSource, fresh, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < fresh.Count; i++)
        {
            known.Add(fresh[i], ids[i]);
        }

        return [.. fresh.Zip(ids)];
    }

    /// <summary>Returns the id that a name represents, if it is one: 12, but not 0012, and nothing above 2^53 − 1.</summary>
    public static long? OwnId(string name) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && id is > 0 and <= MaxId
            && id.ToString(CultureInfo.InvariantCulture) == name
            ? id
            : null;

    /// <summary>Returns the names in a field of artists.</summary>
    public static string[] SplitArtists(string field) =>
        field.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string CheckpointName(string path) => "import " + path;

    // A file that has changed counts as another file.
    private static string Stamp(string path)
    {
        var info = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks} ");
    }

    private bool HasAllFields(TsvFile file)
    {
        var (found, expected) = file.FieldCounts;
        if (found == expected)
        {
            return true;
        }

        Add(new(
            file.Name, file.Line, 0,
            $"{found} fields instead of {expected}{(file.IsUnfinished ? "; the file ends in the middle of this row" : "")}",
            RowSkipped: true));
        return false;
    }

    private long? Id(TsvFile file, int column, string expected)
    {
        if (long.TryParse(file.Field(column), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id is > 0 and <= MaxId)
        {
            return id;
        }

        Skip(file, column, $"{expected}, a whole number from 1 to {MaxId}");
        return null;
    }

    private double? Number(TsvFile file, int column, string expected)
    {
        var field = file.Field(column);
        if (field.IsEmpty)
        {
            return null;
        }

        if (double.TryParse(field, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 9e15)
        {
            return value;
        }

        Add(new(file.Name, file.Line, file.Number(column), $"'{Shorten(field)}' instead of {expected}", RowSkipped: false));
        return null;
    }

    private DateTimeOffset? Time(TsvFile file, int column)
    {
        var field = file.Field(column);
        if (field.IsEmpty)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(field, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUniversalTime();
        }

        Add(new(
            file.Name, file.Line, file.Number(column), $"'{Shorten(field)}' instead of a date such as 2024-05-31 or 2024-05-31T12:30:00Z",
            RowSkipped: false));
        return null;
    }

    private bool Skip(TsvFile file, int column, string expected)
    {
        Add(new(
            file.Name, file.Line, column < 0 ? 0 : file.Number(column),
            $"'{Shorten(column < 0 ? file.Text.Span : file.Field(column))}' instead of {expected}", RowSkipped: true));
        return false;
    }

    private void Add(ImportProblem problem)
    {
        _report.Add(problem);
        if (_options.Strict)
        {
            throw new InvalidDataException(
                $"{problem}. The import is strict, so it ends here. Correct the file, or import without {nameof(ImportOptions.Strict)}.");
        }
    }

    private void CountDuplicate(HashSet<long> seen, long id)
    {
        if (!seen.Add(id))
        {
            _report.DuplicateRows++;
        }
    }

    private static string Shorten(ReadOnlySpan<char> text) => text.Length > 60 ? string.Concat(text[..60], "…") : text.ToString();

    private static string Unquote(ReadOnlySpan<char> field) =>
        field.Length >= 2 && field[0] == '"' && field[^1] == '"'
            ? field[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal)
            : field.ToString();
}
