using CsCheck;
using ZetDard.Recommenders;

namespace ZetDard.Graph.Tests;

public sealed class BipartiteWalkTests
{
    private static readonly Gen<CsrMatrix> Small =
        from users in Gen.Int[1, 7]
        from items in Gen.Int[1, 9]
        from entries in Gen.Select(Gen.Int[0, users - 1], Gen.Int[0, items - 1]).Array[0, 30]
        select CsrMatrix.FromEntries(users, items, Array.ConvertAll(entries, e => e.Item1), Array.ConvertAll(entries, e => e.Item2));

    // So many users and items that a few entries touch few blocks of them, and many all.
    private static readonly Gen<CsrMatrix> Large =
        from users in Gen.Int[1, 4_000]
        from items in Gen.Int[1, 3_000]
        from entries in Gen.Select(Gen.Int[0, users - 1], Gen.Int[0, items - 1]).Array[0, 1_500]
        select CsrMatrix.FromEntries(users, items, Array.ConvertAll(entries, e => e.Item1), Array.ConvertAll(entries, e => e.Item2));

    private static readonly Gen<int> Bounds = Gen.Int[0, 3].Select(i => new[] { 1, 2, 5, int.MaxValue }[i]);

    // Oracle: the definition, summed term by term in double precision. Bound: a few roundings of about 1e-7 on each of at most 7 · 9 terms.
    [Fact]
    public void Arrive_agrees_with_the_definition() =>
        Gen.Select(Small, Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1])
            .Sample(
                (matrix, a, b, c) =>
                {
                    var transpose = matrix.Transpose();
                    var walk = new BipartiteWalk(matrix, transpose, a, b, c);
                    for (var own = -1; own < matrix.RowCount; own++)
                    {
                        var from = own < 0 ? [0] : matrix.Row(own).ToArray();
                        using var halfway = walk.Start(from, Ones(from), own);
                        var scores = Arrived(halfway, matrix, scale: 2);
                        for (var to = 0; to < scores.Length; to++)
                        {
                            var expected = 2 * from.Sum(item => Definition(matrix, transpose, item, to, own, a, b, c));
                            Assert.Equal(expected, scores[to], 1e-5 * (1 + expected));
                            Assert.Equal(expected, 2 * halfway.Contributions(to).Sum(part => part.Mass), 1e-5 * (1 + expected));
                        }
                    }
                }
            );

    // Oracle: the reference, over arrays of all users and items; the same bits, bounds or not, and for a few items asked for as for all.
    [Fact]
    public void Arrive_gives_the_bits_of_the_reference() =>
        Gen.Select(Gen.OneOf(Small, Large), Gen.OneOf(Gen.Const(1.0), Gen.Const(1.5)), Bounds, Bounds, Gen.Int[-1, 6])
            .Sample(
                (matrix, focus, maxUsers, maxOnward, row) =>
                {
                    var own = Math.Min(row, matrix.RowCount - 1);
                    var from = own < 0 ? [0, .. matrix.Row(0).ToArray().Where(item => item > 0)] : matrix.Row(own).ToArray();
                    var mass = Array.ConvertAll(from, item => 1 / (1f + item));
                    using var halfway = new BipartiteWalk(matrix, matrix.Transpose(), 0.7, 0.5, 0.2, focus, maxUsers, maxOnward).Start(
                        from,
                        mass,
                        own
                    );
                    var expected = BipartiteWalkReference.Arrive(
                        matrix,
                        0.7,
                        0.5,
                        0.2,
                        focus,
                        maxUsers,
                        maxOnward,
                        from,
                        mass,
                        own,
                        scale: 3
                    );
                    Assert.Equal(expected, Arrived(halfway, matrix, scale: 3));

                    int[] only = [.. Enumerable.Range(0, matrix.ColumnCount).Where(item => item % 7 == 0)];
                    var few = Arrived(halfway, matrix, scale: 3, only);
                    Assert.All(only, item => Assert.Equal(expected[item], few[item]));
                }
            );

    // Oracle: the mean over users of what Arrive brings to all items.
    [Fact]
    public void MeanMass_agrees_with_walking_from_every_user() =>
        Gen.Select(Small, Gen.Int[1, 3])
            .Sample(
                (matrix, focus) =>
                {
                    var walk = new BipartiteWalk(matrix, matrix.Transpose(), 0.6, 0.5, 0.2, focus);
                    var total = 0.0;
                    for (var user = 0; user < matrix.RowCount; user++)
                    {
                        using var halfway = walk.Start(matrix.Row(user).ToArray(), Ones(matrix.Row(user).ToArray()), user);
                        total += Arrived(halfway, matrix, scale: 1).Sum(score => (double)score);
                    }

                    Assert.Equal(total / matrix.RowCount, walk.MeanMass(), 1e-4 * (1 + total));
                    float[] twice = [.. Enumerable.Repeat(2f, matrix.ColumnCount)];
                    float[] none = new float[matrix.ColumnCount];
                    Assert.Equal([2 * total / matrix.RowCount, 0], walk.SampledMeanMasses([twice, none]), (expected, actual) =>
                        Math.Abs(expected - actual) <= 1e-4 * (1 + total)
                    );
                    if (focus == 1)
                    {
                        Assert.Equal(walk.MeanMass(), new BipartiteWalk(matrix, matrix.Transpose(), 0.6, 0.5, 0.2, maxUsers: 2).MeanMass());
                    }
                }
            );

    // Oracle: Arrive itself. With a focus, and with bounds, the parts still add up to the whole.
    [Fact]
    public void Contributions_add_up_to_what_arrives_with_focus_and_bounds_too() =>
        Gen.Select(Small, Bounds, Bounds)
            .Sample(
                (matrix, maxUsers, maxOnward) =>
                {
                    var walk = new BipartiteWalk(matrix, matrix.Transpose(), 0.75, 0.5, 0.1, focus: 1.5, maxUsers, maxOnward);
                    for (var own = 0; own < matrix.RowCount; own++)
                    {
                        var items = matrix.Row(own).ToArray();
                        using var halfway = walk.Start(items, Ones(items), own);
                        var scores = Arrived(halfway, matrix, scale: 1);
                        for (var to = 0; to < scores.Length; to++)
                        {
                            Assert.Equal(scores[to], halfway.Contributions(to).Sum(part => part.Mass), 1e-5 * (1 + scores[to]));
                        }
                    }
                }
            );

    [Fact]
    public void Contributions_count_the_others_who_have_both()
    {
        // Users 0, 1, 2 have item 0; users 0, 1 item 1. Seen by user 0: of the two others who have item 0 one has item 1.
        var matrix = CsrMatrix.FromEntries(3, 2, [0, 0, 1, 1, 2], [0, 1, 0, 1, 0]);
        var walk = new BipartiteWalk(matrix, matrix.Transpose(), 0, 0, 0);
        using var own = walk.Start([0], [1], ownRow: 0);
        using var none = walk.Start([0], [1], ownRow: -1);
        Assert.Equal([(1f, new Support(1, 2))], own.Contributions(to: 1));
        Assert.Equal([(2f, new Support(2, 3))], none.Contributions(to: 1));
    }

    // Seen by user 0 with items 0 and 1: user 1 shares both, users 2 and 3 one each and have as many; of these the first goes on.
    [Fact]
    public void Arrive_comes_through_the_nearest_users_where_more_are_reached_than_go_on()
    {
        var matrix = CsrMatrix.FromEntries(4, 5, [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], [0, 1, 0, 1, 2, 0, 2, 3, 1, 2, 4]);
        var walk = new BipartiteWalk(matrix, matrix.Transpose(), 0, 0, 0, maxOnward: 2);
        using var halfway = walk.Start([0, 1], [1, 1], ownRow: 0);
        Assert.Equal([3, 2, 3, 1, 0], Arrived(halfway, matrix, scale: 1));
        Assert.Equal([(2f, new Support(2, 2)), (1f, new Support(2, 2))], halfway.Contributions(to: 2));
    }

    // 1,000 users have item 0; those with an even row, half of them, have item 1 too, and the last tenth item 2. A sample of 100
    // must see these shares, whatever the order of rows.
    [Fact]
    public void Arrive_keeps_the_mass_of_an_item_of_which_it_visits_a_sample()
    {
        var entries = Enumerable
            .Range(0, 1_000)
            .SelectMany(user => new[] { (user, 0), (user, user % 2 == 0 ? 1 : 3), (user, user >= 900 ? 2 : 3) })
            .Distinct()
            .ToArray();
        var matrix = CsrMatrix.FromEntries(1_000, 4, Array.ConvertAll(entries, e => e.user), Array.ConvertAll(entries, e => e.Item2));
        using var whole = new BipartiteWalk(matrix, matrix.Transpose(), 0, 0, 0).Start([0], [1], ownRow: -1);
        using var sample = new BipartiteWalk(matrix, matrix.Transpose(), 0, 0, 0, maxUsers: 99).Start([0], [1], ownRow: -1);
        var (expected, actual) = (Arrived(whole, matrix, scale: 1), Arrived(sample, matrix, scale: 1));
        Assert.Equal([1_000f, 500f, 100f], expected[..3]);
        Assert.Equal(1_000, actual[0], 1e-2);
        Assert.Equal(500, actual[1], 15.0);
        Assert.Equal(100, actual[2], 15.0);
    }

    private static float[] Arrived(BipartiteWalk.Halfway halfway, CsrMatrix matrix, float scale, int[]? only = null)
    {
        using var scores = ScoreBuffer.Rent(matrix.ColumnCount);
        halfway.Arrive(scores, scale, only);
        return scores.Values.ToArray();
    }

    private static float[] Ones(int[] items) => Array.ConvertAll(items, _ => 1f);

    private static double Definition(CsrMatrix matrix, CsrMatrix transpose, int from, int to, int own, double a, double b, double c) =>
        transpose.Degree(from) == 0 || transpose.Degree(to) == 0
            ? 0
            : Enumerable
                .Range(0, matrix.RowCount)
                .Where(user => user != own && matrix.Contains(user, from) && matrix.Contains(user, to))
                .Sum(user => Math.Pow(transpose.Degree(from), -a) * Math.Pow(matrix.Degree(user), -b) * Math.Pow(transpose.Degree(to), -c));
}
