using ZetDard.Evaluation.Reporting;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>The scores that a model gave to things that it had not seen, in one repeat or more.</summary>
/// <param name="Labels">The labels, in the order of the scores.</param>
/// <param name="Actual">The right label of each thing.</param>
/// <param name="Groups">What each thing belongs to, its own where it stands alone.</param>
/// <param name="Scores">For each repeat and thing one score for each label.</param>
internal sealed record Outcome(IReadOnlyList<string> Labels, int[] Actual, int[] Groups, float[][][] Scores)
{
    private readonly int[][] _predicted = [.. Scores.Select(repeat => Array.ConvertAll(repeat, Best))];

    /// <summary>The predicted label of each thing in a repeat.</summary>
    public IReadOnlyList<int> Predicted(int repeat) => _predicted[repeat];

    /// <summary>The share of things with the right label; those of <paramref name="drawn"/>, mean over the repeats.</summary>
    public double Accuracy(int[] drawn) =>
        _predicted.Average(predicted => drawn.Count(thing => predicted[thing] == Actual[thing]) / (double)drawn.Length);

    /// <summary>The mean F1 of the labels that occur.</summary>
    public double MacroF1(int[] drawn)
    {
        return _predicted.Average(predicted =>
        {
            var (right, said, are) = (new int[Labels.Count], new int[Labels.Count], new int[Labels.Count]);
            foreach (var thing in drawn)
            {
                are[Actual[thing]]++;
                said[predicted[thing]]++;
                right[Actual[thing]] += predicted[thing] == Actual[thing] ? 1 : 0;
            }

            return Enumerable
                .Range(0, Labels.Count)
                .Where(label => are[label] > 0)
                .Average(label => 2.0 * right[label] / (said[label] + are[label]));
        });
    }

    /// <summary>The area under the ROC curve of the second of two labels; NaN where things of one label only were drawn.</summary>
    public double Auc(int[] drawn) =>
        Scores.Average(repeat =>
        {
            var positive = drawn.ToLookup(thing => Actual[thing] == 1, thing => (double)(repeat[thing][1] - repeat[thing][0]));
            return positive.Count < 2 ? double.NaN : RankingMetrics.Auc([.. positive[true]], [.. positive[false]]);
        });

    /// <summary>The outcome by group: the scores of a group are the means of those of its things, its label that of the first.</summary>
    public Outcome ByGroup()
    {
        int[][] members = [.. Enumerable.Range(0, Actual.Length).GroupBy(thing => Groups[thing], (_, things) => things.ToArray())];
        return new(
            Labels,
            Array.ConvertAll(members, things => Actual[things[0]]),
            [.. Enumerable.Range(0, members.Length)],
            Array.ConvertAll(Scores, repeat => Array.ConvertAll(members, things => MeanOf(repeat, things)))
        );

        float[] MeanOf(float[][] repeat, int[] things) =>
            [.. Enumerable.Range(0, Labels.Count).Select(label => (float)things.Average(thing => (double)repeat[thing][label]))];
    }

    /// <summary>A metric of all things and its 95 % interval: groups are drawn with replacement, each with all its things.</summary>
    public (double Value, Interval Interval) Measure(Func<int[], double> metric, int seed) =>
        (metric([.. Enumerable.Range(0, Actual.Length)]), GroupBootstrap.Of(Groups, seed, metric));

    private static int Best(float[] scores)
    {
        var best = 0;
        for (var label = 1; label < scores.Length; label++)
        {
            best = scores[label] > scores[best] ? label : best;
        }

        return best;
    }
}
