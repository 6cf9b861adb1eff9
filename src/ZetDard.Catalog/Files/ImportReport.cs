namespace ZetDard.Catalog;

/// <summary>The result of an import.</summary>
public sealed class ImportReport
{
    /// <summary>The maximum number of problems that <see cref="Problems"/> lists; the counts include all.</summary>
    public const int MaxProblems = 1000;

    private readonly List<ImportProblem> _problems = [];
    private readonly Dictionary<string, long> _rows = [];
    private readonly List<string> _unfinished = [];
    private readonly List<string> _notes = [];

    /// <summary>The number of imported rows, by file name.</summary>
    public IReadOnlyDictionary<string, long> Rows => _rows;

    /// <summary>The first <see cref="MaxProblems"/> problems, in the order of the files.</summary>
    public IReadOnlyList<ImportProblem> Problems => _problems;

    /// <summary>The number of rows that were left out because they could not be read.</summary>
    public long SkippedRows { get; private set; }

    /// <summary>The number of values that could not be read and count as unknown.</summary>
    public long UnknownValues { get; private set; }

    /// <summary>
    /// The number of rows that repeat an earlier one: a song that its playlist already contains (left out), or an id that the file
    /// already contains (the later row is taken).
    /// </summary>
    public long DuplicateRows { get; internal set; }

    /// <summary>The number of rows that an earlier, interrupted import of the same files had already committed.</summary>
    public long ResumedRows { get; internal set; }

    /// <summary>
    /// Files whose last line has no line end, perhaps because their writer was interrupted. The row was imported if it has all
    /// fields.
    /// </summary>
    public IReadOnlyList<string> UnfinishedFiles => _unfinished;

    /// <summary>What a reader of the data should know, in sentences: columns that were passed over, ids that could not be kept.</summary>
    public IReadOnlyList<string> Notes => _notes;

    internal void AddNote(string note) => _notes.Add(note);

    internal void AddUnfinished(string file) => _unfinished.Add(file);

    internal void Add(ImportProblem problem)
    {
        if (problem.RowSkipped)
        {
            SkippedRows++;
        }
        else
        {
            UnknownValues++;
        }

        if (_problems.Count < MaxProblems)
        {
            _problems.Add(problem);
        }
    }

    internal void AddSkipped(long count) => SkippedRows += count;

    internal void AddRow(string file) => AddRows(file, 1);

    internal void AddRows(string file, long count) => _rows[file] = _rows.GetValueOrDefault(file) + count;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{string.Join(", ", _rows.Select(file => FormattableString.Invariant($"{file.Key} {file.Value:N0} rows")))}; skipped {SkippedRows:N0}, unknown values {UnknownValues:N0}, duplicates {DuplicateRows:N0}, from an earlier import {ResumedRows:N0}");
}
