using System.Globalization;
using CsCheck;

namespace ZetDard.Recommenders.Tests.Features;

public sealed class FeatureFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("features").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Written values are read back bit by bit, for any values and any culture.
    [Fact]
    public void Read_refuses_a_table_without_a_column_of_numbers_and_passes_over_one_without_a_name()
    {
        var path = Path("odd.csv");
        File.WriteAllText(path, "id;tempo;energy\n1;120,5;0,5\n2;110,0;0,6\n");
        var refused = Assert.Throws<InvalidDataException>(() => FeatureFile.Read<SongId>(path));
        Assert.Contains("'120,5' in column 'tempo' on line 2", refused.Message, StringComparison.Ordinal);

        File.WriteAllText(path, "Unnamed: 0,id,tempo\n0,7,120\n");
        Assert.Equal(["Unnamed: 0"], FeatureFile.Read<SongId>(path).SkippedColumns);

        File.WriteAllText(path, "id,tempo,missing.tempo\n7,,1\n");
        Assert.Contains("'missing.tempo'", Assert.Throws<InvalidDataException>(() => FeatureFile.Read<SongId>(path)).Message, StringComparison.Ordinal);

        File.WriteAllText(path, ",id,tempo\n0,7,120\n1,8,#N/A\n");      // as pandas writes a table with its index
        var read = FeatureFile.Read<SongId>(path);
        Assert.Equal(["tempo", "missing.tempo"], read.Table.Names);
        Assert.Equal(["column 1"], read.SkippedColumns);
        Assert.Equal([new(7), new(8)], read.Table.Keys);
    }

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

    // Oracle: the table that was written. The names have all that readers of CSV and spreadsheets stumble over.
    [Fact]
    public void Read_gives_back_any_names_that_Write_wrote() =>
        Gen.Select(Gen.String[Gen.Char["=+-@'\"\t\r\n,;|: #%/\\a1\u00A0\u3000\uFEFF雨"], 0, 6].Array[0, 12], Gen.String[Gen.Char["=-'\",;|\t \n#a1"], 1, 4].Array[1, 3])
            .Sample(
                (keys, names) =>
                {
                    string[] distinctNames = [.. names.Distinct()];
                    var table = new FeatureTable<string>(new([.. keys.Distinct()]), distinctNames, [.. Enumerable.Range(0, keys.Distinct().Count() * distinctNames.Length).Select(i => i + .5f)]);
                    FeatureFile.Write(Path("t.csv"), table, key => key);
                    var read = FeatureFile.Read(Path("t.csv"), ["id"], static (IReadOnlyList<string> fields, out string key) => (key = fields[0]) is not null);
                    Assert.Empty(read.Problems);
                    Assert.Equal(table.Keys, read.Table.Keys);
                    Assert.Equal(table.Names, read.Table.Names);
                    for (var row = 0; row < table.Keys.Count; row++)
                    {
                        Assert.True(table.Row(row).SequenceEqual(read.Table.Row(row)));
                    }
                },
                iter: 1000,
                threads: 1
            );

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+1+cmd|' /C calc'!A0")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    public void Write_leaves_no_formula_in_names(string name)
    {
        FeatureFile.Write(Path("t.csv"), new FeatureTable<string>(new([name, "-5"]), [name], [1, 2]), key => key);
        var lines = File.ReadAllText(Path("t.csv")).Split("\r\n");
        Assert.StartsWith("id,\"'", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("\"'", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("-5,", lines[2].Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_refuses_names_that_no_text_can_hold()
    {
        File.WriteAllText(Path("t.csv"), "old");
        foreach (var name in (string[])["a\0b", "a\uD800", "\uDC00a"])
        {
            Assert.Throws<ArgumentException>(() => FeatureFile.Write(Path("t.csv"), new FeatureTable<string>(new([name]), ["a"], [1]), key => key));
        }

        Assert.Throws<ArgumentException>(() => FeatureFile.Write(Path("t.csv"), new FeatureTable<string>(new(["a"]), [""], [1]), key => key));
        Assert.Equal("old", File.ReadAllText(Path("t.csv")));
    }

    [Fact]
    public void Read_takes_marks_for_missing_values()
    {
        File.WriteAllText(Path("t.csv"), "id,tempo,energy\n1,79,NA\n2,NaN,0.5\n3,80,null\n4,81,0.5\n5,82,\\N\n6,-,?\n");
        var read = FeatureFile.Read<SongId>(Path("t.csv"));
        Assert.Equal(["tempo", "energy", "missing.tempo", "missing.energy"], read.Table.Names);
        Assert.Empty(read.SkippedColumns);
        Assert.Equal([79, .5f, 0, 1], read.Table.Row(0).ToArray());
        Assert.Equal([80.5f, .5f, 1, 0], read.Table.Row(1).ToArray());
        Assert.Equal([80.5f, .5f, 1, 1], read.Table.Row(5).ToArray());
    }

    [Theory]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e39")]
    public void Read_refuses_an_infinite_number_with_its_place(string field)
    {
        File.WriteAllText(Path("t.csv"), $"id,tempo\n1,79\n2,{field}\n");
        var refusal = Assert.Throws<InvalidDataException>(() => FeatureFile.Read<SongId>(Path("t.csv")));
        Assert.Contains($"line 3: '{field}' in column 'tempo' is not a finite number", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id;tempo;name\n1;79.5;\"a;b\"\n2;80;c, d\n")]
    [InlineData("id\ttempo\tname\n1\t79.5\t\"a\"\n2\t80\t\"weird\" al\n")]
    [InlineData("id|tempo|name\n1|79.5|a\n2|80|c\n")]
    [InlineData("sep=;\r\n\r\nid;tempo;name\r\n1;79.5;a\r\n2;80;c\r\n")]
    [InlineData("id::tempo::name\n1::79.5::a\n2::80::c\n")]
    [InlineData("\"id\" \"tempo\" \"name\"\n\"1\" 1 79.5 \"a b\"\n\"2\" 2 80 \"c\"\n")]     // R, write.table
    [InlineData("# made by a program, in 2024\nid,tempo,name\n1,79.5,\"a\nb\n\nc\"\n# more\n2,80,d\n")]
    public void Read_finds_what_separates_the_fields(string text)
    {
        File.WriteAllText(Path("t.csv"), text);
        var read = FeatureFile.Read<SongId>(Path("t.csv"));
        Assert.Empty(read.Problems);
        Assert.Equal(["tempo"], read.Table.Names);
        Assert.Equal(["name"], read.SkippedColumns);
        Assert.Equal([79.5f, 80], [read.Table.Row(0)[0], read.Table.Row(1)[0]]);
    }

    [Fact]
    public void Read_takes_separator_and_encoding_from_the_caller()
    {
        File.WriteAllText(Path("t.csv"), "id~速度\n1~79\n", System.Text.CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!);
        Assert.Equal(["速度"], FeatureFile.Read<SongId>(Path("t.csv"), "~", "GB18030").Table.Names);
        Assert.Equal(["id", "速度"], FeatureFile.ReadHeader(Path("t.csv"), "~", "GB18030"));
    }

    private string Path(string name) => System.IO.Path.Combine(_folder, name);
}
