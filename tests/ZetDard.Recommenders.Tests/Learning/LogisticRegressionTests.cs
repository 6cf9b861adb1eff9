namespace ZetDard.Recommenders.Tests;

public sealed class LogisticRegressionTests
{
    // Oracle: at the minimum the gradient w + C Σ −yᵢ xᵢ σ(−yᵢ fᵢ), and that of the bias, are 0.
    [Theory]
    [InlineData(.01, true)]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [InlineData(1, false)]
    public void Fit_ends_where_the_gradient_is_zero(double c, bool hasBias)
    {
        var (rows, labels) = Example(200, 12, seed: 3);
        var fitted = LogisticRegression.Fit(
            rows, labels, c, maxIterations: 1000, tolerance: 1e-9, hasBias, TestContext.Current.CancellationToken);
        Assert.Equal(hasBias, fitted.Bias != 0);
        var gradient = new double[13];
        fitted.Weights.CopyTo(gradient, 0);
        for (var row = 0; row < labels.Length; row++)
        {
            var sign = labels[row] ? 1 : -1;
            var pull = -c * sign / (1 + Math.Exp(sign * fitted.Score(rows.Row(row), rows.RowValues(row))));
            for (var i = 0; i < rows.Row(row).Length; i++)
                gradient[rows.Row(row)[i]] += pull * rows.RowValues(row)[i];
            gradient[12] += hasBias ? pull : 0;
        }

        Assert.All(gradient, part => Assert.InRange(part, -1e-5 * Math.Max(1, c), 1e-5 * Math.Max(1, c)));
    }

    // Oracle: one column that is 1 for positives and 0 for others, almost no penalty: the odds of both groups are those of the counts, 3 :
    // 1 and 1 : 4.
    [Fact]
    public void Fit_finds_the_odds_of_groups()
    {
        bool[] labels = [true, true, true, false, true, false, false, false, false];
        var rows = Dense(1, [.. labels.Select((_, i) => new[] { i < 4 ? 1f : 0f })]);
        var fitted = LogisticRegression.Fit(
            rows, labels, c: 1e6, maxIterations: 1000, tolerance: 1e-12, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Math.Log(1 / 4.0), fitted.Bias, 4);
        Assert.Equal(Math.Log(3) - Math.Log(1 / 4.0), fitted.Weights[0], 4);
    }

    [Fact]
    public void Fit_refuses_labels_of_one_kind() =>
        Assert.Throws<ArgumentException>(() =>
            LogisticRegression.Fit(Dense(1, [[1f], [2f]]), [true, true], cancellationToken: TestContext.Current.CancellationToken));

    private static (CsrMatrix Rows, bool[] Labels) Example(int count, int size, int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, count)
            .Select(_ => Enumerable.Range(0, size).Select(_ => (float)(random.NextDouble() - .5)).ToArray())
            .ToArray();
        return (Dense(size, rows), [.. rows.Select(row => row[0] + row[1] + (.3 * (random.NextDouble() - .5)) > 0)]);
    }

    private static CsrMatrix Dense(int columnCount, float[][] rows) =>
        new(
            columnCount,
            [.. Enumerable.Range(0, rows.Length + 1).Select(row => row * columnCount)],
            [.. rows.SelectMany(_ => Enumerable.Range(0, columnCount))],
            [.. rows.SelectMany(row => row)]);
}
