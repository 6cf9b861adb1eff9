using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>Notes on what was skipped in a file.</summary>
internal static class FileNotes
{
    private const int Described = 3;

    /// <summary>
    /// Warns of a test file that names items which the user has in the training data: such items are masked and count as
    /// misses.
    /// </summary>
    public static void WriteKnown(RunContext context, string testFile, Split<SongId> split)
    {
        var known = split.Known.ToInteractions().Select(row => (row.User, row.Item)).ToHashSet();
        var count = split.Test.ToInteractions().Count(row => known.Contains((row.User, row.Item)));
        if (count > 0)
        {
            context.Note(
                $"{count} items of {testFile} are known to their user or list already; they are masked, and stay in the denominators as misses."
            );
        }
    }

    public static void Write<TItem>(RunContext context, string path, InteractionFile<TItem> file)
        where TItem : struct, IId<TItem>
    {
        foreach (var problem in file.Problems.Take(Described))
        {
            context.Note($"{path}, {problem}; skipped.");
        }

        if (file.ProblemCount > Described)
        {
            context.Note($"{path}: {file.ProblemCount} of {file.RowCount} rows skipped in all.");
        }
    }
}
