using System.Globalization;

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

    /// <summary>How the file holds interactions, given or found.</summary>
    public InteractionFileFormat Format { get; internal init; }

    /// <summary>The columns of the file that were passed over, by their names.</summary>
    public IReadOnlyList<string> SkippedColumns { get; internal init; } = [];

    /// <summary>
    /// What a reader of the data should know, in sentences: that integers could not keep their value, that plays were left out, which side
    /// of a line was taken for the artist.
    /// </summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

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
/// Text in UTF-8, with or without a byte-order mark, lines ended by LF or CR LF, plain or gzip-compressed. The first row tells
/// the delimiter: a tab, else a comma (fields may be quoted), else blanks. It is a header where it names a <c>user</c> and an
/// <c>item</c>, <c>song</c> or <c>artist</c>; it may also name <c>artist</c>, <c>count</c> and <c>time</c>, in any order and
/// case; other columns are passed over. An <c>artist</c> column without an item or song column is the item.
/// A file of friends names <c>user</c> and <c>friend</c>; every name may end in <c>id</c> or <c>_id</c>.
/// Without a header the columns are user, item, count, time; the last two may be missing. A first row that names a user beside
/// other words, none of them an item, is refused.
/// </para>
/// <para>
/// Ids are any strings. Where every id of a column is an integer within ±(2^53 − 1), they keep their value; otherwise the
/// column's ids are minted: 1, 2, 3, … in the order of appearance (larger integers could not be numbers in JSON; their names
/// are the integers as the file has them).
/// A file of friends is read with <see cref="UserId"/> as the item: both columns are users and share one map, the users' column first.
/// To join another file, give the maps of the first one (<see cref="InteractionFileOptions.Users"/>): equal names are then equal ids.
/// A count is a number above 0 and becomes the weight (1 where the field is empty); counts of repeated pairs are added up, and
/// repeated pairs without counts count once.
/// A time is in Unix seconds, in Unix milliseconds (from 100,000,000,000 on), or an ISO 8601 date with or without a time of day
/// (UTC where it names no zone);
/// eight digits that are a day of the years 1900 to 2100, such as 20240101, are that day. Times before 1970 are refused.
/// Items that occur with several artists keep all of them.
/// </para>
/// <para>Bad rows are skipped and reported, or refused (<see cref="InteractionFileOptions.Strict"/>).</para>
/// </remarks>
/// <example>
/// <code>
/// var plays = await InteractionFile.ReadAsync&lt;SongId&gt;("plays.csv");
/// var model = await new PopularityTrainer&lt;SongId&gt;().FitAsync(plays.TrainingData);
/// var alice = Profile.Of(plays.Users["alice"]);
/// Console.WriteLine(plays.Items.NameOf(model.Recommend(alice)[0].Item));
/// </code>
/// </example>
public static class InteractionFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; of a history of Spotify or ListenBrainz also the folder that was unpacked.</param>
    /// <param name="options">How to read it; by default one interaction a row, bad rows skipped.</param>
    /// <param name="progress">Reports the number of rows that were read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, cut off, damaged or no text, its header lacks a column, it has no usable row, or (strict) it has a
    /// bad row.
    /// </exception>
    public static Task<InteractionFile<TItem>> ReadAsync<TItem>(
        string path, InteractionFileOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxProblems, nameof(options));
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Listener, nameof(options));
        TableStart.RequireSeparator(options.Separator);
        return Task.Run(() => new InteractionFileReader<TItem>(path, options).Read(progress, cancellationToken), cancellationToken);
    }
}
