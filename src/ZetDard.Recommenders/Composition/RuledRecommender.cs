using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>Keeps the rules of lists for any recommender. Made by <see cref="Recommender.WithRules{TItem}"/>.</summary>
/// <remarks>
/// It asks the recommender inside for a longer list, without rules, and takes what the rules allow, best first, until the list is full.
/// </remarks>
internal sealed class RuledRecommender<TItem> : IRecommender<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    // A longer list costs little more than a short one, a second request as much as the first: most requests are satisfied by the first.
    private const int FirstDepth = 100;
    private const int FirstDepthPerItem = 10;
    private const int DepthGrowth = 10;

    private readonly IRecommender<TItem> _inner;
    private readonly InteractionDataset<TItem> _interactions;
    private readonly Relation<TItem, ArtistId>? _artists;
    private readonly Relation<TItem, TItem>? _versions;
    private readonly ListRules _defaults;
    private readonly Dictionary<TItem, TItem> _representatives;     // of items that have other versions

    public RuledRecommender(IRecommender<TItem> inner, TrainingData<TItem> data, ListRules? defaults)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(data);
        (_inner, _interactions, _artists, _versions) = (inner, data.Interactions, data.Artists, data.Versions);
        _defaults = defaults ?? ListRules.None;
        RequireDataFor(_defaults, nameof(defaults));
        _representatives = RepresentativesOf(_versions);
    }

    public static ModelFormat FileFormat { get; } = new($"rules/{IdKind<TItem>.Name}", reader =>
    {
        var inner = Composition.ReadPart<TItem>(reader);
        var (maxPerArtist, artists, oneVersion) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var data = new TrainingData<TItem>(reader.ReadDataset<TItem>())
        {
            Artists = reader.ReadOptional(reader.ReadRelation<TItem, ArtistId>),
            Versions = reader.ReadOptional(reader.ReadRelation<TItem, TItem>),
        };
        var defaults = new ListRules
        {
            MaxPerArtist = maxPerArtist == 0 ? null : maxPerArtist,
            Artists = (ArtistChoice)artists,
            OneVersion = oneVersion != 0,
        };
        return new RuledRecommender<TItem>(inner, data, defaults);
    });

    public ModelFormat Format => FileFormat;

    public string? Summary => _inner.Find<ISaveable>()?.Summary;

    // The interactions are written once more than the model inside writes them, without weights and times: 4 bytes each.
    public void Write(ModelWriter writer)
    {
        writer.Write(Composition.Saveable(_inner));
        writer.Write(_defaults.MaxPerArtist ?? 0);
        writer.Write((int)_defaults.Artists);
        writer.Write(_defaults.OneVersion ? 1 : 0);
        var matrix = _interactions.Matrix;
        var pattern = new CsrMatrix(matrix.ColumnCount, matrix.Offsets.ToArray(), matrix.Columns.ToArray());
        writer.Write(new InteractionDataset<TItem>(_interactions.Users, _interactions.Items, pattern, rows: _interactions.Rows));
        writer.WriteOptional(_artists, writer.Write);
        writer.WriteOptional(_versions, writer.Write);
    }

    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var rules = request.Rules ?? _defaults;
        var inside = request with { Rules = ListRules.None };
        if (rules == ListRules.None)
        {
            return _inner.Recommend(inside);
        }

        RequireDataFor(rules, nameof(request));
        var depth = Math.Max(FirstDepth, (long)FirstDepthPerItem * request.N);
        while (true)
        {
            var asked = (int)Math.Min(depth, int.MaxValue);
            var candidates = _inner.Recommend(inside with { N = asked, ReasonCount = 0 });
            var kept = Keep(candidates, rules, request);
            if (kept.Count == request.N || candidates.Count < asked)
            {
                return request.ReasonCount == 0 || kept.Count == 0 ? kept : Explained(kept, inside);
            }

            depth *= DepthGrowth;
        }
    }

    public TAbility? Find<TAbility>()
        where TAbility : class =>
        typeof(TAbility) == typeof(IIncremental<TItem>) ? Incremental() as TAbility : Composition.Find<TAbility, TItem>(this, _inner);

    private static Dictionary<TItem, TItem> RepresentativesOf(Relation<TItem, TItem>? versions)
    {
        var representatives = new Dictionary<TItem, TItem>();
        foreach (var (item, other) in versions?.Pairs() ?? [])
        {
            representatives[Representative(item)] = Representative(other);
        }

        foreach (var item in representatives.Keys)
        {
            representatives[item] = Representative(item);
        }

        return representatives;

        // Whoever follows versions of versions comes to the one that stands for all of them.
        TItem Representative(TItem item)
        {
            while (representatives.TryGetValue(item, out var next) && !next.Equals(item))
            {
                item = next;
            }

            return item;
        }
    }

    private static bool ContainsAny(HashSet<int> set, ReadOnlySpan<int> values)
    {
        foreach (var value in values)
        {
            if (set.Contains(value))
            {
                return true;
            }
        }

        return false;
    }

    private void RequireDataFor(ListRules rules, string parameterName)
    {
        if (_artists is null && (rules.MaxPerArtist is not null || rules.Artists != ArtistChoice.Any))
        {
            var rule = rules.MaxPerArtist is not null ? nameof(ListRules.MaxPerArtist) : nameof(ListRules.Artists);
            throw new ArgumentException(
                $"The rule {nameof(ListRules)}.{rule} needs the artists of the items, but the data given to WithRules has none: set TrainingData.Artists.",
                parameterName);
        }

        if (_versions is null && rules.OneVersion)
        {
            throw new ArgumentException(
                $"The rule {nameof(ListRules)}.{nameof(ListRules.OneVersion)} needs to know which items are versions of each other, but the data given to " +
                "WithRules does not say: set TrainingData.Versions (an empty relation where no item has another version).",
                parameterName);
        }
    }

    private List<Recommendation<TItem>> Keep(
        IReadOnlyList<Recommendation<TItem>> candidates, ListRules rules, RecommendationRequest<TItem> request)
    {
        var kept = new List<Recommendation<TItem>>(Math.Min(request.N, candidates.Count));
        var listenerArtists = rules.Artists == ArtistChoice.Any ? [] : ArtistsOf(request.Profile);
        var listenerItems = rules.OneVersion ? ItemsOf(request.Profile).ToHashSet() : [];
        var listenerVersions = listenerItems.Select(RepresentativeOf).ToHashSet();
        var listedVersions = new HashSet<TItem>();
        var listedPerArtist = new Dictionary<int, int>();
        foreach (var candidate in candidates)
        {
            if (kept.Count == request.N)
            {
                break;
            }

            var artists = ArtistsOf(candidate.Item);
            if (IsOfChosenArtist(artists) && HasRoom(artists) && IsNewVersion(candidate.Item))
            {
                kept.Add(candidate);
                listedVersions.Add(RepresentativeOf(candidate.Item));
                foreach (var artist in artists)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(listedPerArtist, artist, out _)++;
                }
            }
        }

        return kept;

        bool IsOfChosenArtist(ReadOnlySpan<int> artists) => rules.Artists switch
        {
            ArtistChoice.Known => ContainsAny(listenerArtists, artists),
            ArtistChoice.New => !artists.IsEmpty && !ContainsAny(listenerArtists, artists),
            _ => true,
        };

        bool HasRoom(ReadOnlySpan<int> artists)
        {
            foreach (var artist in artists)
            {
                if (listedPerArtist.GetValueOrDefault(artist) >= rules.MaxPerArtist)
                {
                    return false;
                }
            }

            return true;
        }

        // What the listener has themselves is listed only where the request keeps it; it is no other version of itself.
        bool IsNewVersion(TItem item) =>
            !rules.OneVersion
            || (!listedVersions.Contains(RepresentativeOf(item))
                && (listenerItems.Contains(item) || !listenerVersions.Contains(RepresentativeOf(item))));
    }

    // Asks for the reasons of the listed items only: reasons cost more than ranking.
    private Recommendation<TItem>[] Explained(List<Recommendation<TItem>> kept, RecommendationRequest<TItem> inside)
    {
        var listed = kept.Select(r => r.Item).ToHashSet();
        var reasons = _inner.Recommend(inside with { N = kept.Count, Allow = listed }).ToDictionary(r => r.Item, r => r.Reason);
        return [.. kept.Select(r => r with { Reason = reasons.GetValueOrDefault(r.Item) ?? Reason.None })];
    }

    private TItem RepresentativeOf(TItem item) => _representatives.GetValueOrDefault(item, item);

    private ReadOnlySpan<int> ArtistsOf(TItem item) => _artists?.From.IndexOf(item) is >= 0 and var row ? _artists.Matrix.Row(row) : [];

    private HashSet<int> ArtistsOf(Profile profile)
    {
        var artists = new HashSet<int>();
        foreach (var item in ItemsOf(profile))
        {
            foreach (var artist in ArtistsOf(item))
            {
                artists.Add(artist);
            }
        }

        if (profile is HistoryProfile<ArtistId> history)
        {
            artists.UnionWith(history.Items.Select(_artists!.To.IndexOf));
        }

        return artists;
    }

    private IEnumerable<TItem> ItemsOf(Profile profile) =>
        profile is HistoryProfile<TItem> history ? history.Items            // also items outside of the data, whose artists may be known
        : _interactions.CanServe(profile) ? _interactions.KnownItems(profile).ToArray().Select(item => _interactions.Items[item])
        : [];

    private Updating? Incremental() => _inner.Find<IIncremental<TItem>>() is { } inner ? new(this, inner) : null;

    private sealed class Updating(RuledRecommender<TItem> ruled, IIncremental<TItem> inner) : IIncremental<TItem>
    {
        public IRecommender<TItem> Update(TrainingData<TItem> additions, CancellationToken cancellationToken = default)
        {
            var updated = inner.Update(additions, cancellationToken);
            var interactions = ruled._interactions.ToInteractions().Concat(additions.Interactions.ToInteractions());
            var data = new TrainingData<TItem>(InteractionDataset.From(interactions, ruled._interactions.Rows))
            {
                Artists = Composition.Union(ruled._artists, additions.Artists),
                Versions = Composition.Union(ruled._versions, additions.Versions),
            };
            return new RuledRecommender<TItem>(updated, data, ruled._defaults);
        }
    }
}
