namespace ZetDard.Recommenders;

/// <summary>How to read an interaction file.</summary>
public sealed record InteractionFileOptions
{
    /// <summary>How the file holds interactions. Default <see langword="null"/>: found from the content.</summary>
    public InteractionFileFormat? Format { get; init; }

    /// <summary>
    /// What separates the fields of a row: one character, or <c>::</c>; a blank stands for any number of blanks. Default
    /// <see langword="null"/>: found from the first rows.
    /// </summary>
    public string? Separator { get; init; }

    /// <summary>
    /// The encoding of the file by its name, such as <c>GB18030</c>. Default <see langword="null"/>: UTF-8, or what the file's byte-order
    /// mark says.
    /// </summary>
    public string? Encoding { get; init; }

    /// <summary>The name of the user of a file that names none, as exports of one listener's account do. Default <c>me</c>.</summary>
    public string Listener { get; init; } = "me";

    /// <summary>
    /// How long a song must have been played to count, where the file says how long it was. Default 0: every play counts. Services
    /// themselves count a play from 30 seconds on.
    /// </summary>
    public TimeSpan MinPlayTime { get; init; }

    /// <summary>
    /// Whether lines of the form <see cref="InteractionFileFormat.Titles"/> have the artist first. Default <see langword="null"/>: the side
    /// on which <see cref="IsArtist"/> knows more names; without it, or where both sides are equal, the title is first.
    /// </summary>
    public bool? ArtistFirst { get; init; }

    /// <summary>Whether a name is that of an artist, as a catalogue knows; used where <see cref="ArtistFirst"/> is not given.</summary>
    public Func<string, bool>? IsArtist { get; init; }

    /// <summary>Refuse a file with a bad row, instead of skipping and reporting it. Default <see langword="false"/>.</summary>
    public bool Strict { get; init; }

    /// <summary>What a row of the dataset is: a listener (the default) or a playlist.</summary>
    public RowKind Rows { get; init; }

    /// <summary>How many bad rows are described; further ones are only counted. Default 100.</summary>
    public int MaxProblems { get; init; } = 100;

    /// <summary>
    /// The users known so far, usually those of a file read before: names of the file are looked up there, and added where they
    /// are new. Default: a map of its own.
    /// </summary>
    /// <remarks>
    /// A given map also decides whether integers keep their value. It is added to at the end of the reading, not where that fails;
    /// nobody may read it meanwhile (give <see cref="IdMap{TId}.Clone"/> where somebody does).
    /// </remarks>
    public IdMap<UserId>? Users { get; init; }

    /// <summary>The songs known so far, for files whose items are songs; otherwise as <see cref="Users"/>.</summary>
    public IdMap<SongId>? Songs { get; init; }

    /// <summary>
    /// The artists known so far, for the column of artists and for files whose items are artists; otherwise as
    /// <see cref="Users"/>.
    /// </summary>
    public IdMap<ArtistId>? Artists { get; init; }
}
