namespace ZetDard.Recommenders;

/// <summary>How to read an interaction file.</summary>
public sealed record InteractionFileOptions
{
    /// <summary>One interaction a row (the default), or one user a row.</summary>
    public InteractionFileFormat Format { get; init; }

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
