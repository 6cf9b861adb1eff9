using System.Security.Cryptography;

namespace ZetDard.Recommenders;

/// <summary>Which trainer fitted a model, to which data, and when.</summary>
/// <param name="Trainer">
/// The trainer's <see cref="IRecommenderTrainer{TItem}.Description"/>: the method and its options, the seed among them.
/// </param>
/// <param name="FittedAt">When it was fitted.</param>
/// <param name="UserCount">Rows of the interactions.</param>
/// <param name="ItemCount">Columns of the interactions.</param>
/// <param name="InteractionCount">Entries of the interactions.</param>
/// <param name="DataHash">SHA-256 of the interactions, features and relations, in hexadecimal digits; equal for equal data.</param>
public sealed record ModelOrigin(
    string Trainer, DateTimeOffset FittedAt, int UserCount, int ItemCount, int InteractionCount, string DataHash)
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
        var interactions = data.Interactions;
        return new(
            trainer.Description, (time ?? TimeProvider.System).GetUtcNow(),
            interactions.Users.Count, interactions.Items.Count, interactions.Matrix.EntryCount, HashOf(data));
    }

    // What a model file would hold of the data.
    private static string HashOf<TItem>(TrainingData<TItem> data)
        where TItem : struct, IId<TItem>
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            var writer = new ModelWriter(stream);
            writer.Write(data.Interactions);
            writer.WriteOptional(data.Artists, writer.Write);
            writer.WriteOptional(data.Versions, writer.Write);
            writer.WriteOptional(data.Friends, writer.Write);
            writer.WriteOptional(data.ItemFeatures, writer.Write);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }
}
