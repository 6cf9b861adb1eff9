namespace ZetDard.Recommenders;

/// <summary>Looks at what classifiers on rows are given, so that all say the same of the same mistake.</summary>
public static class ClassifierGuard
{
    /// <summary>The classes of which there are examples, ascending; what a fit learns from is checked.</summary>
    /// <param name="rows">Numbers of the rows.</param>
    /// <param name="classes">The class of each.</param>
    /// <param name="labels">The labels of all classes.</param>
    /// <param name="trainingCount">Only rows below this may be learned from.</param>
    /// <exception cref="ArgumentException">
    /// There is not one class for each row, a class or row is out of its range, or all rows are of one class; the message says which.
    /// </exception>
    public static IReadOnlyList<int> PresentClasses(
        ReadOnlySpan<int> rows, ReadOnlySpan<int> classes, IReadOnlyList<string> labels, int trainingCount)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (rows.Length != classes.Length)
        {
            throw new ArgumentException($"{rows.Length} rows have {classes.Length} classes; give one for each row.", nameof(classes));
        }

        foreach (var row in rows)
        {
            if (row < 0 || row >= trainingCount)
            {
                throw new ArgumentException(
                    $"Row {row} may not be learned from: the training rows are 0 … {trainingCount - 1}.", nameof(rows));
            }
        }

        var present = new SortedSet<int>();
        foreach (var c in classes)
        {
            if (c < 0 || c >= labels.Count)
            {
                throw new ArgumentException(
                    $"There is no class {c}: {labels.Count} labels are the classes 0 … {labels.Count - 1}.", nameof(classes));
            }

            present.Add(c);
        }

        return present.Count >= 2 ? [.. present] : throw new ArgumentException(
            present.Count == 0
                ? "There are no examples to learn from."
                : $"All {rows.Length} examples are labelled '{labels[present.Min]}': a classifier needs examples of two labels or more.",
            nameof(classes));
    }

    /// <summary>Checks that scores fit.</summary>
    /// <exception cref="ArgumentException">There is room for fewer than rows × labels scores.</exception>
    public static void RequireRoom(ReadOnlySpan<float> scores, int rowCount, int labelCount)
    {
        if (scores.Length < (long)rowCount * labelCount)
        {
            throw new ArgumentException(
                $"{rowCount} things have {labelCount} scores each; there is room for {scores.Length}.", nameof(scores));
        }
    }
}
