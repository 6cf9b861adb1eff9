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
}
