using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders;

/// <summary>
/// Names (any strings: names, GUIDs, foreign keys) and the ids that stand for them, both ways. Save it beside the data: ids
/// mean nothing without it.
/// </summary>
/// <typeparam name="TId">The id type.</typeparam>
/// <remarks>
/// A map either keeps integers (a name such as <c>42</c> has the id 42) or mints an id for every name: 1, 2, 3, … in the order of adding.
/// In a map that keeps integers a name that is none, or whose number is taken, gets the next number above all others.
/// All ids lie within ±(2^53 − 1), so that they can be numbers in JSON: an integer beyond that is a name like any other and
/// gets a minted id.
/// Any number of threads may read while none adds.
/// </remarks>
public sealed class IdMap<TId>
    where TId : struct, IId<TId>
{
    private readonly HashSet<long> _kept;                       // the ids whose name is their number
    private readonly Dictionary<string, long> _minted;
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _mintedBySpan;
    private readonly Dictionary<long, string> _names = [];      // the names of the minted ids
    private long _largest;
    private long _nextGap = 1;                                  // the next id to try when the largest possible one is in use

    /// <summary>Makes an empty map.</summary>
    /// <param name="keepIntegers">Whether a name that is an integer has that integer as its id.</param>
    public IdMap(bool keepIntegers = false)
        : this(keepIntegers, [], new(StringComparer.Ordinal))
    {
    }

    private IdMap(bool keepIntegers, HashSet<long> kept, Dictionary<string, long> minted)
    {
        KeepsIntegers = keepIntegers;
        _kept = kept;
        _minted = minted;
        _mintedBySpan = minted.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var id in kept)
        {
            _largest = Math.Max(_largest, id);
        }

        foreach (var (name, id) in minted)
        {
            _names.Add(id, name);
            _largest = Math.Max(_largest, id);
        }
    }

    /// <summary>Whether a name that is an integer has that integer as its id.</summary>
    public bool KeepsIntegers { get; }

    /// <summary>How many names there are.</summary>
    public int Count => _kept.Count + _minted.Count;

    /// <summary>The id of a name.</summary>
    /// <exception cref="KeyNotFoundException">No such name; the message offers the nearest ones.</exception>
    public TId this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            if (TryGet(name, out var id))
            {
                return id;
            }

            var nearest = NearestNames.Find(name, Pairs().Select(pair => pair.Name), count: 3);
            throw new KeyNotFoundException(
                $"There is no {IdKind<TId>.Name} '{name}' among {Count}." +
                (nearest.Count > 0 ? $" Nearest: {string.Join(", ", nearest.Select(near => $"'{near}'"))}." : ""));
        }
    }

    /// <summary>The id of a name, or <see langword="null"/> when there is no such name.</summary>
    public TId? Find(string name) => TryGet(name, out var id) ? id : null;

    /// <summary>Whether there is such a name, and its id.</summary>
    public bool TryGet(ReadOnlySpan<char> name, [MaybeNullWhen(false)] out TId id)
    {
        if (_mintedBySpan.TryGetValue(name, out var value) || (KeepsIntegers && IntegerName.TryParseId(name, out value) && _kept.Contains(value)))
        {
            id = TId.From(value);
            return true;
        }

        id = default;
        return false;
    }

    /// <summary>The id of a name, which is added when it is new.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public TId GetOrAdd(ReadOnlySpan<char> name)
    {
        if (TryGet(name, out var id))
        {
            return id;
        }

        if (name.IsEmpty)
        {
            throw new ArgumentException($"A {IdKind<TId>.Name} needs a name; an empty one was given.", nameof(name));
        }

        if (KeepsIntegers && IntegerName.TryParseId(name, out var value) && !_names.ContainsKey(value))
        {
            _kept.Add(value);
        }
        else
        {
            value = FreeId();
            var text = name.ToString();
            _minted.Add(text, value);
            _names.Add(value, text);
        }

        _largest = Math.Max(_largest, value);
        return TId.From(value);
    }

    /// <summary>The name of an id; its number where it has none here.</summary>
    public string NameOf(TId id) => _names.TryGetValue(id.Value, out var name) ? name : id.Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether an id has a name here.</summary>
    public bool Contains(TId id) => IsTaken(id.Value);

    /// <summary>A map with the same names that can be added to without changing this one.</summary>
    public IdMap<TId> Clone() => new(KeepsIntegers, [.. _kept], new(_minted, StringComparer.Ordinal));

    /// <summary>
    /// Writes the map to a JSON file, aside and renamed, so that a reader finds the old or the new file, never half of one.
    /// </summary>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var kept = _kept.ToArray();
        Array.Sort(kept);
        var contents = new IdMapContents(IdMapContents.CurrentFormat, IdKind<TId>.Name, KeepsIntegers, kept, _minted);
        await DataFile.ReplaceAsync(path, stream => JsonSerializer.SerializeAsync(stream, contents, IdMapJson.Default.IdMapContents, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a map that <see cref="SaveAsync"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is cut off, foreign, of a newer format or of another kind of id; the message says which.
    /// </exception>
    public static async Task<IdMap<TId>> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        IdMapContents? contents;
        try
        {
            var stream = DataFile.OpenRead(path, cancellationToken: cancellationToken);
            await using (stream.ConfigureAwait(false))
            {
                contents = await JsonSerializer.DeserializeAsync(stream, IdMapJson.Default.IdMapContents, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{path} is not a map of ids, or is cut off: {wrong.Message}", wrong);
        }

        if (contents is not { Kept: not null, Minted: not null, Kind: not null })
        {
            throw new InvalidDataException($"{path} is not a map of ids: parts are missing.");
        }

        if (contents.Format != IdMapContents.CurrentFormat)
        {
            throw new InvalidDataException($"{path} is a map of format {contents.Format}; this version reads format {IdMapContents.CurrentFormat}.");
        }

        if (contents.Kind != IdKind<TId>.Name)
        {
            throw new InvalidDataException($"{path} maps ids of the kind {contents.Kind}, not {IdKind<TId>.Name}.");
        }

        HashSet<long> kept = [.. contents.Kept];
        HashSet<long> minted = [.. contents.Minted.Values];
        if (minted.Count != contents.Minted.Count || minted.Overlaps(kept))
        {
            throw new InvalidDataException($"{path} is damaged: an id stands for two names.");
        }

        return kept.Concat(minted).All(id => id is >= -IntegerName.MaxId and <= IntegerName.MaxId)
            ? new(contents.KeepsIntegers, kept, new(contents.Minted, StringComparer.Ordinal))
            : throw new InvalidDataException($"{path} is damaged: an id is beyond 2^53 - 1.");
    }

    /// <summary>The names and their ids, in no particular order.</summary>
    public IEnumerable<(string Name, TId Id)> Pairs()
    {
        foreach (var id in _kept)
        {
            yield return (id.ToString(CultureInfo.InvariantCulture), TId.From(id));
        }

        foreach (var (name, id) in _minted)
        {
            yield return (name, TId.From(id));
        }
    }

    private bool IsTaken(long id) => _kept.Contains(id) || _names.ContainsKey(id);

    private long FreeId()
    {
        if (_largest < IntegerName.MaxId)
        {
            return _largest + 1;
        }

        while (IsTaken(_nextGap))
        {
            _nextGap++;
        }

        return _nextGap;
    }
}

/// <summary>The contents of a saved map.</summary>
internal sealed record IdMapContents(int Format, string Kind, bool KeepsIntegers, long[] Kept, Dictionary<string, long> Minted)
{
    public const int CurrentFormat = 1;
}

[JsonSerializable(typeof(IdMapContents))]
internal sealed partial class IdMapJson : JsonSerializerContext;
