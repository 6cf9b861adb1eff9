using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Two steps on a bipartite graph: from items to the users who have them, and on to the items of these users.</summary>
/// <remarks>
/// The mass of item i reaches item j as Σ over the users u of both, |Ui|^−a · |u|^−b · |Uj|^−c, where the listener's own row is left out.
/// With a focus f above 1 a user who would pass on m to each of their items passes on m · (m / M)^(f − 1) instead, where M is the
/// greatest m of the request:
/// the users nearest to the listener count more than in proportion, and the mass in all stays of the same order.
/// Exponents below 1 go between counting paths (0) and probabilities (1): Christoffel et al., Blockbusters and Wallflowers
/// (2015), for the form.
/// From an item with more users than <c>maxUsers</c> the walk goes on to that many of them, evenly spaced in the order of rows.
/// Each carries the mass of the users that it stands for:
/// without a focus, what arrives is right on average; with one, for users who are reached from one item only.
/// Where more than <c>maxOnward</c> users are reached, only the nearest go on: those who pass on most to each of their items.
/// They decide what comes first.
/// One listener costs the degrees of the listener's items, as far as they are visited, and the degrees of the users who go on.
/// </remarks>
internal sealed class BipartiteWalk
{
    private const int SampleSize = 128;

    private readonly CsrMatrix _userItems;
    private readonly CsrMatrix _itemUsers;
    private readonly CsrMatrix _samples;        // for each item with more users than the bound those that are visited; other rows are empty
    private readonly float[] _leaveItem;
    private readonly float[] _leaveUser;
    private readonly float[] _enterItem;
    private readonly double _leaveExponent;
    private readonly float _focus;
    private readonly int _maxOnward;

    public BipartiteWalk(
        CsrMatrix userItems,
        CsrMatrix itemUsers,
        double leaveItem,
        double leaveUser,
        double enterItem,
        double focus = 1,
        int maxUsers = int.MaxValue,
        int maxOnward = int.MaxValue)
    {
        _focus = (float)focus;
        _maxOnward = maxOnward;
        _userItems = userItems;
        _itemUsers = itemUsers;
        _samples = EvenSample.OfLongRows(itemUsers, maxUsers);
        _leaveExponent = leaveItem;
        _leaveItem = Powers(itemUsers, -leaveItem);
        for (var item = 0; item < _leaveItem.Length; item++)
        {
            if (_samples.Degree(item) > 0)
            {
                _leaveItem[item] *= (float)Math.Pow((double)itemUsers.Degree(item) / _samples.Degree(item), 1 / focus);
            }
        }

        _leaveUser = Powers(userItems, -leaveUser);
        _enterItem = Powers(itemUsers, -enterItem);
    }

    /// <summary>Takes the first step, from items to their users.</summary>
    /// <param name="items">Where to start, ascending.</param>
    /// <param name="mass">The mass on each of <paramref name="items"/>.</param>
    /// <param name="ownRow">The user who is left out; −1 for none.</param>
    /// <returns>The walk after its first step. The caller disposes it.</returns>
    public Halfway Start(int[] items, float[] mass, int ownRow) => new(this, items, mass, ownRow);

    /// <summary>The mean over the users of the mass that arrives at all items together when each item of the user holds 1.</summary>
    /// <remarks>With a focus the mean is over a sample of users. Without one it is over all users, as if there were no bounds,
    /// and takes O(entries).</remarks>
    public double MeanMass()
    {
        if (_focus != 1)
        {
            return SampledMeanMasses([])[0];
        }

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

            // Each of its users sees the others.
            total += sum * Power(_itemUsers, item, -_leaveExponent) * (_itemUsers.Degree(item) - 1);
        }

