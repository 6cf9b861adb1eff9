using System.Collections.Frozen;

namespace ZetDard.Recommenders;

/// <summary>
/// What the things behind ids are called: titles of songs, names of artists and users. Immutable and safe for concurrent use.
/// </summary>
/// <remarks>
/// A table is part of <see cref="TrainingData{TItem}"/>, and a served model has it as an ability
/// (<c>recommender.Find&lt;NameTable&gt;()</c>), so that a new model and its names replace the old ones together. Memory: about 60 bytes
/// for each name, besides the text.
/// </remarks>
/// <example>
/// <code>
/// var names = NameTable.Empty.With(songs.Select(song => (song.Id, song.Title)));
/// Console.WriteLine(names.NameOf(new SongId(42)));
/// </code>
/// </example>
public sealed class NameTable
{
    private readonly FrozenDictionary<string, Dictionary<long, string>> _names;

    private NameTable(FrozenDictionary<string, Dictionary<long, string>> names) => _names = names;

    /// <summary>A table without any name.</summary>
    public static NameTable Empty { get; } = new(FrozenDictionary<string, Dictionary<long, string>>.Empty);

    /// <summary>How many things have a name.</summary>
    public int Count => _names.Values.Sum(names => names.Count);

    /// <summary>
    /// The kinds of ids that have names, by <see cref="IdKind{TId}.Name"/>: <c>song</c>, <c>artist</c>; in ordinal order.
    /// </summary>
    public IReadOnlyList<string> Kinds => [.. _names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A table that also has these names; a thing that has a name already gets the new one. This table stays as it is.</summary>
    /// <param name="names">Ids and names. A name that is <see langword="null"/> or empty is passed over.</param>
    public NameTable With<TId>(IEnumerable<(TId Id, string? Name)> names)
        where TId : struct, IId<TId>
    {
        ArgumentNullException.ThrowIfNull(names);
        return With(IdKind<TId>.Name, names.Select(pair => (pair.Id.Value, pair.Name)));
    }

    /// <summary>A table that also has the names of another one, whose names win. This table stays as it is.</summary>
    public NameTable With(NameTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Count == 0 ? other : other._names.Aggregate(
            this, (table, kind) => table.With(kind.Key, kind.Value.Select(pair => (pair.Key, (string?)pair.Value))));
    }

    /// <summary>A table that also has these names of one kind of thing.</summary>
    /// <param name="kind">The kind, <see cref="IdKind{TId}.Name"/>.</param>
    /// <param name="names">The values of the ids, and the names. A name that is <see langword="null"/> or empty is passed over.</param>
    public NameTable With(string kind, IEnumerable<(long Id, string? Name)> names)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(names);
        var all = _names.TryGetValue(kind, out var known) ? new Dictionary<long, string>(known) : [];
        foreach (var (id, name) in names)
        {
            if (!string.IsNullOrEmpty(name))
            {
                all[id] = name;
            }
        }

        return all.Count == 0
            ? this
            : new(_names.Where(pair => pair.Key != kind).Append(new(kind, all)).ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The name of a thing, or <see langword="null"/> where it has none here.</summary>
    public string? Find<TId>(TId id)
        where TId : struct, IId<TId> => Find(IdKind<TId>.Name, id.Value);

    /// <summary>The name of a thing, or <see langword="null"/> where it has none here.</summary>
    /// <param name="kind">The kind of its id, <see cref="IdKind{TId}.Name"/>.</param>
    /// <param name="id">The value of its id.</param>
    public string? Find(string kind, long id)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _names.TryGetValue(kind, out var names) ? names.GetValueOrDefault(id) : null;
    }

    /// <summary>The name of a thing; <c>song 42</c> where it has none here.</summary>
    public string NameOf<TId>(TId id)
        where TId : struct, IId<TId> => Find(id) ?? $"{IdKind<TId>.Name} {Id.Format(id)}";

    /// <summary>The name of what contributed to a recommendation; of a feature its own name.</summary>
    public string NameOf(Contribution contribution) =>
        contribution.Feature ?? Find(contribution.Kind, contribution.Id)
            ?? FormattableString.Invariant($"{contribution.Kind} {contribution.Id}");

    /// <summary>All ids of a kind that have a name, with the name, by ascending id.</summary>
    /// <param name="kind">The kind, <see cref="IdKind{TId}.Name"/>; an unknown one has none.</param>
    public IEnumerable<(long Id, string Name)> Of(string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _names.TryGetValue(kind, out var names) ? names.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)) : [];
    }
}
