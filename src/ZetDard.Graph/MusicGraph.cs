using System.Runtime.InteropServices;
using QuikGraph;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Listeners, songs and artists, and the edges between them, in flat arrays. Immutable and safe for concurrent use.</summary>
/// <remarks>
/// Edges: user – song (the songs of the user's lists), song – artist, user – user (who follows whom, either way), and song → song,
/// weighted |Ui ∩ Uj| / |Ui|: of those who have song i, the share who also have song j.
/// </remarks>
public sealed class MusicGraph
{
    private readonly Dictionary<SongId, int[]> _outside;     // artists, of the graph, of songs that are not in it

    internal MusicGraph(TrainingData<SongId> data, NeighbourLists songWeights)
    {
        Interactions = data.Interactions;
        UserSongs = Interactions.Matrix;
        SongUsers = UserSongs.Transpose();
        (Artists, SongArtists, _outside) = AlignArtists(data.Artists, Interactions.Items);
        ArtistSongs = SongArtists.Transpose();
        UserArtists = CountArtists(UserSongs, SongArtists);
        ArtistUsers = UserArtists.Transpose();
        Follows = AlignFollows(data.Friends, Interactions.Users);
        SongWeights = songWeights;
    }

    /// <summary>The users, the songs and who has which.</summary>
    public InteractionDataset<SongId> Interactions { get; }

    /// <summary>The users.</summary>
    public Vocabulary<UserId> Users => Interactions.Users;

    /// <summary>The songs that some user has.</summary>
    public Vocabulary<SongId> Songs => Interactions.Items;

    /// <summary>The artists of these songs.</summary>
    public Vocabulary<ArtistId> Artists { get; }

    /// <summary>Users × songs.</summary>
    public CsrMatrix UserSongs { get; }

    /// <summary>Songs × users.</summary>
    public CsrMatrix SongUsers { get; }

    /// <summary>Songs × artists; a song may have none.</summary>
    public CsrMatrix SongArtists { get; }

    /// <summary>Artists × songs.</summary>
    public CsrMatrix ArtistSongs { get; }

    /// <summary>Users × artists; a value is the number of the user's songs by the artist.</summary>
    public CsrMatrix UserArtists { get; }

    /// <summary>Artists × users, with the values of <see cref="UserArtists"/>.</summary>
    public CsrMatrix ArtistUsers { get; }

    /// <summary>Users × users, symmetric: who follows whom, either way. Empty where nothing is known.</summary>
    public CsrMatrix Follows { get; }

    /// <summary>For each song the songs with the greatest weights |Ui ∩ Uj| / |Ui|, in (0, 1], best first.</summary>
    public NeighbourLists SongWeights { get; }

    /// <summary>Number of users, songs and artists together.</summary>
    public int NodeCount => Users.Count + Songs.Count + Artists.Count;

    /// <summary>All nodes: users, then songs, then artists.</summary>
    public IEnumerable<GraphNode> Nodes() =>
        Enumerable.Range(0, Users.Count).Select(index => new GraphNode(NodeKind.User, index))
            .Concat(Enumerable.Range(0, Songs.Count).Select(index => new GraphNode(NodeKind.Song, index)))
            .Concat(Enumerable.Range(0, Artists.Count).Select(index => new GraphNode(NodeKind.Artist, index)));

    /// <summary>The edges that leave a node; edges without direction leave both their ends.</summary>
    public IEnumerable<GraphEdge> EdgesOf(GraphNode node) => node.Kind switch
    {
        NodeKind.User => Edges(node, UserSongs, NodeKind.Song).Concat(Edges(node, Follows, NodeKind.User)),
        NodeKind.Song => Edges(node, SongUsers, NodeKind.User).Concat(Edges(node, SongArtists, NodeKind.Artist)).Concat(SongEdges(node)),
        _ => Edges(node, ArtistSongs, NodeKind.Song),
    };

    /// <summary>The connected components. Takes O(nodes + edges), practically.</summary>
    public GraphComponents Components() => new(this);

    /// <summary>The graph in numbers.</summary>
    public GraphStatistics Statistics() => GraphStatistics.Of(this);

    /// <summary>The nodes within some steps of a node, as a QuikGraph graph on which its algorithms run.</summary>
    /// <param name="center">Where to start.</param>
    /// <param name="radius">How many edges away, 0 or more.</param>
    /// <param name="maxNodeCount">Stop at so many nodes, the nearest first, 1 or more: QuikGraph takes 14 to 67 bytes an edge.</param>
    /// <returns>These nodes and all edges between them.</returns>
    public BidirectionalGraph<GraphNode, GraphEdge> Neighbourhood(GraphNode center, int radius = 2, int maxNodeCount = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNodeCount, 1);
        Flat(center);
        var seen = new HashSet<GraphNode> { center };
        var ring = new List<GraphNode> { center };
        for (var step = 0; step < radius && ring.Count > 0; step++)
        {
            ring = [.. ring.SelectMany(EdgesOf).Select(edge => edge.Target).Where(node => seen.Count < maxNodeCount && seen.Add(node))];
        }

