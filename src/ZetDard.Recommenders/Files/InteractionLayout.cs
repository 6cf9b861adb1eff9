using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>
/// The index of the field of each column in a row, from the header or, without one, in the usual order; −1 where the file lacks the column.
/// </summary>
internal sealed class InteractionLayout
{
    // Of several columns of one kind the one is read whose name stands first here. Names are in lower case, without blanks and signs.
    private static readonly string[] UserNames =
    [
        "userid", "user", "uid", "username", "listenerid", "listener", "accountid", "account", "memberid", "member", "msno", "customerid", "customer",
        "personid", "person", "reviewerid", "visitorid", "visitor", "subscriberid", "subscriber", "playlistid", "playlist", "pid", "用户",
    ];

    private static readonly string[] ItemNames =
    [
        "songid", "trackid", "itemid", "musicid", "movieid", "productid", "businessid", "videoid", "bookid", "asin", "isbn", "iid", "mid", "tid",
        "trackuri", "songuri", "spotifytrackuri", "spotifytrackid", "spotifyuri", "spotifyid", "uri",
        "item", "friendid", "friend", "song", "music", "movie", "product", "business", "video", "book", "歌曲",
    ];

    private static readonly string[] SongNames = ["song", "歌曲"];

    private static readonly string[] TitleNames =
    [
        "trackname", "tracktitle", "songname", "songtitle", "title", "track", "mastermetadatatrackname", "musicname", "itemname", "movietitle",
        "歌名", "歌曲名", "歌曲名称", "歌曲名稱", "曲名", "曲目", "recordingname", "recordingmbid", "recordingid", "mediaid",
    ];

    private static readonly string[] ArtistIdNames = ["artistid", "singerid"];

    private static readonly string[] ArtistNames =
    [
        "artist", "artistname", "artists", "artistnames", "singer", "singername", "band", "performer", "mastermetadataalbumartistname",
        "albumartist", "albumartistname", "artistmbid", "歌手",
    ];

    private static readonly string[] CountNames =
    [
        "count", "playcount", "plays", "listencount", "listens", "scrobbles", "scrobblecount", "frequency", "freq", "total", "totalplays", "weight",
        "playtimes", "n", "播放次数", "次数",
    ];

    private static readonly string[] RatingNames = ["rating", "score", "stars", "rate", "preference", "评分"];

    private static readonly string[] TimeNames =
    [
        "unixtime", "unixtimestamp", "uts", "epoch", "timestamp", "time", "ts", "datetime", "playedat", "listenedat", "scrobbledat", "utctime", "createdat",
        "endtime", "lastplayed", "lastplayedat", "lastplayeddate", "lastplayedtime", "date", "day", "addedat", "unixreviewtime", "reviewtime", "时间",
    ];

    private static readonly string[] PlayTimeNames = ["msplayed", "playedms"];

    private InteractionLayout()
    {
    }

    /// <summary>−1 where the file names no user: then all rows are those of one listener.</summary>
    public int User { get; private init; } = -1;

    public int Item { get; private init; } = -1;

    /// <summary>What the item is called, where it has an id besides.</summary>
    public int Title { get; private init; } = -1;

    public int Artist { get; private init; } = -1;

    /// <summary>What the artist is called, where they have an id besides.</summary>
    public int ArtistName { get; private init; } = -1;

    public int Count { get; private init; } = -1;

    public int Time { get; private init; } = -1;

    /// <summary>How long a song was played, in milliseconds.</summary>
    public int PlayTime { get; private init; } = -1;

    /// <summary>Whether items are titles, which songs of several artists may have.</summary>
    public bool ItemsAreTitles { get; private init; }

    /// <summary>Whether artists are the items because no column of songs is known.</summary>
    public bool ItemIsArtist { get; private init; }

    /// <summary>Whether such titles are ids after all where all of them are integers.</summary>
    public bool TitlesMayBeIds { get; private init; }

    /// <summary>How many fields a row has at most.</summary>
    public int FieldCount { get; private init; }

    /// <summary>What the message about a row with another number of fields says that is expected.</summary>
    public string Expected { get; private init; } = "";

    /// <summary>The names of the columns that are not read.</summary>
    public IReadOnlyList<string> SkippedColumns { get; private init; } = [];

    /// <summary>What the caller should know about the choice of columns.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>The text of the header in the columns of user and item; empty without a header.</summary>
    public (string User, string Item) HeaderTexts { get; private init; } = ("", "");

