using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>
/// A support vector machine that classifies sparse rows. Columns that no row had from which it learned are not looked at. Immutable and
/// safe for concurrent use.
/// </summary>
public sealed class SparseSvmClassifier : IClassifier<SparseRow>, ISaveable
{
    internal SparseSvmClassifier(SvmMachine machine) => Machine = machine;

    /// <summary>
    /// The format of these classifiers in model files: <c>ModelFile.LoadClassifier&lt;SparseRow&gt;(path,
    /// SparseSvmClassifier.FileFormat)</c>.
    /// </summary>
    public static ModelFormat FileFormat { get; } = new(SparseSvmTrainer.Key, reader => new SparseSvmClassifier(SvmMachine.Read(reader)));

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

    /// <inheritdoc/>
    public void Score(SparseRow source, Span<float> scores) => ScoreMany([source], scores);

    /// <inheritdoc/>
    public void ScoreMany(IReadOnlyList<SparseRow> sources, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ClassifierGuard.RequireRoom(scores, sources.Count, Labels.Count);
        Machine.Score(SparseRows.ToMatrix(sources, Machine.Functions.ColumnCount), scores);
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Machine.Write(writer);
    }
}
