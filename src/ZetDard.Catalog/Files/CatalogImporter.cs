using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>One run of an import: reads the files in order and writes transactions, each with the line that it reached.</summary>
/// <remarks>
/// A continued run reads the committed lines again, so that its report and its search for duplicates cover the whole file, but
/// writes only the later lines.
/// </remarks>
internal sealed partial class CatalogImporter
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
    private Dictionary<(string Kind, long Id), long>? _ids;       // of an exported folder: from ids below 0 in the files to ids in the store
    private readonly long _startedAt;
    private readonly long _totalBytes;
    private long _bytesBefore;       // bytes of the files that are done
    private long _rowsRead;
    private CancellationToken _cancellationToken;

    public CatalogImporter(ICatalogStore store, IReadOnlyList<string> files, ImportOptions options, IProgress<ImportProgress>? progress)
    {
        if (options.RowsPerTransaction is < 1 or > 10_000_000)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.RowsPerTransaction,
                $"{nameof(ImportOptions.RowsPerTransaction)} must be 1 … 10,000,000; 100,000 suits most disks.");
        }

        (_store, _files, _options, _progress) = (store, files, options, progress);
        _totalBytes = files.Sum(SizeOf);
        _startedAt = options.TimeProvider.GetTimestamp();
    }

    /// <summary>Whether every file contains lyrics, whatever its name is.</summary>
    public bool AllLyrics { get; init; }

    public async Task<ImportReport> RunAsync(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        foreach (var file in _files)
        {
            await ImportAsync(file, cancellationToken).ConfigureAwait(false);
            _bytesBefore += SizeOf(file);
        }

        // Only an unfinished import leaves checkpoints.
        await _store.UpsertAsync(
            new() { Checkpoints = _files.ToDictionary(CheckpointName, _ => (string?)null) }, cancellationToken).ConfigureAwait(false);
        return _report;
    }

    // Reads a file to its end: take adds a row to the caller's lists, make converts them to a batch, clear empties them.
    // Rows that an earlier run has committed are not made again, unless they always are.
    // A transaction ends only before a row that begins a group, so that readers never see half a playlist.
    private async Task RunAsync(
        string path, TsvFile file, Func<bool> take, Action clear, Func<Task<CatalogBatch>> make, CancellationToken cancellationToken,
        Func<bool>? beginsGroup = null, bool always = false)
    {
        var (name, stamp) = (CheckpointName(path), Stamp(path));
        var committed = !always && await _store.FindCheckpointAsync(name, cancellationToken).ConfigureAwait(false) is { } checkpoint
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
    private string Stamp(string path)
    {
        var info = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks} {_options.Encoding} ");
    }

    // 0 for a folder or a missing file, which are refused when they are opened.
    private static long SizeOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private bool IsReadable(TsvFile file)
    {
        if (file.Defect is { } defect)
        {
            Add(new(file.Name, file.Line, 0, defect, RowSkipped: true));
            return false;
        }

        return true;
    }

    // The id in this catalogue of an id in a file; null, and a problem, if it has none.
    private TId? Id<TId>(TsvFile file, int column)
        where TId : struct, IId<TId>
    {
        if (long.TryParse(file.Field(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            && IdHere(IdKind<TId>.Name, id) is { } here)
        {
            return TId.From(here);
        }

        Skip(file, column, ExpectedId(IdKind<TId>.Name));
        return null;
    }

    private string ExpectedId(string kind) =>
        $"{(kind == IdKind<ArtistId>.Name ? "an" : "a")} {kind} id, a whole number"
        + (_ids is null ? $" from 1 to {MaxId}" : $"; below 0 one that {CatalogFiles.ExternalIds} contains");

    // Ids below 0 are those of the catalogue that exported the files. Only with its external ids it is known what they are.
    private long? IdHere(string kind, long id) =>
        _ids is null ? (id is > 0 and <= MaxId ? id : null)
        : id >= 0 ? id
        : _ids.TryGetValue((kind, id), out var here) ? here
        : id <= ExternalId.MaxHashedId ? id       // a pseudonym, or another hash that is the same everywhere
        : null;

    private double? Number(TsvFile file, int column, string expected)
    {
        var field = file.Field(column);
        if (field.IsEmpty)
        {
            return null;
        }

        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            && (value >= 0 || _ids is not null))
        {
            return value;
        }

        Add(new(file.Name, file.Line, file.Number(column), $"'{Shorten(field)}' instead of {expected}", RowSkipped: false));
        return null;
    }

    private long? Count(TsvFile file, int column, string expected)
    {
        var field = file.Field(column);
        if (field.IsEmpty)
        {
            return null;
        }

        if (long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            && (count >= 0 || _ids is not null))
        {
            return count;
        }

        if (double.TryParse(field, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && value < 9e15)
        {
            return (long)value;
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
            $"'{Shorten(column < 0 ? file.Row.Span : file.Field(column))}' instead of {expected}", RowSkipped: true));
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
}
