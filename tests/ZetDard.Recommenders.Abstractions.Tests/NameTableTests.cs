namespace ZetDard.Recommenders.Tests;

public sealed class NameTableTests
{
    private static readonly NameTable Names = NameTable.Empty
        .With<SongId>([(new(2), "Two"), (new(1), "One"), (new(3), null), (new(4), "")])
        .With<ArtistId>([(new(1), "Someone")]);

    [Fact]
    public void Names_are_found_by_kind_and_id()
    {
        Assert.Equal("One", Names.Find(new SongId(1)));
        Assert.Equal("Someone", Names.Find(new ArtistId(1)));
        Assert.Null(Names.Find(new UserId(1)));
        Assert.Equal("Two", Names.Find("song", 2));
        Assert.Null(Names.Find("podcast", 2));
    }

    [Fact]
    public void What_has_no_name_is_called_by_its_kind_and_id()
    {
        Assert.Equal("song 3", Names.NameOf(new SongId(3)));
        Assert.Equal("song 4", Names.NameOf(new SongId(4)));
        Assert.Equal("user -7", Names.NameOf(new UserId(-7)));
        Assert.Equal("artist 9", Names.NameOf(Contribution.Of(new ArtistId(9), 1)));
        Assert.Equal("tempo", Names.NameOf(Contribution.OfFeature("tempo", 1)));
    }

    [Fact]
    public void Count_kinds_and_names_are_in_order()
    {
        Assert.Equal(3, Names.Count);
        Assert.Equal(["artist", "song"], Names.Kinds);
        Assert.Equal([(1L, "One"), (2L, "Two")], Names.Of("song"));
        Assert.Empty(Names.Of("podcast"));
    }

    [Fact]
    public void With_replaces_names_in_a_new_table_only()
    {
        var other = Names.With<SongId>([(new(1), "Uno"), (new(5), "Five"), (new(2), null)]);
        Assert.Equal(("Uno", "Five", "Two"), (other.NameOf(new SongId(1)), other.NameOf(new SongId(5)), other.NameOf(new SongId(2))));
        Assert.Equal("One", Names.NameOf(new SongId(1)));
        var both = Names.With(NameTable.Empty.With<SongId>([(new(2), "Deux")]).With<UserId>([(new(1), "Me")]));
        Assert.Equal(
            ("One", "Deux", "Someone", "Me"),
            (both.NameOf(new SongId(1)), both.NameOf(new SongId(2)), both.NameOf(new ArtistId(1)), both.NameOf(new UserId(1))));
        Assert.Equal(Names.Of("song"), Names.With(NameTable.Empty).Of("song"));
        Assert.Equal(Names.Of("song"), NameTable.Empty.With(Names).Of("song"));
    }
}
