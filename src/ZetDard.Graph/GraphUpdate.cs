using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Adds new interactions to a fitted graph.</summary>
internal static class GraphUpdate
{
    public static GraphModel Apply(GraphModel model, TrainingData<SongId> additions, CancellationToken cancellationToken)
    {
        var before = model.Data;
        if (additions.Interactions.Rows != before.Interactions.Rows)
        {
            throw new ArgumentException(
                $"The rows of the graph are of kind {before.Interactions.Rows}, those of the additions of kind {additions.Interactions.Rows}; " +
                "give additions of the same kind.",
                nameof(additions));
        }

        var data = before with
        {
            Interactions = InteractionDataset.From(
                before.Interactions.ToInteractions().Concat(additions.Interactions.ToInteractions()), before.Interactions.Rows),
            Artists = Union(before.Artists, additions.Artists),
            Friends = Union(before.Friends, additions.Friends),
        };
        var weights = UpdateWeights(model, data.Interactions, additions.Interactions, cancellationToken);
        var graph = new MusicGraph(data, weights);
        return GraphTrainer.Compose(data, graph, model.Options, Carry(model, graph), cancellationToken);
    }

    private static Relation<TFrom, TTo>? Union<TFrom, TTo>(Relation<TFrom, TTo>? before, Relation<TFrom, TTo>? added)
        where TFrom : struct, IId<TFrom>
        where TTo : struct, IId<TTo> =>
        before is null || added is null ? before ?? added : Relation.FromPairs(before.Pairs().Concat(added.Pairs()));

    // A weight i → j changes when the users of i change, or those who have both do: in either case i is a song of a user who got
    // something new.
    private static NeighbourLists UpdateWeights(
        GraphModel model, InteractionDataset<SongId> data, InteractionDataset<SongId> added, CancellationToken cancellationToken)
    {
        var changed = new bool[data.Items.Count];
        // Where indices change, the order of ties changes too: no weight can be kept.
        Array.Fill(changed, !IsAscending(model.Graph.Songs));
        foreach (var user in added.Users)
        {
            foreach (var song in data.Matrix.Row(data.Users.IndexOf(user)))
            {
                changed[song] = true;
            }
        }

        var songs = Enumerable.Range(0, changed.Length).Where(song => changed[song]).ToArray();
        var lists = EvenSample.Shorten(data.Matrix, model.Options.MaxListLength);
        var renewed = CoOccurrence.TopNeighbours(
            lists,
            lists.Transpose(),
            songs,
            ItemSimilarity.Directed,
            model.Options.NeighbourCount,
            model.Options.ThreadCount,
            cancellationToken: cancellationToken);
        var old = model.Graph.SongWeights;
        var newIndex = Array.ConvertAll(model.Graph.Songs.Keys.ToArray(), data.Items.IndexOf);
        var offsets = new int[data.Items.Count + 1];
        var (columns, weights) = (new List<int>(old.EntryCount), new List<float>(old.EntryCount));
        for (int song = 0, next = 0; song < data.Items.Count; song++)
        {
            if (changed[song])
            {
                columns.AddRange(renewed.Neighbours(next));
                weights.AddRange(renewed.Weights(next++));
            }
            else
            {
                var oldSong = model.Graph.Songs.IndexOf(data.Items[song]);
                foreach (var neighbour in old.Neighbours(oldSong))
                {
                    columns.Add(newIndex[neighbour]);
                }

                weights.AddRange(old.Weights(oldSong));
            }

            offsets[song + 1] = columns.Count;
        }

        return new NeighbourLists(data.Items.Count, offsets, [.. columns], [.. weights]);
    }

    private static bool IsAscending(Vocabulary<SongId> songs)
    {
        for (var song = 1; song < songs.Count; song++)
        {
            if (songs[song - 1].Value > songs[song].Value)
            {
                return false;
            }
        }

        return true;
    }

    // Known songs keep their directions, new songs have none, and the vectors of all listeners are computed anew.
    private static TasteVectors? Carry(GraphModel model, MusicGraph graph)
    {
        if (model.TasteVectors is not { } old)
        {
            return null;
        }

        var vectors = new float[(long)graph.Songs.Count * old.Size];
        for (var song = 0; song < model.Graph.Songs.Count; song++)
        {
            var now = graph.Songs.IndexOf(model.Graph.Songs[song]);
            // A song that more listeners have is less rare.
            var grown = MathF.Sqrt((float)model.Graph.SongUsers.Degree(song) / graph.SongUsers.Degree(now));
            TensorPrimitives.Multiply(old.SongVectors.AsSpan(song * old.Size, old.Size), grown, vectors.AsSpan(now * old.Size, old.Size));
        }

        return TasteVectors.Of(graph, old.Size, vectors);
    }
}
