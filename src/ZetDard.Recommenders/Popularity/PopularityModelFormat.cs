namespace ZetDard.Recommenders;

/// <summary>Writes and reads <see cref="PopularityRecommender{TItem}"/>.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public sealed class PopularityModelFormat<TItem> : IModelFormat
    where TItem : struct, IId<TItem>
{
    /// <inheritdoc/>
    public string Kind => $"{PopularityTrainer.Key}/{IdKind<TItem>.Name}";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public void Write(ISaveable model, ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(((PopularityRecommender<TItem>)model).Data);
    }

    /// <inheritdoc/>
    public ISaveable Read(ModelReader reader, int version)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new PopularityRecommender<TItem>(reader.ReadDataset<TItem>());
    }
}
