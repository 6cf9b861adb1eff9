using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Collects what led to one recommendation and keeps what weighs most. What is added twice counts together.</summary>
internal sealed class Contributions
{
    private readonly List<(Contribution Contribution, float Mass)> _parts = [];
    private readonly Dictionary<(string Kind, long Id), int> _places = [];

    public void Add<TId>(TId id, float mass, Support? support = null)
        where TId : struct, IId<TId> => Add(Contribution.Of(id, 1, support), mass);

    /// <summary>Adds a reason that something else was recommended for, as a part of this one.</summary>
    public void Add(Reason reason, float mass)
    {
        foreach (var contribution in reason)
        {
            Add(contribution.Scaled(1 / contribution.Share), contribution.Share * mass);
        }
    }

    /// <summary>The <paramref name="count"/> heaviest, each with its share of all; equal ones in the order added.</summary>
    public Reason Heaviest(int count)
    {
        var total = _parts.Sum(part => part.Mass);
        return new(_parts.OrderByDescending(part => part.Mass).Take(count).Select(part => part.Contribution.Scaled(part.Mass / total)));
    }

    private void Add(Contribution contribution, float mass)
    {
        if (!(mass > 0))
        {
            return;
        }

        if (_places.TryGetValue((contribution.Kind, contribution.Id), out var place))
        {
            _parts[place] = (_parts[place].Contribution, _parts[place].Mass + mass);
            return;
        }

        _places.Add((contribution.Kind, contribution.Id), _parts.Count);
        _parts.Add((contribution, mass));
    }
}
