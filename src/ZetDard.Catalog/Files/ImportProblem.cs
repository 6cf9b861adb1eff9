namespace ZetDard.Catalog;

/// <summary>A row, or a value of a row, that an import could not take.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">Its line, from 1; the header counts.</param>
/// <param name="Column">The field in the line, from 1; 0 where the whole line is meant.</param>
/// <param name="Reason">What was found, and what would have been right.</param>
/// <param name="RowSkipped">Whether the row was left out; otherwise only the value was taken as unknown.</param>
public sealed record ImportProblem(string File, long Line, int Column, string Reason, bool RowSkipped)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{File}({Line},{Column}): {Reason}{(RowSkipped ? "; the row was skipped" : "; the value was taken as unknown")}");
}
