using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>A model of ML.NET as a classifier.</summary>
/// <remarks>
/// A prediction engine of ML.NET serves one thread at a time, and a view of one row is made anew for each row. So the row mapper, which
/// both use, is kept here with a row of its own for each thread that scores at the same time.
/// </remarks>
internal sealed class MicrosoftMLClassifier : IClassifier<FeatureRow>, ISaveable
{
    private const string ScoreColumn = "Score";

    private readonly MLContext _ml;
    private readonly ITransformer _model;
    private readonly IReadOnlyList<string> _names;
    private readonly Standardizer? _scaling;
    private readonly int[] _present;                // classes with examples, ascending: the keys of ML.NET
    private readonly ConcurrentBag<Scorer> _scorers = [];
    private volatile bool _isDisposed;

    public MicrosoftMLClassifier(
        MLContext ml,
        ITransformer model,
        IReadOnlyList<string> names,
        Standardizer? scaling,
        IReadOnlyList<string> labels,
        int[] present,
        bool scoresAreProbabilities)
    {
        (_ml, _model, _names, _scaling, Labels, _present) = (ml, model, names, scaling, labels, present);
        ScoresAreProbabilities = scoresAreProbabilities;
        if (!model.IsRowToRowMapper)
        {
            throw new ArgumentException(
                "The estimator's model does not map row by row: it leaves rows out or orders them. A classifier scores each row by itself.");
        }

        var output = model.GetOutputSchema(ViewColumn.SchemaOf(Columns(_ => default, _ => 0)));
        var score = output.GetColumnOrNull(ScoreColumn)?.Type;
        if (score is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single || vector.Size != present.Length)
        {
            throw new ArgumentException(
                $"The estimator's model gives {score?.ToString() ?? "no column"} as '{ScoreColumn}', and a classifier of {present.Length} labels needs a vector of {present.Length} numbers. " +
                "Take a multiclass trainer, or wrap a binary one by ml.MulticlassClassification.Trainers.OneVersusAll.");
        }
    }

    public IReadOnlyList<string> Labels { get; }

    public bool ScoresAreProbabilities { get; }

    public ModelFormat Format => MicrosoftMLTrainer.ClassifierFormat;

    /// <summary>The columns that a model sees, when it is fitted and when it scores.</summary>
    public static IReadOnlyList<ViewColumn> Columns(
        IReadOnlyList<string> names, IReadOnlyList<string> labels, Func<int, ReadOnlyMemory<float>> row, Func<int, uint> key) =>
        [ViewColumn.Vector("Features", names, row), ViewColumn.Key("Label", labels, key)];

    public void Score(FeatureRow source, Span<float> scores) => ScoreMany([source], scores);

    public void ScoreMany(IReadOnlyList<FeatureRow> sources, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ClassifierGuard.RequireRoom(scores, sources.Count, Labels.Count);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var scorer = _scorers.TryTake(out var free) ? free : new Scorer(this);
        for (var i = 0; i < sources.Count; i++)
        {
            Spread(scorer.ScoresOf(sources[i].ValuesOf(_names)), scores.Slice(i * Labels.Count, Labels.Count));
        }

        _scorers.Add(scorer);
    }

    public void Write(ModelWriter writer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var zip = new MemoryStream();
        try
        {
            _ml.Model.Save(_model, ViewColumn.SchemaOf(Columns(_ => default, _ => 0)), zip);
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw new NotSupportedException($"ML.NET cannot save this model: {e.Message}", e);
        }

        writer.Write(_names);
        writer.Write(Labels);
        writer.Write<int>(_present);
        writer.Write(ScoresAreProbabilities ? 1 : 0);
        writer.WriteOptional(_scaling, scaling => scaling.Write(writer));
        writer.Write<byte>(zip.GetBuffer().AsSpan(0, (int)zip.Length));
    }