    /// <summary>How many kinds of columns a row names, if it is a header.</summary>
    public static int CountKinds(RowReader row)
    {
        var names = new HeaderNames(row);
        return KindsIn(names).Count(column => column >= 0);
    }

    /// <summary>Reads the first row of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="row">Its first row.</param>
    /// <param name="itemsAreArtists">Whether artists are the items also where songs are named.</param>
    /// <returns><see langword="null"/> where the row is no header.</returns>
    /// <exception cref="InvalidDataException">It is a header, but lacks a column or names one twice.</exception>
    public static InteractionLayout? FromHeader(string path, RowReader row, bool itemsAreArtists)
    {
        var header = new HeaderNames(row);
        var kinds = KindsIn(header);
        var (user, anyItem, artist, time) = (kinds[0], kinds[1], kinds[2], kinds[5]);
        var isOfListener = user < 0 && ((anyItem >= 0 && artist >= 0) || ((anyItem >= 0 || artist >= 0) && time >= 0));
        var hasItem = anyItem >= 0 || artist >= 0;
        if (!hasItem || (user < 0 && !isOfListener))
        {
            // A single known word may be data that happens to be the name of a column. A row with "user" beside other words is meant as a header.
            return kinds.Count(column => column >= 0) < 2 && !(user >= 0 && IsAllWords(row))
                ? null
                : throw new InvalidDataException(
                    $"{path}: the header names no {(hasItem ? "user" : "item, song or artist")} column; it needs a user and one of item, song, artist. "
                    + "Known are user, item, song, title, artist, friend, count and time, and other usual names of these. "
                    + "Rename a column, or, where the first row is data, put a header before it.");
        }

        return isOfListener && !IsAllWords(row) ? null : FromNames(path, header, itemsAreArtists, row.HasRowNames);
    }

    /// <summary>The layout of a file without a header: user, item, count, time; the last two may be missing.</summary>
    /// <exception cref="InvalidDataException">The first row names columns after all, in words that are not known.</exception>
    public static InteractionLayout WithoutHeader(string path, RowReader row)
    {
        var sample = row.Sample;
        if (IsUnknownHeader(sample, isKnown: CountKinds(row) > 0))
        {
            throw new InvalidDataException(
                $"{path}: the first row, '{string.Join("', '", sample[0].First)}', stands above columns of numbers, and looks like a header, "
                + "but names no columns that are known. "
                + "Known are user, item, song, title, artist, friend, count and time, and other usual names of these: rename the columns. "
                + "Where the first row is data, put a header before it.");
        }

        var counts = sample.Where(row => row.FieldCount > 1).CountBy(row => row.FieldCount).ToList();
        if (counts.Count > 2 && counts.Max(count => count.Value) < .8 * sample.Count)
        {
            throw new InvalidDataException(
                $"{path}: the file has no header, and its rows have from {counts.Min(count => count.Key)} to {counts.Max(count => count.Key)} fields. "
                + "Where each row has a user and then their items, give the format Lists; otherwise put a header before the rows.");
        }

        // No song was played a billion times by one user: such numbers are times.
        var rows = sample.Where(row => !row.IsMalformed && row.FieldCount > 2).ToList();
        var thirdIsTime = rows.Count > 0 && rows.TrueForAll(row => TimeField.Parse(row.First[2], out var seconds) is null && seconds > 0);
        string[] columns = thirdIsTime ? ["user", "item", "time", "count"] : ["user", "item", "count", "time"];
        columns = columns[..Math.Clamp(TableStart.UsualFieldCount(sample), 2, 4)];
        var note = $"The file has no header; its columns were read as {string.Join(", ", columns)}.";
        return new()
        {
            User = 0,
            Item = 1,
            Count = thirdIsTime ? 3 : 2,
            Time = thirdIsTime ? 2 : 3,
            FieldCount = 4,
            Expected = "without a header they are user, item, count, time, the last two optional; "
                + "where each row has a user and then their items, give the format Lists",
            Notes = [columns.Length == 4 ? $"{note} If one of them is a rating, name the columns in a header." : note],
        };
    }

