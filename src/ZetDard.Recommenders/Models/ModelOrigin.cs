using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Recommenders;

/// <summary>Which trainer fitted a model, to which data, and when.</summary>
/// <param name="Trainer">The trainer's <see cref="IRecommenderTrainer{TItem}.Description"/>: the method and its options, the seed among them.</param>
/// <param name="FittedAt">When.</param>
/// <param name="UserCount">Rows of the interactions.</param>
/// <param name="ItemCount">Columns of the interactions.</param>
/// <param name="InteractionCount">Entries of the interactions.</param>
/// <param name="DataHash">SHA-256 of the interactions, features and relations, in hexadecimal digits; equal for equal data.</param>
public sealed record ModelOrigin(string Trainer, DateTimeOffset FittedAt, int UserCount, int ItemCount, int InteractionCount, string DataHash)
{
    /// <summary>The origin of a model that a trainer fits to data. Takes a pass over the data.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="data">The data; sound is not hashed.</param>
    /// <param name="time">The clock that says when the model was fitted; the system's where <see langword="null"/>.</param>
    public static ModelOrigin Of<TItem>(IRecommenderTrainer<TItem> trainer, TrainingData<TItem> data, TimeProvider? time = null)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(data);
        return new(
            trainer.Description, (time ?? TimeProvider.System).GetUtcNow(), data.Interactions.Users.Count, data.Interactions.Items.Count, data.Interactions.Matrix.EntryCount, HashOf(data));
    }

    private static string HashOf<TItem>(TrainingData<TItem> data)
        where TItem : struct, IId<TItem>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Ids(data.Interactions.Users);
        Ids(data.Interactions.Items);
        Matrix(data.Interactions.Matrix);
        Numbers(data.Interactions.UnixSeconds);
        Relation(data.Artists);
        Relation(data.Versions);
        Relation(data.Friends);
        if (data.ItemFeatures is { } features)
        {
            Ids(features.Keys);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', features.Names)));
            for (var row = 0; row < features.Keys.Count; row++)
            {
                hash.AppendData(MemoryMarshal.AsBytes(features.Row(row)));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Relation<TFrom, TTo>(Relation<TFrom, TTo>? relation)
            where TFrom : struct, IId<TFrom>
            where TTo : struct, IId<TTo>
        {
            if (relation is not null)
            {
                Ids(relation.From);
                Ids(relation.To);
                Matrix(relation.Matrix);
            }
        }

        void Ids<TId>(Vocabulary<TId> ids)
            where TId : struct, IId<TId> => Numbers<long>(Array.ConvertAll(ids.Keys.ToArray(), id => id.Value));

        void Matrix(CsrMatrix matrix)
        {
            Numbers(matrix.Offsets);
            Numbers(matrix.Columns);
            Numbers(matrix.Values);
        }

        // The length goes before, so that the end of one part is not the beginning of the next.
        void Numbers<T>(ReadOnlySpan<T> values)
            where T : unmanaged
        {
            hash.AppendData(BitConverter.GetBytes(values.Length));
            foreach (var start in Enumerable.Range(0, (values.Length + HashedAtOnce - 1) / HashedAtOnce))
            {
                hash.AppendData(MemoryMarshal.AsBytes(values[(start * HashedAtOnce)..Math.Min(values.Length, (start + 1) * HashedAtOnce)]));
            }
        }
    }

    private const int HashedAtOnce = 1 << 26;       // bytes of one span must fit an int
}
