using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Vectors of what listeners like: their songs, weighted by rarity, in the strongest directions of the whole interaction matrix.</summary>
internal sealed class TasteVectors
{
    private TasteVectors(int size, float[] songVectors, float[] userVectors)
    {
        Size = size;
        SongVectors = songVectors;
        UserVectors = userVectors;
    }

    public int Size { get; }

    /// <summary>Songs × size: what a song adds to a listener.</summary>
    public float[] SongVectors { get; }

    /// <summary>Users × size, of length 1 or 0.</summary>
    public float[] UserVectors { get; }

    public static TasteVectors Learn(MusicGraph graph, GraphOptions options, CancellationToken cancellationToken)
    {
        // 1 / √listeners told friends from strangers better than the usual ln(users / listeners) and than no weight (docs/packages/graph.md).
        var rarity = new float[graph.Songs.Count];
        for (var song = 0; song < rarity.Length; song++)
        {
            rarity[song] = 1 / MathF.Sqrt(graph.SongUsers.Degree(song));
        }

        var weighted = new CsrMatrix(
            graph.Songs.Count, graph.UserSongs.Offsets.ToArray(), graph.UserSongs.Columns.ToArray(), [.. graph.UserSongs.Columns.ToArray().Select(song => rarity[song])]);
        var decomposition = TruncatedSvd.Compute(weighted, options.EmbeddingSize, options.Seed, threadCount: options.ThreadCount, cancellationToken: cancellationToken);
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
            throw new InvalidDataException($"{graph.Songs.Count} songs need {(long)graph.Songs.Count * size} values of taste vectors of size {size}; there are {songVectors.Length}.");
        }

        var vectors = new TasteVectors(size, songVectors, new float[graph.Users.Count * size]);
        for (var user = 0; user < graph.Users.Count; user++)
        {
            vectors.Embed(graph.UserSongs.Row(user), mass: [], vectors.UserVectors.AsSpan(user * size, size));
        }

        return vectors;
    }

    /// <summary>The vector of a listener, of length 1; 0 where nothing is known of his songs.</summary>
    /// <param name="songs">His songs.</param>
    /// <param name="mass">How much each counts; empty for 1 each.</param>
    /// <param name="vector">Receives <see cref="Size"/> values.</param>
    public void Embed(ReadOnlySpan<int> songs, ReadOnlySpan<float> mass, Span<float> vector)
    {
        vector.Clear();
        for (var i = 0; i < songs.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(SongVectors.AsSpan(songs[i] * Size, Size), mass.IsEmpty ? 1 : mass[i], vector, vector);
        }

        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
        {
            TensorPrimitives.Divide(vector, length, vector);
        }
    }
}