    public static MicrosoftMLClassifier Read(ModelReader reader)
    {
        var (names, labels, present) = (reader.ReadStrings(), reader.ReadStrings(), reader.ReadArray<int>());
        var areProbabilities = reader.ReadInt32() == 1;
        var scaling = reader.ReadOptional(() => Standardizer.Read(reader));
        var zip = reader.ReadArray<byte>();
        var fits = names.Length > 0
            && (scaling is null || scaling.Names.SequenceEqual(names))
            && present.Length >= 2
            && present.Index().All(one => one.Item < labels.Length && one.Item > (one.Index == 0 ? -1 : present[one.Index - 1]));
        if (!fits)
        {
            throw new InvalidDataException("The model file is damaged: its labels, classes and columns do not fit together.");
        }

        var ml = new MLContext();
        try
        {
            return new(ml, ml.Model.Load(new MemoryStream(zip), out _), names, scaling, labels, present, areProbabilities);
        }
#pragma warning disable CA1031 // what ML.NET throws of a damaged file is not said anywhere
        catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            throw new InvalidDataException($"The model file is damaged: ML.NET cannot read its part of it. {e.Message}", e);
        }
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            while (_scorers.TryTake(out var scorer))
            {
                scorer.Dispose();
            }

            (_model as IDisposable)?.Dispose();
        }
    }

    private IReadOnlyList<ViewColumn> Columns(Func<int, ReadOnlyMemory<float>> row, Func<int, uint> key) =>
        Columns(_names, [.. _present.Select(c => Labels[c])], row, key);

    // From the labels that ML.NET knows to all of them: one without examples has no chance, or less than the worst.
    private void Spread(ReadOnlySpan<float> known, Span<float> scores)
    {
        var (sum, least) = (0.0, float.PositiveInfinity);
        foreach (var score in known)
        {
            (sum, least) = (sum + score, Math.Min(least, score));
        }

        if (!double.IsFinite(sum))
        {
            throw new ArgumentException(
                "ML.NET's model has no finite scores of this row: the fit diverged, or values are far outside of those learned from.");
        }

        scores.Fill(ScoresAreProbabilities ? 0 : Math.Max(least - 1, float.MinValue));
        for (var i = 0; i < known.Length; i++)
        {
            // One-against-all says 0 for all classes where each of them is far off; then all have the same chance.
            scores[_present[i]] = !ScoresAreProbabilities ? known[i] : sum > 0 ? (float)(known[i] / sum) : 1f / known.Length;
        }
    }

    /// <summary>Scores one row at a time.</summary>
    private sealed class Scorer : IDisposable
    {
        private readonly Standardizer? _scaling;
        private readonly float[] _features;
        private readonly float[] _scores;
        private readonly InputRow _input;
        private readonly DataViewRow _output;
        private readonly ValueGetter<VBuffer<float>> _getScore;
        private VBuffer<float> _buffer;

        public Scorer(MicrosoftMLClassifier owner)
        {
            (_scaling, _features, _scores) = (owner._scaling, new float[owner._names.Count], new float[owner._present.Length]);
            _input = new(owner.Columns(_ => _features, _ => 0));
            var mapper = owner._model.GetRowToRowMapper(_input.Schema);
            var score = mapper.OutputSchema[ScoreColumn];
            _output = mapper.GetRow(_input, [score]);
            _getScore = _output.GetGetter<VBuffer<float>>(score);
        }

        public ReadOnlySpan<float> ScoresOf(ReadOnlySpan<float> values)
        {
            if (_scaling is null)
            {
                values.CopyTo(_features);
            }
            else
            {
                _scaling.Apply(values, _features);
            }

            _input.Next();
            _getScore(ref _buffer);
            _buffer.CopyTo(_scores);
            return _scores;
        }

        public void Dispose()
        {
            _output.Dispose();
            _input.Dispose();
        }
    }

    /// <summary>A row whose values are replaced. Mappers remember values by the position: each new row has another one.</summary>
    private sealed class InputRow(IReadOnlyList<ViewColumn> columns) : DataViewRow
    {
        private readonly RowPosition _first = new() { Row = 0 };
        private long _position;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema { get; } = ViewColumn.SchemaOf(columns);

        public void Next() => _position++;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<TValue>)columns[column.Index].GetterAt(_first);
    }
}
