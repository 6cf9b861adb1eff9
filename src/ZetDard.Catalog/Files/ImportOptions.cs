namespace ZetDard.Catalog;

/// <summary>Options of an import.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// Whether the first problem ends the import with an <see cref="InvalidDataException"/>; otherwise problems are reported, and
    /// the row or value is left out.
    /// Default <see langword="false"/>.
    /// </summary>
    /// <remarks>
    /// Rows that were committed before remain. Import the corrected file again; it starts from the beginning, which changes
    /// nothing that is already there.
    /// </remarks>
    public bool Strict { get; set; }

    /// <summary>
    /// The number of rows in one transaction, 1 … 10,000,000. A transaction is longer only to include the rest of a playlist,
    /// which is never split.
    /// Default 100,000, which needs little memory and makes the cost of a commit small.
    /// </summary>
    public int RowsPerTransaction { get; set; } = 100_000;

    /// <summary>
    /// The encoding of the files by its name, such as <c>GB18030</c>. Default <see langword="null"/>: UTF-8, or what a file's byte-order
    /// mark says. A byte that is not valid in a given encoding ends the import; without one, a row with bytes that are not UTF-8 is
    /// left out and reported, and a file that is mostly not UTF-8 is refused.
    /// </summary>
    public string? Encoding { get; set; }

    /// <summary>The clock for the remaining time. Default the system clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