    private static InteractionLayout FromNames(string path, HeaderNames header, bool itemsAreArtists, bool hasRowNames)
    {
        var (user, count) = (header.Find(UserNames), header.Find(CountNames));
        count = count == 0 && header.Find(["n"]) == 0 ? -1 : count;        // the number of the row
        var (time, playTime) = (header.Find(TimeNames), header.Find(PlayTimeNames));
        var (artistId, artistName) = (header.Find(ArtistIdNames), header.Find(ArtistNames));
        var title = FindTitle(header);
        var item = header.Find(ItemNames);
        var isTitle = item < 0 && title >= 0;
        if (item < 0)
        {
            (item, title) = (title, -1);
        }
        else if (title < 0 && header.Find(SongNames) is var song && song != item)
        {
            title = song;
        }

        var itemIsArtist = item < 0;
        var (artist, nameOfArtist) = artistId >= 0 ? (artistId, artistName) : (artistName, -1);
        if (item < 0 || (itemsAreArtists && artist >= 0))
        {
            (item, title, artist, nameOfArtist) = (artist, nameOfArtist, -1, -1);
        }

        int[] used = [user, item, title, artist, nameOfArtist, count, time, playTime];
        foreach (var column in used)
        {
            if (column >= 0 && header.FindTwin(column) is >= 0 and var twin)
            {
                throw new InvalidDataException(
                    $"{path}: the header names two columns for the same thing, {column + 1} and {twin + 1} ('{header.TextOf(twin)}'); rename one.");
            }
        }

        var rating = header.Find(RatingNames);
        var shift = hasRowNames ? 1 : 0;
        return new()
        {
            User = Shifted(user),
            Item = Shifted(item),
            Title = Shifted(title),
            Artist = Shifted(artist),
            ArtistName = Shifted(nameOfArtist),
            Count = Shifted(count),
            Time = Shifted(time),
            PlayTime = Shifted(playTime),
            ItemIsArtist = itemIsArtist,
            ItemsAreTitles = isTitle && artist >= 0,
            TitlesMayBeIds = item == header.Find(["track"]),
            FieldCount = header.Count + shift,
            Expected = $"the header has {header.Count}, of which {(user < 0 ? "the item is" : "user and item are")} needed",
            HeaderTexts = (user < 0 ? "" : header.TextOf(user), header.TextOf(item)),
            SkippedColumns = [.. Enumerable.Range(0, header.Count).Except(used).Select(header.TextOf)],
            Notes =
            [
                .. rating < 0 ? Array.Empty<string>()
                    :
                    [
                        $"The column '{header.TextOf(rating)}' was passed over: a rating does not say how often somebody listened. "
                            + "To weight by it, name it weight; only numbers above 0 can be weights.",
                    ],
                .. !hasRowNames ? Array.Empty<string>()
                    : ["The numbers of the rows in the first column, which the header does not name, were passed over."],
            ],
        };

        int Shifted(int column) => column < 0 ? -1 : column + shift;
    }

    // User, item, artist, count, rating, time: where the header names each.
    private static int[] KindsIn(HeaderNames header)
    {
        var item = header.Find(ItemNames);
        return
        [
            header.Find(UserNames),
            item >= 0 ? item : FindTitle(header),
            Math.Max(header.Find(ArtistIdNames), header.Find(ArtistNames)),
            header.Find(CountNames),
            header.Find(RatingNames),
            header.Find(TimeNames),
        ];
    }

    // "name" alone may be the name of anything.
    private static int FindTitle(HeaderNames header)
    {
        var title = header.Find(TitleNames);
        return title < 0 && header.Find(ArtistNames) >= 0 ? header.Find(["name"]) : title;
    }

    private static bool IsAllWords(RowReader row)
    {
        for (var i = 0; i < row.FieldCount; i++)
        {
            if (IsNumber(row.Field(i)))
            {
                return false;
            }
        }

        return row.FieldCount > 1;
    }

    // Words above columns of integers. One such column proves less than two, unless a word is a known name: songs may be called 1989 and 1999.
    private static bool IsUnknownHeader(IReadOnlyList<SampleRow> sample, bool isKnown)
    {
        var rows = sample.Skip(1).Where(row => !row.IsMalformed && row.FieldCount > 1).ToList();
        var isOfWords = sample[0].FieldCount > 1 && !Array.Exists(sample[0].First, field => IsNumber(field) || MissingMark.IsMissing(field));
        if (rows.Count == 0 || !isOfWords)
        {
            return false;
        }

        var users = rows.TrueForAll(row => IntegerName.TryParse(row.First[0], out _));
        var items = rows.TrueForAll(row => IntegerName.TryParse(row.First[1], out _));
        return (users && items) || ((users || items) && (rows.Count >= 3 || isKnown));
    }

    private static bool IsNumber(ReadOnlySpan<char> field) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
