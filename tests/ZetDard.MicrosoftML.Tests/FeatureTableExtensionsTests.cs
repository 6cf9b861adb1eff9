using Microsoft.ML;
using Microsoft.ML.Data;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML.Tests;

public sealed class FeatureTableExtensionsTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void ToDataView_has_the_columns_names_and_values_of_the_table()
    {
        var table = Rows.Table();
        var view = table.ToDataView();
        Assert.Equal(table.Keys.Count, view.GetRowCount());
        var type = Assert.IsType<VectorDataViewType>(view.Schema["Features"].Type);
        Assert.Equal(table.Dimension, type.Size);
        var slots = default(VBuffer<ReadOnlyMemory<char>>);
        view.Schema["Features"].GetSlotNames(ref slots);
        Assert.Equal(table.Names, slots.DenseValues().Select(name => name.ToString()));
        Assert.Equal(table.Keys.Select(song => song.Value), view.GetColumn<long>("Id"));
        Assert.Equal(table.Rows.SelectMany(row => row.Values.ToArray()), view.GetColumn<float[]>("Features").SelectMany(row => row));
    }

    [Fact]
    public void ToFeatureTable_gives_back_what_ToDataView_was_given()
    {
        var table = Rows.Table();
        var back = table.ToDataView().ToFeatureTable<SongId>();
        Assert.Equal(table.Keys, back.Keys);
        Assert.Equal(table.Names, back.Names);
        Assert.Equal(table.Rows.SelectMany(row => row.Values.ToArray()), back.Rows.SelectMany(row => row.Values.ToArray()));
        FeatureTable<string> texts = new(new(["a", "b"]), ["x"], [1, 2]);
        Assert.Equal(["a", "b"], texts.ToDataView().ToFeatureTable().Keys);
    }

    // What ML.NET does with a view: filter, shuffle, split, cache, map in parallel. All rows must come, each with its own id.
    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1_000)]
    public void Cursors_in_parallel_share_the_rows_and_keep_them_together(int rowCount)
    {
        var table = Rows.Table(rowCount);
        var view = table.ToDataView();
        foreach (var shuffle in new[] { null, new Random(3) })
        {
            foreach (var cursorCount in new[] { 1, 2, 3, 7 })
            {
                var seen = new List<(long Batch, long Id)>();
                foreach (var cursor in view.GetRowCursorSet(view.Schema, cursorCount, shuffle))
                {
                    using (cursor)
                    {
                        var (getId, getRow, getFeatures) = (
                            cursor.GetGetter<long>(view.Schema["Id"]),
                            cursor.GetIdGetter(),
                            cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]));
                        var (id, row, features, batch) = (0L, default(DataViewRowId), default(VBuffer<float>), -1L);
                        while (cursor.MoveNext())
                        {
                            getId(ref id);
                            getRow(ref row);
                            getFeatures(ref features);
                            Assert.Equal((ulong)id - 1, row.Low);
                            Assert.True(cursor.Batch >= batch);
                            Assert.True(features.GetValues().SequenceEqual(table[new SongId(id)].Values.Span));
                            batch = cursor.Batch;
                            seen.Add((batch, id));
                        }

                        Assert.False(cursor.MoveNext());
                    }
                }

                Assert.Equal(table.Keys.Select(song => song.Value).Order(), seen.Select(one => one.Id).Order());
                if (shuffle is null)
                {
                    Assert.Equal(table.Keys.Select(song => song.Value), seen.OrderBy(one => one.Batch).Select(one => one.Id));
                }
            }
        }
    }

    // ML.NET may write to the values that a cursor gives; the table must stay as it is.
    [Fact]
    public void Cursor_gives_copies_of_the_rows()
    {
        var table = Rows.Table();
        var before = table.Rows[0].Values.ToArray();
        var view = table.ToDataView();
        using var cursor = view.GetRowCursor(view.Schema);
        cursor.MoveNext();
        var features = default(VBuffer<float>);
        cursor.GetGetter<VBuffer<float>>(view.Schema["Features"])(ref features);
        VBufferEditor.CreateFromBuffer(ref features).Values.Clear();
        Assert.Equal(before, table.Rows[0].Values.ToArray());
    }

    [Fact]
    public void View_works_in_the_operations_of_ml_net()
    {
        var table = Rows.Table(300);
        var view = table.ToDataView(Rows.Labelled(table));
        Assert.Equal(300, _ml.Data.ShuffleRows(view, seed: 1).GetColumn<long>("Id").Distinct().Count());
        Assert.NotEqual(view.GetColumn<long>("Id"), _ml.Data.ShuffleRows(view, seed: 1).GetColumn<long>("Id"));
        Assert.Equal(view.GetColumn<long>("Id"), _ml.Data.Cache(view).GetColumn<long>("Id"));
        var split = _ml.Data.TrainTestSplit(view, 0.2, samplingKeyColumnName: "Group");
        Assert.Equal(300, split.TrainSet.GetColumn<long>("Id").Concat(split.TestSet.GetColumn<long>("Id")).Distinct().Count());
        Assert.Equal(["label a", "label b", "label c"], view.GetColumn<string>("Label").Distinct().Order());
        var normalised = _ml.Transforms.NormalizeMinMax("Features").Fit(view).Transform(view).ToFeatureTable<SongId>();
        Assert.Equal(table.Names, normalised.Names);
    }

    [Fact]
    public void ToDataView_names_what_it_cannot_show()
    {
        var table = Rows.Table(3);
        var e = Assert.Throws<ArgumentException>(() => table.ToDataView([new(new SongId(99), "x")]));
        Assert.Contains("99", e.Message, StringComparison.Ordinal);
        FeatureTable<SongId> empty = new(new([new SongId(1)]), [], []);
        Assert.Contains("no columns", Assert.Throws<ArgumentException>(() => empty.ToDataView()).Message, StringComparison.Ordinal);
        var cursor = table.ToDataView().GetRowCursor(table.ToDataView().Schema);
        var id = 0L;
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<long>(cursor.Schema["Id"])(ref id));
        Assert.Throws<ArgumentException>(() => cursor.GetGetter<int>(cursor.Schema["Id"]));
    }

    [Fact]
    public void ToFeatureTable_joins_numbers_and_vectors_of_many_types()
    {
        var view = _ml.Data.LoadFromEnumerable<Mixed>(
        [
            new() { Id = 7, Tempo = 120, Loud = true, Plays = 3, Pair = [1, 2] },
            new() { Id = 8, Tempo = 90.5, Loud = false, Plays = -4, Pair = [3, 4] },
        ]);
        var table = view.ToFeatureTable<SongId>("Id", "Tempo", "Loud", "Plays", "Pair");
        Assert.Equal(["Tempo", "Loud", "Plays", "Pair.1", "Pair.2"], table.Names);
        Assert.Equal([90.5f, 0, -4, 3, 4], table[new SongId(8)].Values.ToArray());
    }

    [Theory]
    [InlineData("Id", "Tempi", "'Tempi'")]
    [InlineData("Number", "Tempo", "'Number'")]
    [InlineData("Title", "Tempo", "'Title'")]
    [InlineData("Id", "Title", "'Title'")]
    [InlineData("Tempo", "Plays", "'Tempo'")]
    [InlineData("Id", "Free", "'Free'")]
    public void ToFeatureTable_names_the_column_that_it_cannot_read(string id, string features, string named)
    {
        var view = _ml.Data.LoadFromEnumerable<Mixed>([new() { Id = 7, Pair = [1, 2] }]);
        var e = Assert.Throws<ArgumentException>(() => view.ToFeatureTable<SongId>(id, features));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToFeatureTable_names_missing_values_and_ids_that_occur_twice()
    {
        var missing = _ml.Data.LoadFromEnumerable<Mixed>([new() { Id = 7, Tempo = double.NaN }]);
        Says("'Tempo'", missing);
        var twice = _ml.Data.LoadFromEnumerable<Mixed>([new() { Id = 7 }, new() { Id = 7 }]);
        Says("7", twice);

        static void Says(string what, IDataView view) => Assert.Contains(
            what,
            Assert.Throws<ArgumentException>(() => view.ToFeatureTable<SongId>("Id", "Tempo")).Message,
            StringComparison.Ordinal);
    }

    private sealed class Mixed
    {
        public uint Id { get; set; }

        public double Tempo { get; set; }

        public bool Loud { get; set; }

        public int Plays { get; set; }

        public string Title { get; set; } = "a song";

        [VectorType(2)]
        public float[] Pair { get; set; } = [1, 2];

        public float[] Free { get; set; } = [1];
    }
}
