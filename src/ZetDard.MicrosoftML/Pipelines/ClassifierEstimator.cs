using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>A trainer of classifiers as ML.NET sees its own.</summary>
internal sealed class ClassifierEstimator(
    IClassifierTrainer<FeatureRow> trainer, string labelColumnName, string featureColumnName, CancellationToken cancellationToken)
    : IEstimator<ModelTransformer<IClassifier<FeatureRow>>>
{
    public ModelTransformer<IClassifier<FeatureRow>> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var label = input.Schema.ColumnOf(labelColumnName);
        var names = FeatureColumn.Of(input.Schema, featureColumnName).Names;
        var texts = TextsOf(label);
        var labels = new List<string>();
        var rows = FeatureColumn.Read(input, featureColumnName, [label], Labelled, cancellationToken);

        // ML.NET's Fit is synchronous. On a thread of the pool, whatever context the caller has.
        var examples = Examples.From(rows.Zip(labels));
        var classifier = Task.Run(() => trainer.FitAsync(examples, progress: null, cancellationToken), cancellationToken)
            .GetAwaiter().GetResult();
        var keys = new DataViewSchema.Annotations.Builder();
        keys.Add(label.Annotations, kind => kind == "KeyValues");
        return new(classifier, new(featureColumnName, names, Scoring(classifier, texts), keys.ToAnnotations()));

        Func<bool> Labelled(DataViewRowCursor cursor)
        {
            var getKey = KeyGetter(cursor, label);
            return () =>
            {
                var key = getKey();
                if (key > 0)
                {
                    labels.Add(texts[(int)key - 1]);
                }

                return key > 0;
            };
        }
    }

    // Before a fit only kinds of columns are known, and ML.NET lets only itself describe them: one of its own trainers, which adds the
    // same columns, does it here.
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (inputSchema.Where(column => column.Name == labelColumnName).Select(column => (bool?)column.IsKey).FirstOrDefault() == false)
        {
            throw NoKey(inputSchema.First(column => column.Name == labelColumnName).ItemType);
        }

        return Explained.Schema(
            () => new MLContext().MulticlassClassification.Trainers.SdcaMaximumEntropy(labelColumnName, featureColumnName)
                .GetOutputSchema(inputSchema));
    }

    /// <summary>How a classifier scores for the keys 1, 2, … of some labels, among them such as it has never seen.</summary>
    public static RowScoring Scoring(IClassifier<FeatureRow> classifier, IReadOnlyList<string> keys)
    {
        var ownOf = classifier.Labels.Index().ToDictionary(label => label.Item, label => label.Index);
        int[] own = [.. keys.Select(key => ownOf.GetValueOrDefault(key, -1))];
        return new(keys, isLeastBest: false, () =>
        {
            var scores = new float[classifier.Labels.Count];
            return (row, target) =>
            {
                classifier.Score(row, scores);
                var unseen = classifier.ScoresAreProbabilities ? 0 : Math.Max(scores.Min() - 1, float.MinValue);
                var best = -1;
                for (var key = 0; key < own.Length; key++)
                {
                    target[key] = own[key] < 0 ? unseen : scores[own[key]];
                    best = own[key] >= 0 && (best < 0 || target[key] > target[best]) ? key : best;
                }

                return (uint)best + 1;
            };
        });
    }

    private ArgumentException NoKey(DataViewType type) => new(
        $"The column '{labelColumnName}' holds {type}, and a label is a key: put ml.Transforms.Conversion.MapValueToKey(\"{labelColumnName}\") before the trainer.");

    private string[] TextsOf(DataViewSchema.Column label)
    {
        if (label.Type is not KeyDataViewType key)
        {
            throw NoKey(label.Type);
        }

        var count = key.Count <= int.MaxValue ? (int)key.Count : throw new ArgumentException(
            $"The column '{labelColumnName}' has {key.Count} keys; a label has few.");
        return label.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is not VectorDataViewType values || values.Size != count
            ? [.. Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture))]
            : Type.GetTypeCode(values.ItemType.RawType) switch
            {
                TypeCode.Single => Read<float>(),
                TypeCode.Double => Read<double>(),
                TypeCode.Boolean => Read<bool>(),
                TypeCode.Int32 => Read<int>(),
                TypeCode.UInt32 => Read<uint>(),
                TypeCode.Int64 => Read<long>(),
                TypeCode.UInt64 => Read<ulong>(),
                _ when values.ItemType is TextDataViewType => Read<ReadOnlyMemory<char>>(),
                _ => [.. Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture))],
            };

        string[] Read<T>()
        {
            var texts = default(VBuffer<T>);
            label.Annotations.GetValue("KeyValues", ref texts);
            return [.. texts.DenseValues().Select(text => string.Create(CultureInfo.InvariantCulture, $"{text}"))];
        }
    }

    private static Func<uint> KeyGetter(DataViewRowCursor cursor, DataViewSchema.Column label)
    {
        return Type.GetTypeCode(label.Type.RawType) switch
        {
            TypeCode.Byte => Of<byte>(value => value),
            TypeCode.UInt16 => Of<ushort>(value => value),
            TypeCode.UInt32 => Of<uint>(value => value),
            _ => Of<ulong>(value => checked((uint)value)),
        };

        Func<uint> Of<T>(Func<T, uint> number)
        {
            var getter = cursor.GetGetter<T>(label);
            return () =>
            {
                T value = default!;
                getter(ref value);
                return number(value);
            };
        }
    }
}
