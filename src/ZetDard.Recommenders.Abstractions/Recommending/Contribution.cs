using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>One part of a reason: an item, artist or user that led to the recommendation, or a named feature.</summary>
public readonly record struct Contribution
{
    private Contribution(string kind, long id, string? feature, float share, Support? support)
    {
        Kind = kind;
        Id = id;
        Feature = feature;
        Share = share;
        Support = support;
    }

    /// <summary>
    /// What contributed: the <see cref="IdKind{TId}.Name"/> of its id type (<c>song</c>, <c>artist</c>, …), or <c>feature</c>.
    /// </summary>
    public string Kind { get; }

    /// <summary>The id's value; 0 for a feature.</summary>
    public long Id { get; }

    /// <summary>The feature's name; <see langword="null"/> for an id.</summary>
    public string? Feature { get; }

    /// <summary>Its part of the score, 0 … 1; the shares of one reason add up to 1 or less.</summary>
    public float Share { get; }

    /// <summary>The counts behind it, where the model counts: 14 of the 22 who have A also have it.</summary>
    public Support? Support { get; }

    /// <summary>A contribution of an item, artist or user.</summary>
    public static Contribution Of<TId>(TId id, float share, Support? support = null)
        where TId : struct, IId<TId> => new(IdKind<TId>.Name, id.Value, feature: null, share, support);

    /// <summary>A contribution of a named feature.</summary>
    public static Contribution OfFeature(string name, float share, Support? support = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new("feature", id: 0, name, share, support);
    }

    /// <summary>The same contribution with its share multiplied by <paramref name="factor"/>.</summary>
    public Contribution Scaled(float factor) => new(Kind, Id, Feature, Share * factor, Support);

    /// <summary>Whether an id of this type contributed, and which.</summary>
    public bool Is<TId>(out TId id)
        where TId : struct, IId<TId>
    {
        id = TId.From(Id);
        return Kind == IdKind<TId>.Name;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture, $"{Feature ?? $"{Kind} {Id}"} ({Share:P0}{(Support is { } support ? $", {support}" : "")})");
}
