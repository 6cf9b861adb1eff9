namespace ZetDard.Catalog;

/// <summary>A row, or a value of a row, that could not be imported.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Line">The line in the file, from 1, including the header.</param>
/// <param name="Column">The field in the line, from 1; 0 for the whole line.</param>
/// <param name="Reason">What was found, and what was expected.</param>
/// <param name="RowSkipped">Whether the row was left out; otherwise only the value counts as unknown.</param>
public sealed record ImportProblem(string File, long Line, int Column, string Reason, bool RowSkipped)
{
    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{File}({Line},{Column}): {Reason}{(RowSkipped ? "; the row was skipped" : "; the value was taken as unknown")}");
}
