namespace ZetDard.Recommenders;

/// <summary>
/// Reads one interaction file: finds its layout, reads its rows, counts and reports the bad ones, and makes training data of
/// the columns.
/// </summary>
internal sealed class InteractionFileReader<TItem>(string path, InteractionFileOptions options)
    where TItem : struct, IId<TItem>
{
    private const int RowsBetweenReports = 1 << 16;

    private readonly InteractionColumns _columns = new();
    private readonly List<RowProblem> _problems = [];
    private readonly List<string> _notes = [];
    private InteractionFileFormat _format;
    private long _rowCount;
    private long _problemCount;

    public InteractionFile<TItem> Read(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (new ExportReader(path, options, _columns, Report, progress, cancellationToken).TryRead<TItem>() is { } export)
        {
            (_format, _rowCount) = (export.Format, export.RowCount);
            _notes.AddRange(export.Notes);
            return Build();
        }

        using var file = RowReader.Open(path);
        InteractionRows? rows = null;
        while (file.Read())
        {
            if (rows is null)
            {
                (rows, var isHeader) = RowsOf(file);
                if (isHeader)
                {
                    continue;
                }
            }

            _rowCount++;
            if ((file.Malformed is { } malformed ? new(file.Line, 1, malformed) : rows.Take(file)) is { } problem)
            {
                Report(problem);
            }

            if (_rowCount % RowsBetweenReports == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new("Reading rows", _rowCount, Total: 0));
            }
        }

        if (_columns.Count == 0)
        {
            throw new InvalidDataException(
                $"{path} has no usable row ({_rowCount} read)." + (_problems.Count > 0 ? $" The first problem is on {_problems[0]}." : ""));
        }

        progress?.Report(new("Reading rows", _rowCount, _rowCount));
        return Build();
    }

    // The first row decides; it may be a header.
    private (InteractionRows Rows, bool IsHeader) RowsOf(RowReader first)
    {
        if (options.Format == InteractionFileFormat.Lists)
        {
            return (new ListRows(_columns), false);
        }

        var layout = InteractionLayout.FromHeader(path, first);
        return (new LayoutRows(layout ?? InteractionLayout.WithoutHeader, _columns), layout is not null);
    }

    private void Report(RowProblem problem)
    {
        if (options.Strict)
        {
            throw new InvalidDataException($"{path}, {problem}");
        }

        _problemCount++;
        if (_problems.Count < options.MaxProblems)
        {
            _problems.Add(problem);
        }
    }

    private InteractionFile<TItem> Build()
    {
        // Friends are users: both columns share one map, and keep their numbers only where both are numbers.
        var users = options.Users ?? new(keepIntegers: _columns.Users.IsOfIntegers && (typeof(TItem) != typeof(UserId) || _columns.Items.IsOfIntegers));
        var items = users as IdMap<TItem> ?? options.Songs as IdMap<TItem> ?? options.Artists as IdMap<TItem> ?? new(_columns.Items.IsOfIntegers);
        var artists = options.Artists ?? new(_columns.Artists.IsOfIntegers);
        var userIds = _columns.Users.IdsIn(users);
        var itemIds = _columns.Items.IdsIn(items);
        var artistIds = _columns.Artists.IdsIn(artists);
        var builder = new InteractionDatasetBuilder<TItem>();
        for (var row = 0; row < _columns.Count; row++)
        {
            builder.Add(userIds[_columns.Users[row]], itemIds[_columns.Items[row]], _columns.Weight(row), _columns.UnixSeconds(row));
        }

        var data = new TrainingData<TItem>(builder.Build(options.Rows));
        if (_columns.Artists.Count > 0)
        {
            data = data with { Artists = Relation.FromPairs(_columns.ArtistsOfItems().Select(pair => (itemIds[pair.Item], artistIds[pair.Artist]))) };
        }

        data = data with { Names = NameTable.Empty.With(Minted(users)).With(Minted(items)).With(Minted(artists)) };
        return new(data, users, items, artists, _rowCount, _problemCount, _problems) { Format = _format, Notes = _notes };

        static IEnumerable<(TId, string?)> Minted<TId>(IdMap<TId> map)
            where TId : struct, IId<TId> => map.Pairs().Where(pair => pair.Name != Id.Format(pair.Id)).Select(pair => (pair.Id, (string?)pair.Name));
    }
}
