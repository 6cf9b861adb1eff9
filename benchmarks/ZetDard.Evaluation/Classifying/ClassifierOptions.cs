using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>What the commands that compare classifiers have in common.</summary>
/// <param name="IsTuned">Whether options are chosen by cross-validation on training rows.</param>
/// <param name="FoldCount">The folds where no test is given.</param>
/// <param name="RepeatCount">How often those are drawn.</param>
/// <param name="Predictions">A file for the predictions.</param>
internal sealed record ClassifierOptions(bool IsTuned, int FoldCount, int RepeatCount, string? Predictions)
{
    /// <summary>A test on things that stand apart; what makes it less than that is noted.</summary>
    public static ClassifierTest<TSource> Apart<TSource>(
        RunContext context,
        Examples<TSource> train,
        Examples<TSource> test,
        Dictionary<string, object> summary,
        string testName
    )
    {
        if (test.Count == 0)
        {
            throw new InvalidDataException($"{testName} holds nothing to test on.");
        }

        string[] unseen = [.. test.Labels.Except(train.Labels)];
        if (unseen.Length > 0)
        {
            var count = test.Classes.Count(c => unseen.Contains(test.Labels[c]));
            context.Note($"Training has none of the labels {string.Join(", ", unseen)}: {count} of the test are wrong whatever the model.");
        }

        var groups = train.Groups.OfType<string>().ToHashSet();
        if (test.Groups.OfType<string>().Distinct().Count(groups.Contains) is > 0 and var both)
        {
            context.Note($"{both} groups are in training and in the test; what is tested is known in part.");
        }

        summary["test"] = test.Count;
        summary["labels"] = train.Labels.Union(test.Labels).Count();
        return ClassifierTest<TSource>.Of(train, test);
    }

    /// <summary>The cross-validation that takes the place of a test.</summary>
    public ClassifierTest<TSource> CrossValidation<TSource>(RunContext context, Examples<TSource> all, Dictionary<string, object> summary)
    {
        if (all.Labels.Count < 2)
        {
            var dropped = summary.TryGetValue("dropped", out var count) && count is > 0 ? $", after {count} equal rows were dropped" : "";
            throw new InvalidDataException(
                $"There {(all.Count == 0 ? "is nothing to learn from" : $"is one label, '{all.Labels[0]}'")}{dropped}; there must be two labels or more."
            );
        }

        var groupCount = all.Groups.OfType<string>().Distinct().Count() + all.Groups.Count(group => group is null);
        if (groupCount < FoldCount)
        {
            throw new InvalidDataException(
                $"{groupCount} groups cannot be divided into {FoldCount} folds, because no group is ever split. "
                    + (groupCount < 2 ? "Name another --group, or none." : $"Ask for --folds {groupCount} or fewer.")
            );
        }

        summary["labels"] = all.Labels.Count;
        if (all.Groups.Any(group => group is not null))
        {
            summary["groups"] = all.Groups.Distinct().Count();
        }

        summary["folds"] = FoldCount;
        summary["repeats"] = RepeatCount;
        return ClassifierTest<TSource>.CrossValidation(all, FoldCount, RepeatCount, context.Seed);
    }
}
