using Microsoft.ML;
using Microsoft.ML.Data;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>A row with the columns that a model adds. It follows the row below it, and scores once for each position of that.</summary>
internal sealed class MappedRow : DataViewRow
{
    private readonly RowMapper _mapper;
    private readonly DataViewRow _input;
    private readonly bool[] _isActive;
    private readonly float[] _scores;
    private readonly ValueGetter<VBuffer<float>>? _getFeatures;
    private readonly ScoreRow? _score;
    private VBuffer<float> _features;
    private float[] _dense = [];
    private long _scoredPosition = -1;
    private uint _predicted;

    public MappedRow(RowMapper mapper, DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        (_mapper, _input, _isActive) = (mapper, input, new bool[mapper.OutputSchema.Count]);
        _scores = new float[mapper.Added.Scoring.Keys.Count];
        foreach (var column in activeColumns)
        {
            _isActive[column.Index] = true;
        }

        if (_isActive.AsSpan(mapper.InputSchema.Count).Contains(true))
        {
            _getFeatures = input.GetGetter<VBuffer<float>>(input.Schema[mapper.Features.Index]);
            _score = mapper.Added.Scoring.Start();
        }
    }

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override bool IsColumnActive(DataViewSchema.Column column) => _isActive[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!_isActive[column.Index])
        {
            throw new ArgumentException($"The column '{column.Name}' was not asked for when the row was made.", nameof(column));
        }

        var own = column.Index - _mapper.InputSchema.Count;
        if (own < 0)
        {
            return _input.GetGetter<TValue>(_input.Schema[column.Index]);
        }

        Delegate getter = own == 0
            ? (ValueGetter<uint>)((ref uint value) =>
            {
                Score();
                value = _predicted;
            })
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                Score();
                ViewColumn.Fill(ref value, _scores);
            });
        return getter as ValueGetter<TValue> ?? throw new ArgumentException(
            $"The column '{column.Name}' holds {column.Type}, not {typeof(TValue).Name}.", nameof(column));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Score()
    {
        if (_scoredPosition == _input.Position && _scoredPosition >= 0)
        {
            return;
        }

        _getFeatures!(ref _features);
        if (_dense.Length != _features.Length)
        {
            _dense = new float[_features.Length];
        }

        _features.CopyTo(_dense);
        _predicted = _score!(new FeatureRow(_mapper.Names, _dense), _scores);
        _scoredPosition = _input.Position;
    }
}
