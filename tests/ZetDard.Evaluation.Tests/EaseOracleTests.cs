using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using ZetDard.Evaluation.Models;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Tests;

public sealed class EaseOracleTests
{
    // Oracle: the primal form of the paper (Steck 2019, equation 8), with the inverse of items x items: B = -P / diag P, zero
    // on the diagonal; scores X B.
    [Fact]
    public void Recommend_agrees_with_the_primal_form() =>
        Gen.Select(Gen.Select(Gen.Int[1, 7], Gen.Int[1, 9]).Array[1, 40], Gen.Double[.5, 20], Gen.Int[1, 9].Array[1, 4])
            .Sample(
                (pairs, lambda, past) =>
                {
                    var data = InteractionDataset.FromPairs(pairs.Select(pair => (new UserId(pair.Item1), new SongId(pair.Item2))));
                    var x = Matrix<double>.Build.Dense(data.Users.Count, data.Items.Count, (user, item) =>
                        data.Matrix.Contains(user, item) ? 1 : 0
                    );
                    var p = ((x.TransposeThisAndMultiply(x)) + (lambda * Matrix<double>.Build.DenseIdentity(data.Items.Count))).Inverse();
                    var b = Matrix<double>.Build.Dense(p.RowCount, p.ColumnCount, (i, j) => i == j ? 0 : -p[i, j] / p[j, j]);
                    var model = new EaseOracle(lambda).FitAsync(new(data)).GetAwaiter().GetResult();
                    var profiles = Enumerable
                        .Range(0, data.Users.Count)
                        .Select(data.ProfileOf)
                        .Append(Profile.FromHistory(past.Select(item => new SongId(item))));
                    foreach (var profile in profiles)
                    {
                        var known = data.KnownItems(profile).ToArray();
                        var scores = Vector<double>.Build.Dense(data.Items.Count, item => known.Contains(item) ? 1 : 0) * b;
                        var list = model.Recommend(profile, n: 100);
                        Assert.Equal(known.Length == 0 ? 0 : data.Items.Count - known.Length, list.Count);
                        Assert.All(list, line => Assert.Equal(scores[data.Items.IndexOf(line.Item)], line.Score, tolerance: 1e-5));
                        Assert.DoesNotContain(list, line => known.Contains(data.Items.IndexOf(line.Item)));
                    }
                }
            );

    [Fact]
    public async Task FitAsync_refuses_more_users_than_a_dense_matrix_takes()
    {
        var data = InteractionDataset.FromPairs(Enumerable.Range(0, 20_001).Select(user => (new UserId(user), new SongId(1))));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            new EaseOracle(10).FitAsync(new(data), cancellationToken: TestContext.Current.CancellationToken)
        );
    }
}
