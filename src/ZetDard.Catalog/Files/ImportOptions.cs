namespace ZetDard.Catalog;

/// <summary>Options of an import.</summary>
public sealed record ImportOptions
{
    /// <summary>Whether the first problem ends the import with an <see cref="InvalidDataException"/>; otherwise it is reported and the row (or value) is left out. Default <see langword="false"/>.</summary>
    /// <remarks>What was committed before stays, and importing the mended file goes on from the start: rows are upserts.</remarks>
    public bool Strict { get; set; }

    /// <summary>Rows in one transaction, 1 … 10,000,000; more only to hold the rest of a playlist, which is never parted. Default 100,000: small enough for memory, large enough that a commit costs little.</summary>
    public int RowsPerTransaction { get; set; } = 100_000;

    /// <summary>The clock behind the remaining time. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
