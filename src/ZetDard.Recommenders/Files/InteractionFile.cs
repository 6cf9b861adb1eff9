using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>What was read from an interaction file: the training data, and the names behind its ids.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public sealed class InteractionFile<TItem>
    where TItem : struct, IId<TItem>
{
    internal InteractionFile(TrainingData<TItem> trainingData, IdMap<UserId> users, IdMap<TItem> items, IdMap<ArtistId> artists, long rowCount, long problemCount, IReadOnlyList<RowProblem> problems)
    {
        TrainingData = trainingData;
        Users = users;
        Items = items;
        Artists = artists;
        RowCount = rowCount;
        ProblemCount = problemCount;
        Problems = problems;
    }

    /// <summary>The interactions and, where the file names artists, the artists of the items.</summary>
    public TrainingData<TItem> TrainingData { get; }

    /// <summary>The names of the users.</summary>
    public IdMap<UserId> Users { get; }

    /// <summary>The names of the items.</summary>
    public IdMap<TItem> Items { get; }

    /// <summary>The names of the artists; empty where the file has no column of them.</summary>
    public IdMap<ArtistId> Artists { get; }

    /// <summary>How many rows were read, bad ones included; empty lines and the header are no rows.</summary>
    public long RowCount { get; }

    /// <summary>How many rows were skipped because they are bad.</summary>
    public long ProblemCount { get; }

    /// <summary>The first bad rows, at most <see cref="InteractionFileOptions.MaxProblems"/>.</summary>
    public IReadOnlyList<RowProblem> Problems { get; }

    /// <summary>Says a reason in words, with the names of this file: <c>A and B; 14 of the 22 who have A also have it</c>.</summary>
    public string Explain(Reason reason) => reason.InWords(contribution =>
        contribution.Is<TItem>(out var item) ? Items.NameOf(item)
        : contribution.Is<ArtistId>(out var artist) ? Artists.NameOf(artist)
        : contribution.Is<UserId>(out var user) ? Users.NameOf(user)
        : contribution.Id.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Reads interaction files: who listened to what.</summary>
/// <remarks>
/// <para>
/// Text in UTF-8, with or without a byte-order mark, lines ended by LF or CR LF, plain or gzip-compressed. The first row tells the delimiter: a tab, else a comma
/// (fields may be quoted), else blanks. It is a header where it names a <c>user</c> and an <c>item</c>, <c>song</c> or <c>artist</c>; it may also name <c>artist</c>,
/// <c>count</c> and <c>time</c>, in any order and case; other columns are passed over. An <c>artist</c> column without an item or song column is the item.
/// A file of friends names <c>user</c> and <c>friend</c>; every name may end in <c>id</c> or <c>_id</c>.
/// Without a header the columns are user, item, count, time; the last two may be missing. A first row that names a user beside other words, none of them an item, is refused.
/// </para>
/// <para>
/// Ids are any strings. Where every id of a column is an integer, they keep their value; otherwise the column's ids are minted: 1, 2, 3, … in the order of appearance.
/// A file of friends is read with <see cref="UserId"/> as the item: both columns are users and share one map, the users' column first.
/// To join another file, give the maps of the first one (<see cref="InteractionFileOptions.Users"/>): equal names are then equal ids.
/// A count is a number above 0 and becomes the weight (1 where the field is empty); counts of repeated pairs are added up, and repeated pairs without counts count once.
/// A time is in Unix seconds, in Unix milliseconds (from 100,000,000,000 on), or an ISO 8601 date with or without a time of day (UTC where it names no zone);
/// eight digits that are a day of the years 1900 to 2100, such as 20240101, are that day. Times before 1970 are refused.
/// Items that occur with several artists keep all of them.
/// </para>
/// <para>Bad rows are skipped and reported, or refused (<see cref="InteractionFileOptions.Strict"/>).</para>
/// </remarks>
public static class InteractionFile
{
    private const int RowsBetweenReports = 1 << 16;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; by default one interaction a row, bad rows skipped.</param>
    /// <param name="progress">Told the number of rows now and then.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is empty, cut off, damaged or no text, its header lacks a column, it has no usable row, or (strict) it has a bad row.</exception>
    public static Task<InteractionFile<TItem>> ReadAsync<TItem>(
        string path, InteractionFileOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxProblems, nameof(options));
        return Task.Run(() => new Reading<TItem>(path, options).Run(progress, cancellationToken), cancellationToken);
    }

    private sealed class Reading<TItem>(string path, InteractionFileOptions options)
        where TItem : struct, IId<TItem>
    {
        private readonly IdColumn _users = new();
        private readonly IdColumn _items = new();
        private readonly IdColumn _artists = new();
        private readonly List<float> _weights = [];
        private readonly List<long> _times = [];
        private readonly List<RowProblem> _problems = [];
        private Layout _layout = Layout.None;
        private long _rowCount;
        private long _problemCount;

        public InteractionFile<TItem> Run(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            using var rows = RowReader.Open(path);
            var isFirst = true;
            while (rows.Read())
            {
                if (isFirst)
                {
                    isFirst = false;
                    if (options.Format == InteractionFileFormat.Columns && ReadLayout(rows))
                    {
                        continue;
                    }
                }

                _rowCount++;
                if (FindProblem(rows) is { } problem)
                {
                    Report(problem);
                }

                if (_rowCount % RowsBetweenReports == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Report(new("Reading rows", _rowCount, Total: 0));
                }
            }

            if (_users.Count == 0)
            {
                throw new InvalidDataException(
                    $"{path} has no usable row ({_rowCount} read)." + (_problems.Count > 0 ? $" The first problem is on {_problems[0]}." : ""));
            }

            progress?.Report(new("Reading rows", _rowCount, _rowCount));
            return Build();
        }

        private InteractionFile<TItem> Build()
        {
            // Friends are users: both columns share one map, and keep their numbers only where both are numbers.
            var users = options.Users ?? new(keepIntegers: _users.IsOfIntegers && (typeof(TItem) != typeof(UserId) || _items.IsOfIntegers));
            var items = users as IdMap<TItem> ?? options.Songs as IdMap<TItem> ?? options.Artists as IdMap<TItem> ?? new(_items.IsOfIntegers);
            var artists = options.Artists ?? new(_artists.IsOfIntegers);
            var userIds = _users.IdsIn(users);
            var itemIds = _items.IdsIn(items);
            var artistIds = _artists.IdsIn(artists);
            var builder = new InteractionDatasetBuilder<TItem>();
            for (var row = 0; row < _users.Count; row++)
            {
                builder.Add(userIds[_users[row]], itemIds[_items[row]], _weights.Count > 0 ? _weights[row] : 1, _times.Count > 0 ? _times[row] : 0);
            }

            var data = new TrainingData<TItem>(builder.Build(options.Rows));
            if (_layout.Artist >= 0)
            {
                data = data with { Artists = Relation.FromPairs(ArtistPairs().Select(pair => (itemIds[pair.Item], artistIds[pair.Artist]))) };
            }

            return new(data, users, items, artists, _rowCount, _problemCount, _problems);
        }

        private HashSet<(int Item, int Artist)> ArtistPairs()
        {
            var pairs = new HashSet<(int, int)>();
            for (var row = 0; row < _items.Count; row++)
            {
                if (_artists[row] >= 0)
                {
                    pairs.Add((_items[row], _artists[row]));
                }
            }

            return pairs;
        }

        // Whether the row is a header.
        private bool ReadLayout(RowReader row)
        {
            _layout = Layout.None;
            var named = 0;
            for (var i = 0; i < row.FieldCount; i++)
            {
                var name = row.Field(i).ToString();
                ref var place = ref _layout.PlaceOf(name, out var isKnown);
                if (isKnown)
                {
                    if (place >= 0)
                    {
                        throw new InvalidDataException($"{path}: the header names two columns for the same thing, {place + 1} and {i + 1} ('{name}'); rename one.");
                    }

                    place = i;
                    named++;
                }
            }

            if (_layout.Item < 0)
            {
                (_layout.Item, _layout.Artist) = (_layout.Artist, -1);
            }

            if (_layout.User < 0 || _layout.Item < 0)
            {
                // A single known word may be data that happens to be the name of a column; but who writes "user" beside other words means a header.
                if (named < 2 && !(_layout.User >= 0 && IsAllWords(row)))
                {
                    _layout = Layout.WithoutHeader;
                    return false;
                }

                throw new InvalidDataException(
                    $"{path}: the header names no {(_layout.User < 0 ? "user" : "item, song or artist")} column; it needs user and one of item, song, artist. " +
                    "Known are user, item, song, artist, friend, count and time: rename a column, or, where the first row is data, put a header before it.");
            }

            _layout.FieldCount = row.FieldCount;
            _layout.Expected = $"the header has {row.FieldCount}, of which user and item are needed";
            return true;
        }

        private static bool IsAllWords(RowReader row)
        {
            for (var i = 0; i < row.FieldCount; i++)
            {
                if (row.Field(i) is var field && (field.IsEmpty || double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
                {
                    return false;
                }
            }

            return row.FieldCount > 1;
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

        private RowProblem? FindProblem(RowReader row)
        {
            if (row.Malformed is { } malformed)
            {
                return new(row.Line, 1, malformed);
            }

            return options.Format == InteractionFileFormat.Lists ? AddList(row) : AddInteraction(row);
        }

        private RowProblem? AddList(RowReader row)
        {
            if (row.FieldCount < 2)
            {
                return new(row.Line, 1, "a list needs a user and at least one item");
            }

            for (var i = 0; i < row.FieldCount; i++)
            {
                if (ProblemOfId(row.Field(i), i == 0 ? "user" : "item") is { } problem)
                {
                    return new(row.Line, i + 1, problem);
                }
            }

            _users.Add(row.Field(0));
            for (var i = 1; i < row.FieldCount; i++)
            {
                if (i > 1)
                {
                    _users.AddLast();
                }

                _items.Add(row.Field(i));
            }

            return null;
        }

        private RowProblem? AddInteraction(RowReader row)
        {
            if (row.FieldCount > _layout.FieldCount || row.FieldCount <= Math.Max(_layout.User, _layout.Item))
            {
                return new(row.Line, Math.Min(row.FieldCount, _layout.FieldCount), $"the row has {row.FieldCount} fields; {_layout.Expected}");
            }

            if (ProblemOfId(row.Field(_layout.User), "user") is { } userProblem)
            {
                return new(row.Line, _layout.User + 1, userProblem);
            }

            if (ProblemOfId(row.Field(_layout.Item), "item") is { } itemProblem)
            {
                return new(row.Line, _layout.Item + 1, itemProblem);
            }

            var weight = 1f;
            if (TryField(row, _layout.Count, out var count) && !(float.TryParse(count, NumberStyles.Float, CultureInfo.InvariantCulture, out weight) && weight > 0 && float.IsFinite(weight)))
            {
                return new(row.Line, _layout.Count + 1, $"the count '{Shortened(count)}' is not a number above 0");
            }

            var unixSeconds = 0L;
            if (TryField(row, _layout.Time, out var time) && !TimeField.TryParse(time, out unixSeconds))
            {
                return new(row.Line, _layout.Time + 1, $"the time '{Shortened(time)}' is neither Unix seconds or milliseconds nor an ISO 8601 date");
            }

            var hasArtist = TryField(row, _layout.Artist, out var artist);
            if (hasArtist && ProblemOfId(artist, "artist") is { } artistProblem)
            {
                return new(row.Line, _layout.Artist + 1, artistProblem);
            }

            if (_layout.Artist >= 0)
            {
                _artists.Add(artist);
            }

            _users.Add(row.Field(_layout.User));
            _items.Add(row.Field(_layout.Item));
            AddTo(_weights, weight, usual: 1);
            AddTo(_times, unixSeconds, usual: 0);
            return null;
        }

        // A column takes memory only from the first value on that differs from the usual one.
        private void AddTo<T>(List<T> column, T value, T usual)
            where T : struct, IEquatable<T>
        {
            if (column.Count == 0 && !value.Equals(usual))
            {
                CollectionsMarshal.SetCount(column, _users.Count - 1);
                CollectionsMarshal.AsSpan(column).Fill(usual);
                column.Add(value);
            }
            else if (column.Count > 0)
            {
                column.Add(value);
            }
        }

        private static bool TryField(RowReader row, int index, out ReadOnlySpan<char> field)
        {
            field = index >= 0 && index < row.FieldCount ? row.Field(index) : [];
            return !field.IsEmpty;
        }

        private static string? ProblemOfId(ReadOnlySpan<char> id, string what) =>
            id.IsEmpty ? $"the {what} is empty"
            : id.ContainsAny('\0', '\uFFFD') ? $"the {what} '{Shortened(id)}' is not valid text in UTF-8"
            : null;

        private static string Shortened(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : $"{text[..40]}…";
    }

    /// <summary>Which field holds what; −1 where none does.</summary>
    private struct Layout
    {
        public int User;
        public int Item;
        public int Artist;
        public int Count;
        public int Time;
        public int FieldCount;
        public string Expected;

        public static Layout None => new() { User = -1, Item = -1, Artist = -1, Count = -1, Time = -1, Expected = "" };

        public static Layout WithoutHeader =>
            new() { User = 0, Item = 1, Artist = -1, Count = 2, Time = 3, FieldCount = 4, Expected = "without a header they are user, item, count, time, the last two optional" };

        [UnscopedRef]
        public ref int PlaceOf(string name, out bool isKnown)
        {
            isKnown = true;
            switch (name.ToUpperInvariant().Replace("_", "", StringComparison.Ordinal))
            {
                case "USER" or "USERID":
                    return ref User;
                case "ITEM" or "ITEMID" or "SONG" or "SONGID" or "FRIEND" or "FRIENDID":
                    return ref Item;
                case "ARTIST" or "ARTISTID":
                    return ref Artist;
                case "COUNT":
                    return ref Count;
                case "TIME":
                    return ref Time;
                default:
                    isKnown = false;
                    return ref FieldCount;
            }
        }
    }

    /// <summary>The ids of one column, as places in the order of first appearance. Integers stay numbers until the first id that is none.</summary>
    private sealed class IdColumn
    {
        private readonly List<int> _rows = [];
        private readonly Dictionary<long, int> _numbers = [];
        private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _textsBySpan;
        private bool _isText;

        public IdColumn() => _textsBySpan = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

        public int Count => _rows.Count;

        /// <summary>The place of a row's id; −1 where the field was empty.</summary>
        public int this[int row] => _rows[row];

        public void AddLast() => _rows.Add(_rows[^1]);

        public void Add(ReadOnlySpan<char> id)
        {
            if (id.IsEmpty)
            {
                _rows.Add(-1);
                return;
            }

            if (!_isText)
            {
                if (IntegerName.TryParse(id, out var number))
                {
                    ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, number, out var isKnown);
                    if (!isKnown)
                    {
                        place = _numbers.Count - 1;
                    }

                    _rows.Add(place);
                    return;
                }

                _isText = true;
                foreach (var (known, place) in _numbers)
                {
                    _texts.Add(known.ToString(CultureInfo.InvariantCulture), place);
                }
            }

            ref var placeOfText = ref CollectionsMarshal.GetValueRefOrAddDefault(_textsBySpan, id, out var isKnownText);
            if (!isKnownText)
            {
                placeOfText = _texts.Count - 1;
            }

            _rows.Add(placeOfText);
        }

        /// <summary>Whether every id of the column is an integer.</summary>
        public bool IsOfIntegers => !_isText;

        /// <summary>The id of each place, looked up in a map or added to it.</summary>
        public TId[] IdsIn<TId>(IdMap<TId> map)
            where TId : struct, IId<TId>
        {
            // In the order of appearance, in which ids are minted.
            if (!_isText)
            {
                var numbers = new long[_numbers.Count];
                foreach (var (number, place) in _numbers)
                {
                    numbers[place] = number;
                }

                return Array.ConvertAll(numbers, number => map.GetOrAdd(number.ToString(CultureInfo.InvariantCulture)));
            }

            var names = new string[_texts.Count];
            foreach (var (name, place) in _texts)
            {
                names[place] = name;
            }

            return Array.ConvertAll(names, name => map.GetOrAdd(name));
        }
    }
}
