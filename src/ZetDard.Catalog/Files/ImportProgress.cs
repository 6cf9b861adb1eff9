namespace ZetDard.Catalog;

/// <summary>The progress of an import, reported after each transaction.</summary>
/// <param name="File">The file that is being read.</param>
/// <param name="Rows">The number of rows read so far, in all files.</param>
/// <param name="Fraction">The fraction of all bytes that has been read, 0 … 1; a .gz file counts only when it is done.</param>
/// <param name="Remaining">The estimated time for the rest; <see langword="null"/> at the beginning.</param>
public readonly record struct ImportProgress(string File, long Rows, double Fraction, TimeSpan? Remaining);
