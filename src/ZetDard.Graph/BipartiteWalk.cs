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
        using var userMass = ScoreBuffer.Rent(_userItems.RowCount);
        using var arrived = ScoreBuffer.Rent(_userItems.ColumnCount);
        for (var i = 0; i < items.Length; i++)
        {
            var leaving = mass[i] * _leaveItem[items[i]];
            foreach (var user in _itemUsers.Row(items[i]))
            {
                userMass.Span[user] += leaving;
            }
        }

        if (ownRow >= 0)
        {
            userMass.Span[ownRow] = 0;
        }

        for (var user = 0; user < _userItems.RowCount; user++)
        {
            if (userMass.Span[user] > 0)
            {
                var leaving = userMass.Span[user] * _leaveUser[user];
                leaving = _focus == 1 ? leaving : MathF.Pow(leaving, _focus);
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

    /// <summary>The mass that a unit on item <paramref name="from"/> brings to item <paramref name="to"/> without a focus, and over how many users.</summary>
    public (float Mass, Support Support) Between(int from, int to, int ownRow)
    {
        var left = _itemUsers.Row(from);
        var right = _itemUsers.Row(to);
        var (both, mass) = (0, 0f);
        for (int l = 0, r = 0; l < left.Length && r < right.Length;)
        {
            if (left[l] == right[r] && left[l] != ownRow)
            {
                both++;
                mass += _leaveUser[left[l]];
            }

            var (atLeft, atRight) = (left[l], right[r]);
            l += atLeft <= atRight ? 1 : 0;
            r += atRight <= atLeft ? 1 : 0;
        }

        var others = left.Length - (ownRow >= 0 && left.BinarySearch(ownRow) >= 0 ? 1 : 0);
        return (_leaveItem[from] * mass * _enterItem[to], new(both, others));
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
