using System.Globalization;
using CsCheck;

namespace ZetDard.Recommenders.Tests.Features;

public sealed class FeatureFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("features").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Written values are read back bit by bit, for any values and any culture.
    [Fact]
    public void Read_gives_back_what_Write_wrote() =>
        Gen.Select(Gen.Float.Where(float.IsFinite).Array[3].Array[1, 20], Gen.Bool)
            .Sample(
                (rows, german) =>
                {
                    CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(german ? "de-DE" : "");
                    var table = new FeatureTable<SongId>(
                        new(Enumerable.Range(0, rows.Length).Select(i => new SongId(i * 7L))),
                        ["a.mean", "b,\"c\"", "d 1"],
                        [.. rows.SelectMany(row => row)]
                    );
                    FeatureFile.Write(Path("t.csv"), table);
                    var read = FeatureFile.Read<SongId>(Path("t.csv")).Table;
                    Assert.Equal(table.Names, read.Names);
                    Assert.Equal(table.Keys, read.Keys);
                    for (var row = 0; row < rows.Length; row++)
                    {
                        Assert.True(table.Row(row).SequenceEqual(read.Row(row)));
                    }
                },
                iter: 100,
                threads: 1
            );

    [Fact]
    public void Read_of_anothers_table_takes_numbers_and_tells_the_rest()
    {
        File.WriteAllText(
            Path("t.csv"),
            "\uFEFFTitle,Artist,tempo,Explicit,genre,energy\n\"A, B\",X,120,True,pop,\nC,\"Y\nZ\",90,FALSE,rock,.5\nC,\"Y\nZ\",91,FALSE,rock,.6\n,X,1,True,pop,1\nD,X,1\n"
        );
        var read = FeatureFile.Read(Path("t.csv"), ["artist", "title"], static (IReadOnlyList<string> fields, out string key) =>
        {
            key = $"{fields[1]} by {fields[0]}";
            return fields[1].Length > 0;
        });
        Assert.Equal(["A, B by X", "C by Y\nZ"], read.Table.Keys);
        Assert.Equal(["tempo", "Explicit", "energy", "missing.energy"], read.Table.Names);
        Assert.Equal([120, 1, .5f, 1], read.Table.Row(0).ToArray()); // an empty field gets the mean of its column
        Assert.Equal([90, 0, .5f, 0], read.Table.Row(1).ToArray());
        Assert.Equal(1, read.RepeatedCount);
        Assert.Equal(["genre"], read.SkippedColumns);
        Assert.Equal("X - ", Assert.Single(read.Unmatched).Fields);
        Assert.Contains("3 fields, the header 6", Assert.Single(read.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_names_the_columns_when_one_is_missing()
    {
        File.WriteAllText(Path("t.csv"), "id,tempo\n1,2\n");
        var missing = Assert.Throws<InvalidDataException>(() =>
            FeatureFile.Read<string>(Path("t.csv"), ["title"], static (IReadOnlyList<string> fields, out string key) =>
                (key = fields[0]) is not null
            )
        );
        Assert.Contains("no column 'title'; its columns are id, tempo", missing.Message, StringComparison.Ordinal);
    }

    // Oracle: by hand. The mean of training rows 1 and 2 is 3; with row 3 it would be 35.
    [Fact]
    public void Read_fills_empty_fields_with_the_mean_of_training_rows()
    {
        File.WriteAllText(Path("t.csv"), "id,tempo\n1,2\n2,4\n3,99\n4,\n");
        var read = FeatureFile.Read(
            Path("t.csv"),
            ["id"],
            static (IReadOnlyList<string> fields, out string key) => (key = fields[0]) is not null,
            isTraining: key => key is "1" or "2"
        );
        Assert.Equal([3, 1], read.Table.Row(3).ToArray());
    }

    [Fact]
    public void Read_names_a_feature_column_that_is_there_twice()
    {
        File.WriteAllText(Path("t.csv"), "id,tempo,tempo\n1,2,3\n");
        var twice = Assert.Throws<InvalidDataException>(() => FeatureFile.Read<SongId>(Path("t.csv")));
        Assert.Contains("'tempo' 2 times", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_names_the_place_when_an_asked_column_holds_words()
    {
        File.WriteAllText(Path("t.csv"), "id,tempo,key\n1,2,3\n2,3,C#\n");
        var wrong = Assert.Throws<InvalidDataException>(() =>
            FeatureFile.Read(
                Path("t.csv"),
                ["id"],
                static (IReadOnlyList<string> fields, out string key) => (key = fields[0]) is not null,
                ["key"]
            )
        );
        Assert.Contains("line 3: 'C#' in column 'key' is not a number", wrong.Message, StringComparison.Ordinal);
    }

    private string Path(string name) => System.IO.Path.Combine(_folder, name);
}
