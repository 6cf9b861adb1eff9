using System.Buffers;
using CsCheck;
using ZetDard.Models.Svm;

namespace ZetDard.Tests;

public class DecisionFunctionsTests
{
    [Fact]
    public void Evaluate_gives_the_sums_of_the_definition_and_the_same_bits_for_any_batch() =>
        Gen.Select(Gen.Int[0, 150], Gen.Int[1, 7], Gen.Int[1, 300], Gen.Int[0, 1_000_000]).Sample(
            (vectorCount, functionCount, rowCount, seed) =>
            {
                var random = new Random(seed);
                var form = new KernelForm.Leaf(KernelKind.Gaussian, .3);
                var rows = KernelRows.Create(form, SvmProblems.Clouds(Math.Max(2, vectorCount), 4, seed).Rows);
                var scoredMatrix = SvmProblems.Clouds(Math.Max(2, rowCount), 4, seed + 1).Rows;
                var scored = KernelRows.Create(form, scoredMatrix);
                int[] vectors = [.. Enumerable.Range(0, vectorCount)];
                // Coefficients of some classes only, as in pairs of classes.
                double[] coefficients =
                [
                    .. Enumerable.Range(0, vectorCount * functionCount)
                        .Select(i => ((i / functionCount / 40) + (i % functionCount)) % 3 == 0 ? 0 : (2 * random.NextDouble()) - 1),
                ];
                double[] rho = [.. Enumerable.Range(0, functionCount).Select(_ => random.NextDouble())];
                var functions = new DecisionFunctions(rows.Columns(vectors), coefficients, rho);
                int[] all = [.. Enumerable.Range(0, scored.Count)];
                var values = new double[all.Length * functionCount];
                functions.Evaluate(scored, all, values);

                var kernel = new float[all.Length * vectorCount];
                rows.Columns(vectors).Fill(scored, all, kernel);
                for (var i = 0; i < all.Length; i++)
                {
                    for (var function = 0; function < functionCount; function++)
                    {
                        var sum = -rho[function];
                        for (var vector = 0; vector < vectorCount; vector++)
                        {
                            sum += coefficients[(vector * functionCount) + function] * kernel[(i * vectorCount) + vector];
                        }

                        Assert.Equal(sum, values[(i * functionCount) + function], 1e-12);
                    }
                }

                var one = new double[functionCount];
                functions.Evaluate(scored, [all[^1]], one);
                Assert.Equal(one, values[^functionCount..]);
            },
            iter: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(70)]
    public void Evaluate_does_not_see_what_was_left_in_the_pool_when_vectors_do_not_fill_a_panel(int vectorCount)
    {
        var (table, _) = SvmProblems.Clouds(100, 4, 3);
        var rows = KernelRows.Create(new KernelForm.Leaf(KernelKind.Gaussian, .3), table);
        var functions = new DecisionFunctions(
            rows.Columns([.. Enumerable.Range(0, vectorCount)]), [.. Enumerable.Repeat(1.0, vectorCount)], [.1]);
        for (var length = 16; length <= 1 << 17; length *= 2)
        {
            var left = ArrayPool<float>.Shared.Rent(length);
            Array.Fill(left, float.NaN);
            ArrayPool<float>.Shared.Return(left);
        }

        var values = new double[rows.Count];
        functions.Evaluate(rows, [.. Enumerable.Range(0, rows.Count)], values);
        Assert.All(values, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Evaluate_gives_the_same_bits_for_any_number_of_threads()
    {
        var (table, _) = SvmProblems.Clouds(1_700, 4, 13);
        var rows = KernelRows.Create(new KernelForm.Leaf(KernelKind.Gaussian, .3), table);
        var functions = new DecisionFunctions(rows.Columns([5, 6, 7, 1, 2]), [1, -1, .5, -.5, .25], [.1]);
        int[] all = [.. Enumerable.Range(0, rows.Count).Reverse()];
        var expected = new double[all.Length];
        functions.Evaluate(rows, all, expected);
        foreach (var threads in (int[])[1, 2, 5])
        {
            var values = new double[all.Length];
            functions.Evaluate(rows, all, values, threads, TestContext.Current.CancellationToken);
            Assert.Equal(expected, values);
        }
    }
}
