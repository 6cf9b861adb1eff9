using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>
/// Reads one interaction file: finds its layout, reads its rows, counts and reports the bad ones, and makes training data of
/// the columns.
/// </summary>
internal sealed class InteractionFileReader<TItem>(string path, InteractionFileOptions options)
    where TItem : struct, IId<TItem>
{
    private const int RowsBetweenReports = 1 << 16;

    private const int MinRowsToJudge = 20;
    private const int EnoughRowsToJudge = 1 << 20;

    private readonly InteractionColumns _columns = new();
    private readonly List<RowProblem> _problems = [];
    private readonly List<string> _notes = [];
    private IReadOnlyList<string> _skippedColumns = [];
    private InteractionLayout? _layout;
    private long _rowCount;
    private long _problemCount;

    public InteractionFile<TItem> Read(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (new ExportReader(path, options, _columns, Report, progress, cancellationToken).TryRead<TItem>() is { } export)
        {
            _rowCount = export.RowCount;
            _notes.AddRange(export.Notes);
            return Build(export.Format);
        }

        ReadTable(progress, cancellationToken);
        progress?.Report(new("Reading rows", _rowCount, _rowCount));
        return Build(options.Format ?? InteractionFileFormat.Columns);
    }

    private void ReadTable(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var isList = options.Format == InteractionFileFormat.Lists;
        using var file = RowReader.Open(
            path, options.Separator, options.Encoding, isList ? TableForm.Lists : TableForm.Interactions,
            isList ? static _ => 0 : InteractionLayout.CountKinds, cancellationToken);
        InteractionRows? rows = null;
        var headerCount = 0;
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

            if (IsRepeatedHeader(file) || (_rowCount == 0 && _layout is { HeaderTexts.Item.Length: > 0 } && IsRule(file)))
            {
                headerCount++;
                continue;
            }

            _rowCount++;
            if ((file.Malformed is { } malformed ? new(file.Line, 1, malformed) : rows.Take(file)) is { } problem)
            {
                Report(problem);
            }

            NoteTexts(file.Line);
            if (_rowCount % RowsBetweenReports == 0)
            {
                if (_rowCount >= EnoughRowsToJudge)
                {
                    RefuseRubbish();
                }

                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new("Reading rows", _rowCount, Total: 0));
            }
        }

        var shortPlayCount = (rows as LayoutRows)?.ShortPlayCount ?? 0;
        if (_columns.Count == 0)
        {
            throw new InvalidDataException(
                $"{path} has no usable row ({_rowCount} read)." + FirstProblem
                + (shortPlayCount > 0 ? $" Plays that are shorter than {nameof(options.MinPlayTime)}: {shortPlayCount}." : ""));
        }

        RefuseRubbish();
        if (_layout is { ItemsAreTitles: true } layout)
        {
            _columns.ItemsAreTitles = !(layout.TitlesMayBeIds && _columns.Items.IsOfIntegers);
        }

        _notes.AddRange(_layout?.Notes ?? []);
        _skippedColumns = _layout?.SkippedColumns ?? [];
        AddNote(_layout is { User: < 0 }, $"The file names no user: all rows are those of '{options.Listener}' ({nameof(options.Listener)}).");
        AddNote(shortPlayCount > 0, $"Plays that were left out because they are shorter than {nameof(options.MinPlayTime)}: {shortPlayCount}.");
        NoteDecimals(_columns.Users, "users");
        NoteDecimals(_columns.Items, "items");
        AddNote(
            _layout is { ItemIsArtist: true } && typeof(TItem) != typeof(ArtistId),
            $"No column of songs is known, so that the artists are the items.");
        AddNote(headerCount > 0, $"Rows that repeat or underline the header were passed over: {headerCount}.");
        AddNote(file.CommentCount > 0, $"Lines that were passed over as comments: {file.CommentCount}, the first of them line {file.FirstCommentLine}.");
    }

    private string FirstProblem => _problems.Count > 0 ? $" The first problem is on {_problems[0]}." : "";

    // A few rows that seem usable among many that are not are rubbish too. Without a header that is the more likely, because nothing says
    // that the file is a table at all.
    private void RefuseRubbish()
    {
        var usableCount = _rowCount - _problemCount;
        var isHeaderless = _layout is { HeaderTexts.Item.Length: 0 };
        if ((_rowCount >= MinRowsToJudge && usableCount < _rowCount / 20) || (isHeaderless && 2 * usableCount < _rowCount))
        {
            throw new InvalidDataException($"{path} is hardly a table of plays: {usableCount} of {_rowCount} rows are usable.{FirstProblem}");
        }
    }

    // The first row decides; it may be a header.
    private (InteractionRows Rows, bool IsHeader) RowsOf(RowReader first)
    {
        if (options.Format == InteractionFileFormat.Lists)
        {
            return (new ListRows(_columns), false);
        }

        _layout = InteractionLayout.FromHeader(path, first, itemsAreArtists: typeof(TItem) == typeof(ArtistId));
        var isHeader = _layout is not null;
        _layout ??= InteractionLayout.WithoutHeader(path, first);
        return (new LayoutRows(_layout, options, _columns), isHeader);
    }

    // Files that were joined have a header each.
    private bool IsRepeatedHeader(RowReader row)
    {
        if (_layout is not { HeaderTexts: { Item.Length: > 0 } header } || row.FieldCount <= Math.Max(_layout.User, _layout.Item))
        {
            return false;
        }

        if (row.Field(_layout.Item).SequenceEqual(header.Item))
        {
            return _layout.User < 0 || row.Field(_layout.User).SequenceEqual(header.User);
        }

        return _layout.User >= 0 && row.Field(_layout.Item).SequenceEqual(header.User) && row.Field(_layout.User).SequenceEqual(header.Item)
            ? throw new InvalidDataException(
                $"{path}, line {row.Line}: another header begins here, with the columns in another order. Divide the file there.")
            : false;
    }

    // The line between the header and the rows of a table in Markdown: | --- | :---: |
    private static bool IsRule(RowReader row)
    {
        var hasDashes = false;
        for (var i = 0; i < row.FieldCount; i++)
        {
            var field = row.Field(i);
            if (field.ContainsAnyExcept(":-"))
            {
                return false;
            }

            hasDashes |= field.Contains("--", StringComparison.Ordinal);
        }

        return hasDashes;
    }

    private void NoteTexts(long line)
    {
        Note(_columns.Users);
        Note(_columns.Items);
        Note(_columns.Artists);

        void Note(IdColumn column) => column.FirstTextLine = column.IsOfIntegers || column.FirstTextLine > 0 ? column.FirstTextLine : line;
    }

    private void NoteDecimals(IdColumn column, string what) =>
        AddNote(column.FirstDecimal is not null, $"Ids of {what} such as '{column.FirstDecimal}' were read as integers.");

    private void AddNote(bool isSo, FormattableString note)
    {
        if (isSo)
        {
            _notes.Add(note.ToString(CultureInfo.InvariantCulture));
        }
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

    private InteractionFile<TItem> Build(InteractionFileFormat format)
    {
        // Friends are users: both columns share one map, and keep their numbers only where both are numbers.
        var keepsItems = _columns.Items.IsOfIntegers && !_columns.ItemsAreTitles;
        var users = options.Users ?? new(keepIntegers: _columns.Users.IsOfIntegers && (typeof(TItem) != typeof(UserId) || keepsItems));
        var items = users as IdMap<TItem> ?? options.Songs as IdMap<TItem> ?? options.Artists as IdMap<TItem> ?? new(keepsItems);
        var artists = options.Artists ?? new(_columns.Artists.IsOfIntegers && !_columns.ItemsAreTitles);
        NoteMinted(_columns.Users, "users", users);
        NoteMinted(_columns.Items, "items", items);
        NoteMinted(_columns.Artists, "artists", artists);
        var places = new ItemPlaces(_columns);
        var userIds = _columns.Users.IdsIn(users);
        var (itemIds, displayNames) = places.IdsIn(items);
        var artistIds = _columns.Artists.IdsIn(artists);
        var builder = new InteractionDatasetBuilder<TItem>();
        for (var row = 0; row < _columns.Count; row++)
        {
            builder.Add(userIds[_columns.Users[row]], itemIds[places[row]], _columns.Weight(row), _columns.UnixSeconds(row));
        }

        var data = new TrainingData<TItem>(builder.Build(options.Rows, _columns.RowsAddUp));
        if (_columns.Artists.Count > 0)
        {
            var pairs = Enumerable.Range(0, _columns.Count)
                .Where(row => _columns.Artists[row] >= 0)
                .Select(row => (Item: places[row], Artist: _columns.Artists[row]))
                .ToHashSet();
            if (!_columns.Items.IsOfIntegers && pairs.CountBy(pair => pair.Item).FirstOrDefault(item => item.Value > 1) is { Value: > 1 } several)
            {
                _notes.Add(
                    $"Some items have several artists, the first of them '{Excerpt.Of(items.NameOf(itemIds[several.Key]))}': equal names are one item. If the column holds titles, call it title.");
            }

            data = data with { Artists = Relation.FromPairs(pairs.Select(pair => (itemIds[pair.Item], artistIds[pair.Artist]))) };
        }

        data = data with
        {
            Names = NameTable.Empty.With(Minted(users)).With(Minted(items)).With(Minted(artists)).With(displayNames)
                .With(artistIds.Select((id, place) => (id, _columns.Artists.DisplayNameOf(place)))),
        };
        return new(data, users, items, artists, _rowCount, _problemCount, _problems)
        {
            Format = format,
            SkippedColumns = _skippedColumns,
            Notes = _notes,
        };

        static IEnumerable<(TId, string?)> Minted<TId>(IdMap<TId> map)
            where TId : struct, IId<TId> => map.Pairs().Where(pair => pair.Name != Id.Format(pair.Id)).Select(pair => (pair.Id, (string?)pair.Name));
    }

    // Names among which few are numbers, as those of bands are, have nothing to keep.
    private void NoteMinted<TId>(IdColumn column, string what, IdMap<TId> map)
        where TId : struct, IId<TId>
    {
        if (column.IsOfIntegers || column.FirstTextLine == 0 || map.KeepsIntegers || (column == _columns.Items && _columns.ItemsAreTitles))
        {
            return;
        }

        var count = column.Names().Count(static name => IntegerName.TryParseId(name, out _));
        AddNote(
            count > 0 && 10L * count >= column.PlaceCount,
            $"{count} of the {column.PlaceCount} {what} are integers, but line {column.FirstTextLine} has '{column.FirstText}', which is none or is too large; all {what} got ids in the order of appearance.");
    }
}
