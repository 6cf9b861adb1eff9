using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>The walk step by step as its definition reads, over arrays of all users and all items: the oracle for
/// <see cref="BipartiteWalk"/>, with the same bits.</summary>
internal static class BipartiteWalkReference
{
    /// <summary>The mass that arrives at each item, times <paramref name="scale"/>; the parameters are those of
    /// <see cref="BipartiteWalk"/>.</summary>
    public static float[] Arrive(
        CsrMatrix userItems,
        double leaveItem,
        double leaveUser,
        double enterItem,
        double focus,
        int maxUsers,
        int maxOnward,
        ReadOnlySpan<int> items,
        ReadOnlySpan<float> mass,
        int ownRow,
        float scale)
    {
        var itemUsers = userItems.Transpose();
        var onUsers = new float[userItems.RowCount];
        for (var i = 0; i < items.Length; i++)
        {
            var users = itemUsers.Row(items[i]).ToArray();
            var isSampled = users.Length > maxUsers;
            var visited = isSampled
                ? [.. Enumerable.Range(0, maxUsers).Select(part => users[(int)((part + 0.5) * users.Length / maxUsers)])]
                : users;
            var leaving = Power(users.Length, -leaveItem) * (isSampled ? (float)Math.Pow((double)users.Length / maxUsers, 1 / focus) : 1);
            foreach (var user in visited)
            {
                onUsers[user] += mass[i] * leaving;
            }
        }

        if (ownRow >= 0)
        {
            onUsers[ownRow] = 0;
        }

        var nearest = Enumerable.Range(0, userItems.RowCount).Max(user => onUsers[user] * Power(userItems.Degree(user), -leaveUser));
        // The sort is stable: of equally near users the first goes on.
        var reached = Enumerable.Range(0, userItems.RowCount).OrderByDescending(user => Leaving(user)).ToArray();
        foreach (var user in reached.Skip(maxOnward))
        {
            onUsers[user] = 0;
        }

        var arrived = new float[userItems.ColumnCount];
        for (var user = 0; user < userItems.RowCount; user++)
        {
            foreach (var item in userItems.Row(user))
            {
                arrived[item] += Leaving(user);
            }
        }

        return [.. arrived.Select((sum, item) => scale * sum * Power(itemUsers.Degree(item), -enterItem))];

        float Leaving(int user)
        {
            var leaving = onUsers[user] * Power(userItems.Degree(user), -leaveUser);
            return focus == 1 || leaving == 0 ? leaving : leaving * MathF.Pow(leaving / nearest, (float)focus - 1);
        }
    }

    private static float Power(int degree, double exponent) => degree == 0 ? 0 : (float)Math.Pow(degree, exponent);
}
