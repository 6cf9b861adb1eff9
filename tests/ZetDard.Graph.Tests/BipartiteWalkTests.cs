using CsCheck;
using ZetDard.Recommenders;

namespace ZetDard.Graph.Tests;

public sealed class BipartiteWalkTests
{
    private static readonly Gen<CsrMatrix> Matrices =
        from users in Gen.Int[1, 7]
        from items in Gen.Int[1, 9]
        from entries in Gen.Select(Gen.Int[0, users - 1], Gen.Int[0, items - 1]).Array[0, 30]
        select CsrMatrix.FromEntries(users, items, Array.ConvertAll(entries, e => e.Item1), Array.ConvertAll(entries, e => e.Item2));

    // Oracle: the definition, summed term by term in double precision. Bound: a few roundings of about 1e-7 on each of at most 7 · 9 terms.
    [Fact]
    public void AddTo_agrees_with_the_definition() => Gen.Select(Matrices, Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((matrix, a, b, c) =>
    {
        var transpose = matrix.Transpose();
        var walk = new BipartiteWalk(matrix, transpose, a, b, c);
        for (var own = -1; own < matrix.RowCount; own++)
        {
            var from = own < 0 ? [0] : matrix.Row(own).ToArray();
            var scores = new float[matrix.ColumnCount];
            walk.AddTo(scores, from, [.. from.Select(_ => 1f)], own, scale: 2);
            for (var to = 0; to < scores.Length; to++)
            {
                var expected = 2 * from.Sum(item => Definition(matrix, transpose, item, to, own, a, b, c));
                Assert.Equal(expected, scores[to], 1e-5 * (1 + expected));
                Assert.Equal(expected, 2 * walk.Contributions(from, [.. from.Select(_ => 1f)], to, own).Sum(part => part.Mass), 1e-5 * (1 + expected));
            }
        }
    });

    // Oracle: the mean over users of what AddTo brings to all items.
    [Fact]
    public void MeanMass_agrees_with_walking_from_every_user() => Matrices.Sample(matrix =>
    {
        var walk = new BipartiteWalk(matrix, matrix.Transpose(), 0.6, 0.5, 0.2);
        var total = 0.0;
        for (var user = 0; user < matrix.RowCount; user++)
        {
            var scores = new float[matrix.ColumnCount];
            walk.AddTo(scores, matrix.Row(user), [.. matrix.Row(user).ToArray().Select(_ => 1f)], user, scale: 1);
            total += scores.Sum(score => (double)score);
        }

        Assert.Equal(total / matrix.RowCount, walk.MeanMass(), 1e-4 * (1 + total));
    });

    // Oracle: AddTo itself. With a focus the parts still add up to the whole.
    [Fact]
    public void Contributions_add_up_to_what_arrives_with_a_focus_too() => Matrices.Sample(matrix =>
    {
        var walk = new BipartiteWalk(matrix, matrix.Transpose(), 0.75, 0.5, 0.1, focus: 1.5);
        for (var own = 0; own < matrix.RowCount; own++)
        {
            var (items, ones) = (matrix.Row(own).ToArray(), matrix.Row(own).ToArray().Select(_ => 1f).ToArray());
            var scores = new float[matrix.ColumnCount];
            walk.AddTo(scores, items, ones, own, scale: 1);
            for (var to = 0; to < scores.Length; to++)
            {
                Assert.Equal(scores[to], walk.Contributions(items, ones, to, own).Sum(part => part.Mass), 1e-5 * (1 + scores[to]));
            }
        }
    });

    [Fact]
    public void Contributions_count_the_others_who_have_both()
    {
        // Users 0, 1, 2 have item 0; users 0, 1 item 1. Seen by user 0: of the two others who have item 0 one has item 1.
        var matrix = CsrMatrix.FromEntries(3, 2, [0, 0, 1, 1, 2], [0, 1, 0, 1, 0]);
        var walk = new BipartiteWalk(matrix, matrix.Transpose(), 0, 0, 0);
        Assert.Equal([(1f, new Support(1, 2))], walk.Contributions([0], [1], to: 1, ownRow: 0));
        Assert.Equal([(2f, new Support(2, 3))], walk.Contributions([0], [1], to: 1, ownRow: -1));
    }

    private static double Definition(CsrMatrix matrix, CsrMatrix transpose, int from, int to, int own, double a, double b, double c) => transpose.Degree(from) == 0 || transpose.Degree(to) == 0
        ? 0
        : Enumerable.Range(0, matrix.RowCount)
            .Where(user => user != own && matrix.Contains(user, from) && matrix.Contains(user, to))
            .Sum(user => Math.Pow(transpose.Degree(from), -a) * Math.Pow(matrix.Degree(user), -b) * Math.Pow(transpose.Degree(to), -c));
}
