using Microsoft.ML;
using Microsoft.ML.Data;

namespace ZetDard.MicrosoftML;

/// <summary>
/// Rows in memory as ML.NET sees data. Nothing is copied but the row at which a cursor stands, because ML.NET may write to what a cursor
/// hands out.
/// </summary>
/// <remarks>
/// Several cursors share the rows by blocks; a block's number is its batch, by which ML.NET restores the order. A shuffled cursor takes
/// the rows in a random order; the id of a row stays its number.
/// </remarks>
internal sealed class FeatureDataView(
    int rowCount, IReadOnlyList<ViewColumn> columns, CancellationToken cancellationToken = default) : IDataView
{
    private const int BlockSize = 128;

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; } = ViewColumn.SchemaOf(columns);

    public long? GetRowCount() => rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, columnsNeeded, OrderOf(rand), first: 0, step: 1);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var count = Math.Max(1, Math.Min(n, (rowCount + BlockSize - 1) / BlockSize));
        var order = OrderOf(rand);
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        return [.. Enumerable.Range(0, count).Select(first => new Cursor(this, needed, order, first, count))];
    }

    private int[]? OrderOf(Random? rand)
    {
        if (rand is null)
        {
            return null;
        }

        var order = Enumerable.Range(0, rowCount).ToArray();
        rand.Shuffle(order);
        return order;
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly FeatureDataView _view;
        private readonly bool[] _isActive;
        private readonly int[]? _order;
        private readonly int _step;
        private readonly RowPosition _position = new();
        private int _place;             // of the row in the order
        private long _moves = -1;

        public Cursor(FeatureDataView view, IEnumerable<DataViewSchema.Column> needed, int[]? order, int first, int step)
        {
            (_view, _order, _step) = (view, order, step);
            _place = (first * BlockSize) - 1;
            _isActive = new bool[view.Schema.Count];
            foreach (var column in needed)
            {
                _isActive[column.Index] = true;
            }
        }

        public override long Position => _moves;

        public override long Batch => Math.Max(0, _place) / BlockSize;

        public override DataViewSchema Schema => _view.Schema;

        private int RowCount => _view.GetRowCount() is { } count ? (int)count : 0;

        public override bool MoveNext()
        {
            _view.ThrowIfCancelled();
            if (_place < RowCount)
            {
                _place++;
                if (_moves >= 0 && _place % BlockSize == 0)
                {
                    _place += (_step - 1) * BlockSize;
                }
            }

            var isThere = _place < RowCount;
            _moves = isThere ? _moves + 1 : -1;
            _position.Row = !isThere ? -1 : _order is null ? _place : _order[_place];
            return isThere;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _isActive[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId value) => value = new((ulong)_position.Row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            !_isActive[column.Index]
                ? throw new ArgumentException($"The column '{column.Name}' was not asked for when the cursor was made.", nameof(column))
                : _view.ColumnAt(column.Index).GetterAt(_position) as ValueGetter<TValue> ?? throw new ArgumentException(
                    $"The column '{column.Name}' holds {column.Type}, not {typeof(TValue).Name}.", nameof(column));
    }

    private ViewColumn ColumnAt(int index) => columns[index];

    private void ThrowIfCancelled() => cancellationToken.ThrowIfCancellationRequested();
}
