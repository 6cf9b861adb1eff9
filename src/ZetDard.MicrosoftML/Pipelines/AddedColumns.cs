using Microsoft.ML;
using Microsoft.ML.Data;

namespace ZetDard.MicrosoftML;

/// <summary>The columns that a model adds: <c>PredictedLabel</c> and <c>Score</c>, with what ML.NET's evaluators look for.</summary>
internal sealed class AddedColumns
{
    private readonly DataViewSchema.Annotations? _keyAnnotations;
    private readonly DataViewSchema.Annotations _scoreAnnotations;

    /// <param name="featureColumnName">The column of the features.</param>
    /// <param name="learnedNames">The names of the features where the column's slots have none.</param>
    /// <param name="scoring">How a row is scored.</param>
    /// <param name="keyAnnotations">What the keys mean; <see langword="null"/> where they are numbers of clusters.</param>
    public AddedColumns(
        string featureColumnName,
        IReadOnlyList<string>? learnedNames,
        RowScoring scoring,
        DataViewSchema.Annotations? keyAnnotations)
    {
        (FeatureColumnName, LearnedNames, Scoring, _keyAnnotations) = (featureColumnName, learnedNames, scoring, keyAnnotations);
        var annotations = new DataViewSchema.Annotations.Builder();
        ViewColumn.AddTexts(annotations, "SlotNames", scoring.Keys);
        AddText(annotations, "ScoreColumnKind", scoring.IsLeastBest ? "Clustering" : "MulticlassClassification");
        AddText(annotations, "ScoreValueKind", "Score");
        _scoreAnnotations = annotations.ToAnnotations();
    }

    public string FeatureColumnName { get; }

    public IReadOnlyList<string>? LearnedNames { get; }

    public RowScoring Scoring { get; }

    /// <summary>A schema with the columns of another one, and behind them the predicted label and the scores.</summary>
    public DataViewSchema Behind(DataViewSchema input)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(input);
        schema.AddColumn("PredictedLabel", new KeyDataViewType(typeof(uint), Scoring.Keys.Count), _keyAnnotations);
        schema.AddColumn("Score", new VectorDataViewType(NumberDataViewType.Single, Scoring.Keys.Count), _scoreAnnotations);
        return schema.ToSchema();
    }

    private static void AddText(DataViewSchema.Annotations.Builder annotations, string kind, string text) =>
        annotations.AddPrimitiveValue(kind, TextDataViewType.Instance, text.AsMemory());
}
