using ZetDard.Evaluation.Classifying;
using ZetDard.Evaluation.Data;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>How well classifiers tell the labels of rows of numbers.</summary>
internal static class FeaturesCommand
{
    public static IReadOnlyList<ClassifierModel<FeatureRow>> Models { get; } = RowModels.All(MultiClass.OneAgainstOne);

    public static Task<int> RunAsync(
        RunContext context,
        string trainFile,
        string? testFile,
        string label,
        string? group,
        IReadOnlyList<string> leftOut,
        ClassifierOptions options,
        CancellationToken cancellationToken
    )
    {
        var train = LabelledRows.From(CsvTable.Read(trainFile), label, group, leftOut, dropsEqual: true);
        if (train.Rows.Count == 0)
        {
            throw new InvalidDataException($"{trainFile} has no rows below its header.");
        }

        var summary = new Dictionary<string, object>
        {
            ["train"] = train.Rows.Count,
            ["dropped"] = train.Dropped,
            ["columns"] = train.Rows[0].Names.Count,
        };
        ClassifierTest<FeatureRow> test;
        if (testFile is null)
        {
            test = options.CrossValidation(context, train.ToExamples(), summary);
        }
        else
        {
            var held = LabelledRows.From(CsvTable.Read(testFile), label, group, leftOut, dropsEqual: false, train.Rows[0].Names);
            test = ClassifierOptions.Apart(context, train.ToExamples(), held.ToExamples(), summary, testFile);
            var known = train.Rows.Select(Bits).ToHashSet();
            if (held.Rows.Count(row => known.Contains(Bits(row))) is > 0 and var copies)
            {
                context.Note($"{copies} rows of {testFile} are equal to a training row; they stay in the test.");
            }
        }

        return ClassifierRun.RunAsync(context, summary, Models, test, options, cancellationToken);

        static string Bits(FeatureRow row) => Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.Values.Span));
    }
}
