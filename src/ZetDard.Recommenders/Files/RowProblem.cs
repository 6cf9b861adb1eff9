using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Why a row of a file was skipped.</summary>
/// <param name="Line">The row's line, counted from 1.</param>
/// <param name="Column">The column at fault, counted from 1 in fields.</param>
/// <param name="Reason">What is wrong, with the value that was found.</param>
public readonly record struct RowProblem(long Line, int Column, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}: {Reason}");
}
