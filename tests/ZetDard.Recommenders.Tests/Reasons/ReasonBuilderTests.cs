namespace ZetDard.Recommenders.Tests;

public sealed class ReasonBuilderTests
{
    [Fact]
    public void Build_keeps_the_heaviest_with_their_shares_of_all_and_equal_ones_in_the_order_added()
    {
        var builder = new ReasonBuilder();
        builder.Add(new SongId(1), 1);
        builder.Add(new ArtistId(1), 2, new Support(3, 4));
        builder.Add(new SongId(2), 1);
        builder.Add(new SongId(3), 4);
        Assert.Equal(
            [
                Contribution.Of(new SongId(3), 0.5f),
                Contribution.Of(new ArtistId(1), 0.25f, new Support(3, 4)),
                Contribution.Of(new SongId(1), 0.125f),
            ],
            builder.Build(3)
        );
        Assert.Equal(4, builder.Build(10).Count);
        Assert.Same(Reason.None, builder.Build(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Build(-1));
    }

    [Fact]
    public void Build_counts_together_what_was_added_twice_and_tells_features_apart()
    {
        var builder = new ReasonBuilder();
        builder.Add(new SongId(1), 1, new Support(1, 2));
        builder.AddFeature("tempo", 3);
        builder.AddFeature("key", 2);
        builder.Add(new SongId(1), 1, new Support(9, 9));
        builder.AddFeature("tempo", 1);
        Assert.Equal(
            [
                Contribution.OfFeature("tempo", 0.5f),
                Contribution.Of(new SongId(1), 0.25f, new Support(1, 2)),
                Contribution.OfFeature("key", 0.25f),
            ],
            builder.Build(3)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    public void Build_leaves_out_what_has_no_mass(float mass)
    {
        var builder = new ReasonBuilder();
        builder.Add(new SongId(1), mass);
        builder.AddFeature("tempo", mass);
        builder.AddUnnamed(float.IsNaN(mass) ? 0 : mass);
        Assert.Same(Reason.None, builder.Build(3));
        builder.Add(new SongId(2), 2);
        Assert.Equal([Contribution.Of(new SongId(2), 1)], builder.Build(3));
    }

    [Fact]
    public void Unnamed_mass_makes_shares_smaller_and_names_nothing()
    {
        var builder = new ReasonBuilder();
        builder.AddUnnamed(3);
        Assert.Same(Reason.None, builder.Build(3));
        builder.Add(new SongId(2), 1);
        Assert.Equal([Contribution.Of(new SongId(2), 0.25f)], builder.Build(3));
    }

    [Fact]
    public void A_reason_that_is_added_gives_its_contributions_their_shares_of_the_mass()
    {
        var builder = new ReasonBuilder();
        builder.Add(
            new Reason([
                Contribution.Of(new SongId(1), 0.5f, new Support(1, 2)),
                Contribution.OfFeature("tempo", 0.25f),
                Contribution.OfFeature("nothing", 0),
            ]),
            mass: 2
        );
        builder.Add(new SongId(1), 0.5f);
        Assert.Equal([Contribution.Of(new SongId(1), 0.75f, new Support(1, 2)), Contribution.OfFeature("tempo", 0.25f)], builder.Build(3));
    }
}