        var graph = new BidirectionalGraph<GraphNode, GraphEdge>(allowParallelEdges: false, seen.Count);
        graph.AddVertexRange(seen);
        graph.AddEdgeRange(seen.SelectMany(EdgesOf).Where(edge => seen.Contains(edge.Target)));
        return graph;
    }

    /// <summary>The weights between songs as a matrix, songs × songs, for graph embeddings and auto-encoders.</summary>
    public CsrMatrix SongAdjacency()
    {
        var columns = SongWeights.Columns.ToArray();
        var values = SongWeights.Values.ToArray();
        var offsets = SongWeights.Offsets.ToArray();
        for (var song = 0; song < Songs.Count; song++)
        {
            Array.Sort(columns, values, offsets[song], offsets[song + 1] - offsets[song]);
        }

        return new CsrMatrix(Songs.Count, offsets, columns, values);
    }

    /// <summary>The artists of a song that nobody in the graph has, as far as other songs of theirs are in it.</summary>
    internal ReadOnlySpan<int> ArtistsOutside(SongId song) => _outside.GetValueOrDefault(song);

    /// <summary>The place of a node among <see cref="Nodes"/>.</summary>
    internal int Flat(GraphNode node)
    {
        var (start, count) = node.Kind switch
        {
            NodeKind.User => (0, Users.Count),
            NodeKind.Song => (Users.Count, Songs.Count),
            _ => (Users.Count + Songs.Count, Artists.Count),
        };
        return (uint)node.Index < (uint)count
            ? start + node.Index
            : throw new ArgumentOutOfRangeException(
                nameof(node), node, $"The graph has {count} nodes of kind {node.Kind}; the index must be in 0 … {count - 1}.");
    }

    private static IEnumerable<GraphEdge> Edges(GraphNode node, CsrMatrix matrix, NodeKind kind)
    {
        for (var i = 0; i < matrix.Degree(node.Index); i++)
        {
            yield return new(node, new(kind, matrix.Row(node.Index)[i]), 1);
        }
    }

    private IEnumerable<GraphEdge> SongEdges(GraphNode song)
    {
        for (var i = 0; i < SongWeights.Neighbours(song.Index).Length; i++)
        {
            yield return new(song, new(NodeKind.Song, SongWeights.Neighbours(song.Index)[i]), SongWeights.Weights(song.Index)[i]);
        }
    }

    // The artists of the graph are those of its songs.
    private static (Vocabulary<ArtistId> Artists, CsrMatrix SongArtists, Dictionary<SongId, int[]> Outside) AlignArtists(
        Relation<SongId, ArtistId>? relation, Vocabulary<SongId> songs)
    {
        if (relation is null)
        {
            return (new([]), new(0, new int[songs.Count + 1], []), []);
        }

        var isHere = new bool[relation.To.Count];
        var outside = new List<int>();
        for (var row = 0; row < relation.From.Count; row++)
        {
            if (!songs.Contains(relation.From[row]))
            {
                outside.Add(row);
                continue;
            }

            foreach (var column in relation.Matrix.Row(row))
            {
                isHere[column] = true;
            }
        }

        var artists = new Vocabulary<ArtistId>(relation.To.Where((_, column) => isHere[column]).OrderBy(artist => artist.Value));
        var outsideArtists = outside.Select(row => (Song: relation.From[row], Artists: ArtistsOf(row))).Where(pair => pair.Artists.Length > 0);
        return (artists, relation.AlignTo(songs, artists).Matrix, outsideArtists.ToDictionary(pair => pair.Song, pair => pair.Artists));

        int[] ArtistsOf(int row) =>
            [.. relation.Matrix.Row(row).ToArray().Select(column => artists.IndexOf(relation.To[column])).Where(artist => artist >= 0)];
    }

    private static CsrMatrix CountArtists(CsrMatrix userSongs, CsrMatrix songArtists)
    {
        var counts = new int[songArtists.ColumnCount];
        var offsets = new int[userSongs.RowCount + 1];
        var (columns, values) = (new List<int>(), new List<float>());
        for (var user = 0; user < userSongs.RowCount; user++)
        {
            foreach (var song in userSongs.Row(user))
            {
                foreach (var artist in songArtists.Row(song))
                {
                    if (counts[artist]++ == 0)
                    {
                        columns.Add(artist);
                    }
                }
            }

            CollectionsMarshal.AsSpan(columns)[offsets[user]..].Sort();
            for (var entry = offsets[user]; entry < columns.Count; entry++)
            {
                values.Add(counts[columns[entry]]);
                counts[columns[entry]] = 0;
            }

            offsets[user + 1] = columns.Count;
        }

        return new CsrMatrix(songArtists.ColumnCount, offsets, [.. columns], [.. values]);
    }

    private static CsrMatrix AlignFollows(Relation<UserId, UserId>? relation, Vocabulary<UserId> users)
    {
        var (from, to) = (new List<int>(), new List<int>());
        var follows = relation?.AlignTo(users, users).Matrix;
        for (var user = 0; user < (follows?.RowCount ?? 0); user++)
        {
            foreach (var other in follows!.Row(user))
            {
                if (other != user)
                {
                    from.AddRange([user, other]);
                    to.AddRange([other, user]);
                }
            }
        }

        return CsrMatrix.FromEntries(users.Count, users.Count, CollectionsMarshal.AsSpan(from), CollectionsMarshal.AsSpan(to));
    }
}