        return total / Math.Max(1, _userItems.RowCount);
    }

    /// <summary>The mean over a sample of users, evenly spaced, of the mass that arrives at all items together, where the mass of
    /// each item is multiplied by a factor.</summary>
    /// <param name="factors">Some choices of a factor for each item; none of them stands for the factor 1.</param>
    /// <returns>A mean for each of <paramref name="factors"/>; one where there are none.</returns>
    public double[] SampledMeanMasses(IReadOnlyList<float[]> factors)
    {
        var totals = new double[Math.Max(1, factors.Count)];
        var count = 0;
        for (var user = 0; user < _userItems.RowCount; user += Math.Max(1, _userItems.RowCount / SampleSize))
        {
            count++;
            var items = _userItems.Row(user).ToArray();
            var ones = new float[items.Length];
            ones.AsSpan().Fill(1);
            using var walk = Start(items, ones, user);
            using var arrived = ScoreBuffer.Rent(_itemUsers.RowCount);
            walk.Arrive(arrived, scale: 1);
            foreach (var (start, end) in arrived.Touched)
            {
                var run = arrived.Values[start..end];
                for (var i = 0; i < totals.Length; i++)
                {
                    totals[i] += factors.Count == 0 ? TensorPrimitives.Sum(run) : TensorPrimitives.Dot(run, factors[i].AsSpan(start..end));
                }
            }
        }

        return Array.ConvertAll(totals, total => total / Math.Max(1, count));
    }

    private ReadOnlySpan<int> Visited(int item) => _samples.Degree(item) > 0 ? _samples.Row(item) : _itemUsers.Row(item);

    /// <summary>A power of the degree of each row; 0 for a row without entries, whatever the exponent.</summary>
    internal static float[] Powers(CsrMatrix matrix, double exponent)
    {
        var powers = new float[matrix.RowCount];
        for (var row = 0; row < powers.Length; row++)
        {
            powers[row] = Power(matrix, row, exponent);
        }

        return powers;
    }

    private static float Power(CsrMatrix matrix, int row, double exponent) =>
        matrix.Degree(row) == 0 ? 0 : (float)Math.Pow(matrix.Degree(row), exponent);

    /// <summary>A walk after its first step: the mass of one listener's items on their users.</summary>
    public sealed class Halfway : IDisposable
    {
        private const int ChunkSize = 256;         // users who go on together

        private readonly BipartiteWalk _walk;
        private readonly int[] _items;
        private readonly float[] _mass;
        private readonly int _ownRow;
        private readonly ScoreBuffer _onUsers;
        private readonly float _nearest;            // the most that a user would pass on without a focus
        // The last user who goes on; the others pass on more, or as much and have a smaller index.
        private readonly (int Index, float Score) _last = (int.MaxValue, 0);

        internal Halfway(BipartiteWalk walk, int[] items, float[] mass, int ownRow)
        {
            (_walk, _items, _mass, _ownRow) = (walk, items, mass, ownRow);
            _onUsers = ScoreBuffer.Rent(walk._userItems.RowCount);
            for (var i = 0; i < items.Length; i++)
            {
                _onUsers.Add(walk.Visited(items[i]), mass[i] * walk._leaveItem[items[i]]);
            }

            if (ownRow >= 0)
            {
                _onUsers[ownRow] = 0;
            }

            _nearest = walk._focus == 1 ? 0 : Nearest();
            if (items.Sum(item => (long)walk.Visited(item).Length) > walk._maxOnward)
            {
                _last = LastOnward();
            }
        }

        /// <summary>Takes the second step: sets each score to <paramref name="scale"/> times the mass that arrives at the item.</summary>
        /// <param name="scores">One for each item, all 0 before.</param>
        /// <param name="scale">Finite.</param>
        /// <param name="only">The items whose scores are needed; other scores may stay 0. <see langword="null"/> for all items.</param>
        public void Arrive(ScoreBuffer scores, float scale, int[]? only = null)
        {
            var onUsers = _onUsers.Values;
            if (only is not null && IsLessWork(only))
            {
                foreach (var item in only)
                {
                    var sum = 0f;
                    foreach (var user in _walk._itemUsers.Row(item))        // ascending, as users go on below: the same bits
                    {
                        sum += onUsers[user] > 0 ? Onward(user, onUsers[user]) : 0;
                    }

                    scores[item] = scale * sum * _walk._enterItem[item];
                }

                return;
            }

            Span<int> users = stackalloc int[ChunkSize];
            Span<float> leaving = stackalloc float[ChunkSize];
            var count = 0;
            foreach (var (start, end) in _onUsers.Touched)
            {
                for (var user = start; user < end; user++)
                {
                    if (onUsers[user] > 0 && Onward(user, onUsers[user]) is > 0 and var onward)
                    {
                        (users[count], leaving[count]) = (user, onward);
                        if (++count == ChunkSize)
                        {
                            scores.Add(_walk._userItems, users, leaving);
                            count = 0;
                        }
                    }
                }
            }

            scores.Add(_walk._userItems, users[..count], leaving[..count]);
            scores.Multiply(scale, _walk._enterItem);
        }

        /// <summary>What each item of the listener contributes to the mass that arrives at <paramref name="to"/>, and how many of
        /// the item's visited users have both items.</summary>
        /// <remarks>Exact: the contributions add up to what <see cref="Arrive"/> brings. A user passes on mass in the same shares
        /// in which it was gathered.</remarks>
        public (float Mass, Support Support)[] Contributions(int to)
        {
            using var having = ScoreBuffer.Rent(_walk._userItems.RowCount);        // 1 for users who have it
            using var passing = ScoreBuffer.Rent(_walk._userItems.RowCount);       // what they pass on to it, per unit gathered
            var onUsers = _onUsers.Values;
            foreach (var user in _walk._itemUsers.Row(to))
            {
                if (onUsers[user] > 0)
                {
                    having[user] = 1;
                    passing[user] = Onward(user, onUsers[user]) / onUsers[user];
                }
            }

            var has = having.Values;
            var passedOn = passing.Values;
            var contributions = new (float, Support)[_items.Length];
            for (var i = 0; i < _items.Length; i++)
            {
                var (sum, both, all) = (0f, 0, 0);
                foreach (var user in _walk.Visited(_items[i]))
                {
                    sum += passedOn[user];
                    both += has[user] > 0 ? 1 : 0;
                    all += user == _ownRow ? 0 : 1;
                }

                contributions[i] = (_mass[i] * _walk._leaveItem[_items[i]] * sum * _walk._enterItem[to], new(both, all));
            }

            return contributions;
        }

        /// <inheritdoc/>
        public void Dispose() => _onUsers.Dispose();

        // Whether it is less work to add up, for each item that is needed, over all its users, than to go on to all items of the
        // users who were reached.
        private bool IsLessWork(int[] only)
        {
            var back = only.Sum(item => (long)_walk._itemUsers.Degree(item));
            var on = 0L;
            var onUsers = _onUsers.Values;
            foreach (var (start, end) in _onUsers.Touched)
            {
                for (var user = start; user < end && on <= back; user++)
                {
                    on += onUsers[user] > 0 && Onward(user, onUsers[user]) > 0 ? _walk._userItems.Degree(user) : 0;
                }
            }

            return back < on;
        }

        // What a user who was reached passes on to each of their items; 0 where the user is not among the nearest.
        private float Onward(int user, float gathered)
        {
            var leaving = gathered * _walk._leaveUser[user];
            if (_walk._focus != 1)
            {
                leaving *= MathF.Pow(leaving / _nearest, _walk._focus - 1);
            }

            return leaving > _last.Score || (leaving == _last.Score && user <= _last.Index) ? leaving : 0;
        }

        private float Nearest()
        {
            var nearest = 0f;
            var onUsers = _onUsers.Values;
            foreach (var (start, end) in _onUsers.Touched)
            {
                for (var user = start; user < end; user++)
                {
                    nearest = Math.Max(nearest, onUsers[user] * _walk._leaveUser[user]);
                }
            }

            return nearest;
        }

        private (int Index, float Score) LastOnward()
        {
            using var leaving = ScoreBuffer.Rent(_onUsers.Length);
            var onUsers = _onUsers.Values;
            foreach (var (start, end) in _onUsers.Touched)
            {
                for (var user = start; user < end; user++)
                {
                    if (onUsers[user] > 0 && Onward(user, onUsers[user]) is > 0 and var onward)
                    {
                        leaving[user] = onward;
                    }
                }
            }

            var nearest = Ranking.Top(leaving, _walk._maxOnward);
            return nearest.Length == 0 ? _last : nearest[^1];
        }
    }
}
