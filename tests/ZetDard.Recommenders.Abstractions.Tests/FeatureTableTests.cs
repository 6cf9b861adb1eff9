namespace ZetDard.Recommenders.Tests;

public sealed class FeatureTableTests
{
    // Oracle: by hand. Song 1 has only tempo (of mean 120), song 2 only mood (of mean 0.5), song 3 only energy (of mean 7).
    [Fact]
    public void Concat_of_a_concat_names_every_mask_apart()
    {
        var inner = FeatureTable.Join(Table(1, "tempo", 120), Table(2, "mood", .5f));
        var outer = FeatureTable.Join(inner, Table(3, "energy", 7));
        Assert.Equal(["tempo", "missing.tempo", "mood", "missing.mood", "missing.tempo.2", "energy", "missing.energy"], outer.Names);
        Assert.Equal([120, 0, .5f, 1, 0, 7, 1], outer.Row(outer.Keys.IndexOf(new(1))).ToArray());
        Assert.Equal([120, .5f, .5f, .5f, 1, 7, 0], outer.Row(outer.Keys.IndexOf(new(3))).ToArray());
    }

    private static FeatureTable<SongId> Table(long song, string name, float value) => new(new([new SongId(song)]), [name], [value]);
}
