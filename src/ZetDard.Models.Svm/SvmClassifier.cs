using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>A support vector machine that classifies rows of features. Immutable and safe for concurrent use.</summary>
public sealed class SvmClassifier : IClassifier<FeatureRow>, ISaveable
{
    private readonly RowScaling _scaling;

    internal SvmClassifier(RowScaling scaling, SvmMachine machine) => (_scaling, Machine) = (scaling, machine);

    /// <summary>
    /// The format of these classifiers in model files: <c>ModelFile.LoadClassifier&lt;FeatureRow&gt;(path, SvmClassifier.FileFormat)</c>.
    /// </summary>
    public static ModelFormat FileFormat { get; } = new(
        SvmTrainer.Key,
        reader =>
        {
            var (scaling, machine) = (RowScaling.Read(reader), SvmMachine.Read(reader));
            return scaling.Names.Count == machine.Functions.ColumnCount ? new SvmClassifier(scaling, machine)
                : throw new InvalidDataException("The model file is damaged: its support vectors do not fit its columns.");
        });

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels => Machine.Labels;

    /// <inheritdoc/>
    public bool ScoresAreProbabilities => Machine.ScoresAreProbabilities;

    /// <summary>How many of the rows that were learned from decide; a score takes the kernel with each.</summary>
    public int SupportVectorCount => Machine.Functions.VectorCount;

    /// <summary>What each two-class fit came to.</summary>
    public IReadOnlyList<SvmDecision> Decisions => Machine.Decisions;

    /// <inheritdoc/>
    public string Summary => Machine.Summary;

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    internal SvmMachine Machine { get; }

    internal bool IsStandardized => _scaling.IsStandardized;

    /// <inheritdoc/>
    public void Score(FeatureRow source, Span<float> scores) => ScoreMany([source], scores);

    /// <inheritdoc/>
    public void ScoreMany(IReadOnlyList<FeatureRow> sources, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ClassifierGuard.RequireRoom(scores, sources.Count, Labels.Count);
        Machine.Score(_scaling.Apply(sources), scores);
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _scaling.Write(writer);
        Machine.Write(writer);
    }
}
