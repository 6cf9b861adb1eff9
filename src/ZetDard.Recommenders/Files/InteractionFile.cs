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
/// A file is a table of text, plain or gzip-compressed, in UTF-8 or a given encoding. The separator of its fields (a tab, a comma, a
/// semicolon, a bar, <c>::</c> or blanks) is found from its first rows or given. Fields may be quoted; lines may end with LF, CR LF or CR;
/// a line <c>sep=;</c>, comments behind <c>#</c>, <c>%</c> or <c>//</c>, and repeated headers are passed over. A row has at most 8,388,608
/// characters.
/// </para>
/// <para>
/// The first row is a header where it names a user and an item, song, title or artist, or, in the file of one listener
/// (<see cref="InteractionFileOptions.Listener"/>), a song with an artist or a time. It may also name a count and a time. The usual names
/// of these are known, such as <c>userId</c>, <c>msno</c>, <c>track_uri</c>, <c>Artist Name(s)</c>, <c>listen_count</c> and
/// <c>timestamp:float</c>; case, blanks and signs do not matter. Of several columns of one kind, an id is preferred to a name, which then
/// becomes the display name in <see cref="TrainingData{TItem}.Names"/>. All other columns, ratings among them, are listed as
/// <see cref="InteractionFile{TItem}.SkippedColumns"/>. An artist column without an item column is the item, and so it is where items are
/// artists.
/// Without a header the columns are user, item, count, time, the last two optional; a third column of times is read as such.
/// </para>
/// <para>
/// A column <c>song</c> or <c>item</c> identifies songs: equal names are one song, which may have several artists. In a column of titles
/// (<c>title</c>, <c>track</c>, <c>track_name</c>, <c>song_title</c>, …) beside one of artists, a song is a title and an artist together:
/// its name is the title, or <c>title - artist</c> where the file has the title of several artists.
/// </para>
/// <para>
/// Ids are any strings. Where every id of a column is an integer within ±(2^53 − 1), they keep their value; otherwise the
/// column's ids are minted: 1, 2, 3, … in the order of appearance (larger integers could not be numbers in JSON; their names
/// are the integers as the file has them).
/// A file of friends (<c>user,friend</c>) is read with <see cref="UserId"/> as the item: both columns are users and share one map, the
/// users' column first.
/// To join another file, give the maps of the first one (<see cref="InteractionFileOptions.Users"/>): equal names are then equal ids.
/// A count is a number above 0 and becomes the weight (1 where it is missing); counts of repeated pairs are added up, and
/// repeated pairs of a file without counts and times count once; with times, each row is a play.
/// A time is Unix time in seconds, milli-, micro- or nanoseconds, a date of digits (<c>20240531</c>, <c>20240531123000</c>), an ISO 8601
/// date with or without a time of day (UTC where it names no zone), or a date with an English month (<c>05 Apr 2010, 11:59</c>). Numbers
/// that are no Unix time from 1995 to 2100, dates outside 1990 to 2100, and dates with the day or the month first are refused; 0 is an
/// unknown time.
/// <c>NULL</c>, <c>NA</c>, <c>NaN</c>, <c>None</c>, <c>\N</c> and the like are missing values: as a user or an item they make a bad row.
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
