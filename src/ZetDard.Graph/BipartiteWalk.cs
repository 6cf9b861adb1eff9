using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Two steps on a bipartite graph: from items to the users who have them, and on to the items of these users.</summary>
/// <remarks>
/// The mass of item i reaches item j as Σ over the users u of both, |Ui|^−a · |u|^−b · |Uj|^−c, the listener himself left out.
/// With a focus above 1 the mass that gathers on a user is raised to it before it goes on: the users closest to the listener count more than in proportion.
/// Exponents below 1 go between counting paths (0) and probabilities (1): Christoffel et al., Blockbusters and Wallflowers (2015), for the form.
/// One listener costs the degrees of his items and of the users these lead to.
/// </remarks>
internal sealed class BipartiteWalk
{
    private readonly CsrMatrix _userItems;
    private readonly CsrMatrix _itemUsers;
    private readonly float[] _leaveItem;
    private readonly float[] _leaveUser;
    private readonly float[] _enterItem;
    private readonly float _focus;

    public BipartiteWalk(CsrMatrix userItems, CsrMatrix itemUsers, double leaveItem, double leaveUser, double enterItem, double focus = 1)
    {
        _focus = (float)focus;
        _userItems = userItems;
        _itemUsers = itemUsers;
        _leaveItem = Powers(itemUsers, -leaveItem);
        _leaveUser = Powers(userItems, -leaveUser);
        _enterItem = Powers(itemUsers, -enterItem);
    }

    /// <summary>Adds <paramref name="scale"/> times the mass that arrives at each item.</summary>
    public void AddTo(Span<float> scores, ReadOnlySpan<int> items, ReadOnlySpan<float> mass, int ownRow, float scale)
    {
        using var gathered = ScoreBuffer.Rent(_userItems.RowCount);
        using var arrived = ScoreBuffer.Rent(_userItems.ColumnCount);
        Gather(gathered.Span, items, mass, ownRow);
        for (var user = 0; user < _userItems.RowCount; user++)
        {
            if (gathered.Span[user] > 0)
            {
                var leaving = Leaving(user, gathered.Span[user]);
                foreach (var item in _userItems.Row(user))
                {
                    arrived.Span[item] += leaving;
                }
            }
        }

        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] += scale * arrived.Span[item] * _enterItem[item];
        }
    }

    /// <summary>What each of <paramref name="items"/> contributes to the mass that arrives at <paramref name="to"/>, and over how many of its other users.</summary>
    /// <remarks>Exact: the contributions add up to what <see cref="AddTo"/> brings. A user passes on what he gathered in the shares in which he gathered it.</remarks>
    public (float Mass, Support Support)[] Contributions(ReadOnlySpan<int> items, ReadOnlySpan<float> mass, int to, int ownRow)
    {
        using var gathered = ScoreBuffer.Rent(_userItems.RowCount);
        using var passedOn = ScoreBuffer.Rent(_userItems.RowCount);        // per unit gathered; 0 for users who do not have it
        Gather(gathered.Span, items, mass, ownRow);
        foreach (var user in _itemUsers.Row(to))
        {
            if (gathered.Span[user] > 0)
            {
                passedOn.Span[user] = Leaving(user, gathered.Span[user]) / gathered.Span[user];
            }
        }

        var contributions = new (float, Support)[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            var (sum, both, all) = (0f, 0, 0);
            foreach (var user in _itemUsers.Row(items[i]))
            {
                sum += passedOn.Span[user];
                both += passedOn.Span[user] > 0 ? 1 : 0;
                all += user == ownRow ? 0 : 1;
            }

            contributions[i] = (mass[i] * _leaveItem[items[i]] * sum * _enterItem[to], new(both, all));
        }

        return contributions;
    }

    /// <summary>The mean over all users of the mass that arrives in all when each of their items holds 1, without a focus. Takes O(entries).</summary>
    public double MeanMass()
    {
        var leaving = new double[_userItems.RowCount];              // what a unit on a user brings to all items
        for (var user = 0; user < leaving.Length; user++)
        {
            foreach (var item in _userItems.Row(user))
            {
                leaving[user] += _enterItem[item];
            }

            leaving[user] *= _leaveUser[user];
        }

        var total = 0.0;
        for (var item = 0; item < _itemUsers.RowCount; item++)
        {
            var sum = 0.0;
            foreach (var user in _itemUsers.Row(item))
            {
                sum += leaving[user];
            }

            total += sum * _leaveItem[item] * (_itemUsers.Degree(item) - 1);        // each of its users sees the others
        }

        return total / Math.Max(1, _userItems.RowCount);
    }

    private void Gather(Span<float> gathered, ReadOnlySpan<int> items, ReadOnlySpan<float> mass, int ownRow)
    {
        for (var i = 0; i < items.Length; i++)
        {
            var leaving = mass[i] * _leaveItem[items[i]];
            foreach (var user in _itemUsers.Row(items[i]))
            {
                gathered[user] += leaving;
            }
        }

        if (ownRow >= 0)
        {
            gathered[ownRow] = 0;
        }
    }

    private float Leaving(int user, float gathered) => _focus == 1 ? gathered * _leaveUser[user] : MathF.Pow(gathered * _leaveUser[user], _focus);

    private static float[] Powers(CsrMatrix matrix, double exponent)
    {
        var powers = new float[matrix.RowCount];
        for (var row = 0; row < powers.Length; row++)
        {
            powers[row] = matrix.Degree(row) == 0 ? 0 : (float)Math.Pow(matrix.Degree(row), exponent);
        }

        return powers;
    }
}
