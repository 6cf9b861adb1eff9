namespace ZetDard.Recommenders;

/// <summary>What was read from an export, apart from the interactions themselves.</summary>
/// <param name="Format">The form of the export.</param>
/// <param name="RowCount">How many entries or lines were read, bad ones included.</param>
/// <param name="Notes">What a reader of the data should know, in sentences.</param>
internal sealed record ExportResult(InteractionFileFormat Format, long RowCount, IReadOnlyList<string> Notes);
