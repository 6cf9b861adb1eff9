using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Collects what led to one recommendation and keeps what weighs most.</summary>
internal sealed class Contributions
{
    private readonly List<(Contribution Contribution, float Mass)> _parts = [];

    public int Count => _parts.Count;

    public void Add<TId>(TId id, float mass, Support? support = null)
        where TId : struct, IId<TId>
    {
        if (mass > 0)
        {
            _parts.Add((Contribution.Of(id, 1, support), mass));
        }
    }

    /// <summary>The <paramref name="count"/> heaviest, each with its share of all; equal ones in the order added.</summary>
    public Reason Heaviest(int count)
    {
        var total = _parts.Sum(part => part.Mass);
        return new(_parts.OrderByDescending(part => part.Mass).Take(count).Select(part => part.Contribution.Scaled(part.Mass / total)));
    }
}
