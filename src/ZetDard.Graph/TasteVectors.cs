using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Vectors of what listeners like: their songs, weighted by rarity, in the strongest directions of the whole interaction
/// matrix.</summary>
internal sealed class TasteVectors
{
    // How far the length of a vector is kept. With 0, a listener of whom these directions hold little would count as much as one
    // of whom they hold all; 1 is the plain projection.
    private const float KeptLength = 0.3f;

    private TasteVectors(int size, float[] songVectors, float[] rarity, int userCount)
    {
        Size = size;
        SongVectors = songVectors;
        Rarity = rarity;
        UserVectors = new float[(long)userCount * size];
        UserLengths = new float[userCount];
    }

    public int Size { get; }

    /// <summary>Songs × size: what a song adds to a listener.</summary>
    public float[] SongVectors { get; }

    /// <summary>The weight of each song: 1 / √listeners, which told friends from strangers better than the usual ln(users /
    /// listeners) and than no weight (docs/packages/graph.md).</summary>
    public float[] Rarity { get; }

    /// <summary>Users × size, of length at most 1.</summary>
    public float[] UserVectors { get; }

    /// <summary>Length of each user's weighted songs as they are, in all dimensions.</summary>
    public float[] UserLengths { get; }

    public static TasteVectors Learn(MusicGraph graph, GraphOptions options, CancellationToken cancellationToken)
    {
        var rarity = RarityOf(graph);
        var weighted = new CsrMatrix(
            graph.Songs.Count,
            graph.UserSongs.Offsets.ToArray(),
            graph.UserSongs.Columns.ToArray(),
            [.. graph.UserSongs.Columns.ToArray().Select(song => rarity[song])]);
        var decomposition = TruncatedSvd.Compute(
            weighted, options.EmbeddingSize, options.Seed, threadCount: options.ThreadCount, cancellationToken: cancellationToken);
        var songVectors = decomposition.Right.ToArray();
        for (var song = 0; song < rarity.Length; song++)
        {
            var vector = songVectors.AsSpan(song * decomposition.Rank, decomposition.Rank);
            TensorPrimitives.Multiply(vector, rarity[song], vector);
        }

        return Of(graph, decomposition.Rank, songVectors);
    }

    /// <summary>The vectors of all listeners of a graph, by given vectors of its songs (songs × size).</summary>
    /// <exception cref="InvalidDataException">The vectors are not of that size.</exception>
    public static TasteVectors Of(MusicGraph graph, int size, float[] songVectors)
    {
        if (size < 0 || songVectors.Length != (long)graph.Songs.Count * size)
        {
            throw new InvalidDataException(
                $"{graph.Songs.Count} songs need {(long)graph.Songs.Count * size} values of taste vectors of size {size}; there are {songVectors.Length}.");
        }

        var vectors = new TasteVectors(size, songVectors, RarityOf(graph), graph.Users.Count);
        for (var user = 0; user < graph.Users.Count; user++)
        {
            vectors.UserLengths[user] = vectors.Embed(graph.UserSongs.Row(user), mass: [], vectors.UserVectors.AsSpan(user * size, size));
        }

        return vectors;
    }

    /// <summary>The vector of a listener, of length at most 1; 0 where nothing is known of the listener's songs.</summary>
    /// <param name="songs">The listener's songs.</param>
    /// <param name="mass">How much each counts; empty for 1 each.</param>
    /// <param name="vector">Receives <see cref="Size"/> values.</param>
    /// <returns>The length of the listener's weighted songs in all dimensions.</returns>
    public float Embed(ReadOnlySpan<int> songs, ReadOnlySpan<float> mass, Span<float> vector)
    {
        vector.Clear();
        var squares = 0f;
        for (var i = 0; i < songs.Length; i++)
        {
            var weight = mass.IsEmpty ? 1 : mass[i];
            TensorPrimitives.MultiplyAdd(SongVectors.AsSpan(songs[i] * Size, Size), weight, vector, vector);
            squares += weight * weight * Rarity[songs[i]] * Rarity[songs[i]];
        }

        var (length, projected) = (MathF.Sqrt(squares), TensorPrimitives.Norm<float>(vector));
        if (projected > 0)
        {
            TensorPrimitives.Divide(vector, MathF.Pow(projected, 1 - KeptLength) * MathF.Pow(length, KeptLength), vector);
        }

        return length;
    }

    private static float[] RarityOf(MusicGraph graph) =>
        [.. Enumerable.Range(0, graph.Songs.Count).Select(song => 1 / MathF.Sqrt(graph.SongUsers.Degree(song)))];
}
