namespace ZetDard.Graph;

/// <summary>The connected components of a graph: nodes that edges of any kind, read either way, lead between.</summary>
public sealed class GraphComponents
{
    private readonly MusicGraph _graph;
    private readonly int[] _componentOf;
    private readonly int[] _sizes;

    internal GraphComponents(MusicGraph graph)
    {
        _graph = graph;
        var parents = Enumerable.Range(0, graph.NodeCount).ToArray();
        foreach (var (first, second) in Edges(graph))
        {
            parents[Root(parents, first)] = Root(parents, second);
        }

        var sizes = new List<int>();
        var numbers = new Dictionary<int, int>();
        _componentOf = new int[parents.Length];
        for (var node = 0; node < parents.Length; node++)
        {
            var root = Root(parents, node);
            if (numbers.TryAdd(root, sizes.Count))
            {
                sizes.Add(0);
            }

            _componentOf[node] = numbers[root];
            sizes[numbers[root]]++;
        }

        _sizes = [.. sizes];
    }

    /// <summary>How many there are.</summary>
    public int Count => _sizes.Length;

    /// <summary>The number of nodes of each.</summary>
    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>The component of a node, 0 … <see cref="Count"/> − 1.</summary>
    public int this[GraphNode node] => _componentOf[_graph.Flat(node)];

    // Song → song edges connect only songs that share a user: those of users suffice.
    private static IEnumerable<(int First, int Second)> Edges(MusicGraph graph)
    {
        for (var song = 0; song < graph.Songs.Count; song++)
        {
            var flat = graph.Flat(new(NodeKind.Song, song));
            for (var i = 0; i < graph.SongUsers.Degree(song); i++)
            {
                yield return (flat, graph.Flat(new(NodeKind.User, graph.SongUsers.Row(song)[i])));
            }

            for (var i = 0; i < graph.SongArtists.Degree(song); i++)
            {
                yield return (flat, graph.Flat(new(NodeKind.Artist, graph.SongArtists.Row(song)[i])));
            }
        }

        for (var user = 0; user < graph.Users.Count; user++)
        {
            for (var i = 0; i < graph.Follows.Degree(user); i++)
            {
                yield return (graph.Flat(new(NodeKind.User, user)), graph.Flat(new(NodeKind.User, graph.Follows.Row(user)[i])));
            }
        }
    }

    // Path halving (Tarjan and van Leeuwen 1984).
    private static int Root(int[] parents, int node)
    {
        while (parents[node] != node)
        {
            node = parents[node] = parents[parents[node]];
        }

        return node;
    }
}
