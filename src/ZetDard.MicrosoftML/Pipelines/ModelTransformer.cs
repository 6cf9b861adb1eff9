using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>
/// A classifier or clusterer of this library as a transformer of ML.NET: it adds the columns <c>PredictedLabel</c> and <c>Score</c>. Safe
/// for concurrent use, as transformers are; a prediction engine made of it serves one thread.
/// </summary>
/// <typeparam name="TModel"><see cref="IClassifier{TSource}"/> of feature rows, or <see cref="IClusterer"/>.</typeparam>
/// <remarks>
/// Disposing it disposes the model, where that can be. A row with a missing value, with more or fewer features or with other names than
/// the model learned is an <see cref="ArgumentException"/> when the row is read; vectors without names are taken to be the learned ones.
/// </remarks>
public sealed class ModelTransformer<TModel> : ITransformer, IDisposable
    where TModel : class
{
    private readonly AddedColumns _added;

    internal ModelTransformer(TModel model, AddedColumns added) => (Model, _added) = (model, added);

    /// <summary>The model, for saving it with <see cref="ModelFile"/> and for use without ML.NET.</summary>
    public TModel Model { get; }

    /// <summary>Always: each row is scored by itself.</summary>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The data has no column of features, or it is no vector of Single of known size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new RowMapper(_added, inputSchema).OutputSchema;

    /// <inheritdoc/>
    /// <inheritdoc cref="GetOutputSchema" path="/exception"/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, new RowMapper(_added, input.Schema));
    }

    /// <inheritdoc/>
    /// <inheritdoc cref="GetOutputSchema" path="/exception"/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapper(_added, inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        "ML.NET saves no transformers but its own. Save what stands before this one with ml.Model.Save, this one's Model with ModelFile.Save, and put them together after loading: before.Append(classifier.ToTransformer()).");

    /// <inheritdoc/>
    public void Dispose() => (Model as IDisposable)?.Dispose();
}
