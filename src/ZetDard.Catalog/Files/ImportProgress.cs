namespace ZetDard.Catalog;

/// <summary>How far an import has come; told once a transaction.</summary>
/// <param name="File">The file that is being read.</param>
/// <param name="Rows">Rows read so far, of all files.</param>
/// <param name="Fraction">Part of all bytes that is done, 0 … 1; those of a .gz count once it is done.</param>
/// <param name="Remaining">The time that the rest will take at the speed so far; <see langword="null"/> at the beginning.</param>
public readonly record struct ImportProgress(string File, long Rows, double Fraction, TimeSpan? Remaining);
