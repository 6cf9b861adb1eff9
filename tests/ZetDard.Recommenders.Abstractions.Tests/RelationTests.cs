namespace ZetDard.Recommenders.Tests;

public sealed class RelationTests
{
    private static readonly Relation<SongId, ArtistId> Relation = ZetDard.Recommenders.Relation.FromPairs<SongId, ArtistId>(
        [(new(1), new(10)), (new(1), new(20)), (new(2), new(10)), (new(3), new(30))]);

    [Fact]
    public void AlignTo_gives_a_matrix_of_the_given_vocabularies_without_what_is_outside()
    {
        var songs = new Vocabulary<SongId>([new(9), new(3), new(1)]);
        var artists = new Vocabulary<ArtistId>([new(20), new(40), new(10)]);
        var aligned = Relation.AlignTo(songs, artists);
        Assert.Same(songs, aligned.From);
        Assert.Same(artists, aligned.To);
        Assert.Equal([(new(1), new(20)), (new(1), new(10))], aligned.Pairs());
        Assert.Equal([0, 0, 0, 2], aligned.Matrix.Offsets.ToArray());
    }

    [Fact]
    public void AlignTo_the_own_vocabularies_changes_nothing_and_to_empty_ones_leaves_nothing()
    {
        Assert.Equal(Relation.Pairs(), Relation.AlignTo(Relation.From, Relation.To).Pairs());
        var nothing = Relation.AlignTo(new Vocabulary<SongId>([]), new Vocabulary<ArtistId>([]));
        Assert.Equal((0, 0, 0), (nothing.Matrix.RowCount, nothing.Matrix.ColumnCount, nothing.Matrix.EntryCount));
    }
}
