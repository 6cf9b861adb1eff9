namespace ZetDard.Recommenders.Abstractions.Tests;

public sealed class FeatureRowTests
{
    private readonly FeatureTable<string> _table = new(new(["x", "y"]), ["mfcc1.mean", "tempo"], [1, 2, 3, 4]);

    [Fact]
    public async Task Table_is_a_source_of_its_rows()
    {
        Assert.Equal((float[])[3, 4], _table["y"].Values.ToArray());
        Assert.Same(_table.Names, _table.Rows[0].Names);
        IItemSource<string, FeatureRow> source = _table;
        Assert.Equal((float[])[1, 2], (await source.ReadAsync("x", TestContext.Current.CancellationToken)).Values.ToArray());
        Assert.Contains(
            "no features of z among the 2 rows", Assert.Throws<KeyNotFoundException>(() => _table["z"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesOf_names_the_first_feature_that_differs()
    {
        var row = _table["x"];
        Assert.Equal([1f, 2f], row.ValuesOf(["mfcc1.mean", "tempo"]));
        Expect(
            "learned 3 features and was given 2; the first that differs is number 3: it learned 'level' and was given none there",
            () => row.ValuesOf(["mfcc1.mean", "tempo", "level"]));
        Expect("number 1: it learned 'tempo' and was given 'mfcc1.mean'", () => row.ValuesOf(["tempo", "mfcc1.mean"]));
        Expect("'tempo' is NaN", () => (row with { Values = new float[] { 1, float.NaN } }).ValuesOf(row.Names));
        Expect("2 names and 1 values", () => (row with { Values = new float[] { 1 } }).ValuesOf(row.Names));
        Expect("was given 0", () => default(FeatureRow).ValuesOf(row.Names));

        static void Expect(string part, Action action) =>
            Assert.Contains(part, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }
}
