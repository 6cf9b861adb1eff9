using Microsoft.ML;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>Trainers and models of this library in pipelines of ML.NET.</summary>
public static class EstimatorExtensions
{
    /// <summary>
    /// A trainer as the last step of an ML.NET pipeline. Its model adds <c>PredictedLabel</c> (a key with the values of the label) and
    /// <c>Score</c> (a number for each key, with names), as ML.NET's multiclass trainers do:
    /// <c>ml.MulticlassClassification.Evaluate</c>, <c>CrossValidate</c> and prediction engines take them.
    /// </summary>
    /// <param name="trainer">The trainer: a kernel SVM, logistic regression, one of your own.</param>
    /// <param name="labelColumnName">The column of the label, a key. Rows without a label (key 0) are left out.</param>
    /// <param name="featureColumnName">
    /// The column of the features: a vector of Single of known size, without missing values. The names of its slots, where it has some,
    /// are the names of the features.
    /// </param>
    /// <param name="cancellationToken">Stops a fit, which ML.NET itself cannot.</param>
    /// <remarks>
    /// <para>
    /// ML.NET saves no transformers but its own, so <c>ml.Model.Save</c> of the whole pipeline is a
    /// <see cref="NotSupportedException"/>. Save what stands before with ML.NET, and the classifier
    /// (<see cref="ModelTransformer{TModel}.Model"/> of <c>LastTransformer</c>) with <see cref="ModelFile"/>;
    /// <see cref="ToTransformer(IClassifier{FeatureRow}, string, IReadOnlyList{string}?)"/> puts them together again.
    /// </para>
    /// <para>
    /// A fit throws what the trainer throws. Where ML.NET reads rows on threads of its own, it wraps an exception of a row in one of its
    /// own.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(new SvmTrainer(new() { C = 10 }).ToEstimator())
    ///     .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// </code>
    /// </example>
    public static IEstimator<ModelTransformer<IClassifier<FeatureRow>>> ToEstimator(
        this IClassifierTrainer<FeatureRow> trainer,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        return new ClassifierEstimator(trainer, labelColumnName, featureColumnName, cancellationToken);
    }

    /// <summary>A classifier as a step of an ML.NET model, for example one that was loaded from a file.</summary>
    /// <param name="classifier">The classifier. Whoever has it disposes it, when the model is no longer used.</param>
    /// <param name="featureColumnName">The column of the features: a vector of Single of known size.</param>
    /// <param name="featureNames">
    /// The names that the classifier learned, for data whose vectors have no names, as those of prediction engines;
    /// <see langword="null"/> for <c>Features.1</c>, <c>Features.2</c>, …
    /// </param>
    public static ModelTransformer<IClassifier<FeatureRow>> ToTransformer(
        this IClassifier<FeatureRow> classifier, string featureColumnName = "Features", IReadOnlyList<string>? featureNames = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        var keys = ViewColumn.KeyValues(classifier.Labels);
        return new(classifier, new(featureColumnName, featureNames, ClassifierEstimator.Scoring(classifier, classifier.Labels), keys));
    }

    /// <summary>
    /// A trainer of clusters as the last step of an ML.NET pipeline. Its model adds <c>PredictedLabel</c> (a key: the cluster and 1) and
    /// <c>Score</c> (the squared distance to the mean of each cluster), as ML.NET's k-means does: <c>ml.Clustering.Evaluate</c> takes
    /// them.
    /// </summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="featureColumnName">The column of the features: a vector of Single of known size, without missing values.</param>
    /// <param name="cancellationToken">Stops a fit.</param>
    /// <remarks>
    /// The distances are in the units of the column. A trainer that standardizes the rows for itself assigns by others; normalise in
    /// the pipeline where ML.NET's metrics are wanted. For saving, see the estimator of a classifier.
    /// </remarks>
    public static IEstimator<ModelTransformer<IClusterer>> ToEstimator(
        this IClustererTrainer trainer, string featureColumnName = "Features", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        return new ClustererEstimator(trainer, featureColumnName, cancellationToken);
    }

    /// <summary>Clusters as a step of an ML.NET model, for example ones that were loaded from a file.</summary>
    /// <param name="clusterer">The clusters.</param>
    /// <param name="rows">The rows that they were found among, in their order.</param>
    /// <param name="featureColumnName">The column of the features: a vector of Single of known size.</param>
    /// <exception cref="ArgumentException">There are not as many rows as <see cref="IClusterer.Assignments"/>.</exception>
    public static ModelTransformer<IClusterer> ToTransformer(
        this IClusterer clusterer, IReadOnlyList<FeatureRow> rows, string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(clusterer);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        return ClustererEstimator.Transformer(clusterer, rows, featureColumnName);
    }
}
