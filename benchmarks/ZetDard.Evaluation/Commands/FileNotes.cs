using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>Notes on what was skipped in a file.</summary>
internal static class FileNotes
{
    private const int Described = 3;

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
