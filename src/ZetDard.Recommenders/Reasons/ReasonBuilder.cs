namespace ZetDard.Recommenders;

/// <summary>
/// Collects what led to one recommendation and makes a <see cref="Reason"/> of what weighs most. Not safe
/// for concurrent use.
/// </summary>
/// <remarks>
/// A mass is a part of the score, in the unit of the score. Contributions with a mass of 0 or below are left out. The masses of a
/// contribution that is added twice are added up.
/// </remarks>
public sealed class ReasonBuilder
{
    private readonly List<(Contribution Contribution, float Mass)> _parts = [];
    private readonly Dictionary<(string Kind, long Id, string? Feature), int> _places = [];
    private float _unnamed;

    /// <summary>Adds an item, artist or user that contributed.</summary>
    /// <param name="id">What contributed.</param>
    /// <param name="mass">How much of the score comes from it.</param>
    /// <param name="support">The counts behind it, where the model counts; the first of an id is kept.</param>
    public void Add<TId>(TId id, float mass, Support? support = null)
        where TId : struct, IId<TId> => Add(Contribution.Of(id, 1, support), mass);

    /// <summary>Adds a named feature that contributed.</summary>
    /// <param name="name">The feature.</param>
    /// <param name="mass">How much of the score comes from it.</param>
    /// <param name="support">The counts behind it, where the model counts.</param>
    public void AddFeature(string name, float mass, Support? support = null) => Add(Contribution.OfFeature(name, 1, support), mass);

    /// <summary>
    /// Adds the reason that something else was recommended for, as a part of this one: each of its contributions with its share of
    /// <paramref name="mass"/>.
    /// </summary>
    public void Add(Reason reason, float mass)
    {
        ArgumentNullException.ThrowIfNull(reason);
        foreach (var contribution in reason)
        {
            if (contribution.Share > 0)
            {
                Add(contribution.Scaled(1 / contribution.Share), contribution.Share * mass);
            }
        }
    }

    /// <summary>
    /// Adds a part of the score that nothing is named for, such as a general liking: the shares of what is named become smaller.
    /// </summary>
    public void AddUnnamed(float mass) => _unnamed += Math.Max(0, mass);

    /// <summary>
    /// The <paramref name="count"/> heaviest contributions, each with its share of all that was added, equal ones in the order added;
    /// <see cref="Reason.None"/> where nothing was.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public Reason Build(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var total = _parts.Sum(part => part.Mass) + _unnamed;
        return count == 0 || _parts.Count == 0
            ? Reason.None
            : new(_parts.OrderByDescending(part => part.Mass).Take(count).Select(part => part.Contribution.Scaled(part.Mass / total)));
    }

    private void Add(Contribution contribution, float mass)
    {
        if (!(mass > 0))
        {
            return;
        }

        if (_places.TryGetValue((contribution.Kind, contribution.Id, contribution.Feature), out var place))
        {
            _parts[place] = (_parts[place].Contribution, _parts[place].Mass + mass);
            return;
        }

        _places.Add((contribution.Kind, contribution.Id, contribution.Feature), _parts.Count);
        _parts.Add((contribution, mass));
    }
}
