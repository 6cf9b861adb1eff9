namespace ZetDard.Recommenders.Tests.Features;

public sealed class StandardizerTests
{
    // Oracle: by hand. Training rows 1, 3 have mean 2 and deviation 1; the second column is constant in training.
    [Fact]
    public void Apply_uses_training_rows_only_and_limits_outliers()
    {
        var table = new FeatureTable<int>(new([1, 2, 3]), ["a", "b"], [1, 5, 3, 5, 100, 6]);
        var result = Standardizer.Fit(table, key => key != 3).Apply(table);
        Assert.Equal([-1, 0], result.Row(0).ToArray());
        Assert.Equal([1, 0], result.Row(1).ToArray());
        Assert.Equal([4, 0], result.Row(2).ToArray());
    }

    [Fact]
    public void Fit_needs_a_training_row() =>
        Assert.Throws<ArgumentException>(() => Standardizer.Fit(new FeatureTable<int>(new([1]), ["a"], [1]), _ => false));

    [Fact]
    public void Apply_refuses_other_columns()
    {
        var fitted = Standardizer.Fit(new FeatureTable<int>(new([1]), ["a"], [1]));
        Assert.Throws<ArgumentException>(() => fitted.Apply(new FeatureTable<int>(new([1]), ["b"], [1])));
    }
}
