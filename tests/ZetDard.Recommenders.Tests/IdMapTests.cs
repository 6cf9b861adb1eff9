using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class IdMapTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Indexer_offers_the_nearest_names()
    {
        var map = new IdMap<UserId>();
        foreach (var name in new[] { "alice", "alicia", "bob" })
        {
            map.GetOrAdd(name);
        }

        var error = Assert.Throws<KeyNotFoundException>(() => map["Alise"]);
        Assert.Equal("There is no user 'Alise' among 3. Nearest: 'alice'.", error.Message);
        Assert.Null(map.Find("Alise"));
        Assert.Equal("99", map.NameOf(new(99)));
    }

    [Fact]
    public void GetOrAdd_gives_every_name_its_own_id_that_JSON_can_hold() =>
        Gen.Select(
                Gen.Bool,
                Gen.OneOf(
                    Gen.Long[(1L << 53) - 3, (1L << 53) + 3].Select(i => $"{i}"),
                    Gen.Long.Select(i => $"{i}"),
                    Gen.Long[-(1L << 53) - 3, -(1L << 53) + 3].Select(i => $"{i}"),
                    Gen.Int[-5, 12].Select(i => $"{i}"),
                    Gen.String[Gen.Char['a', 'c'], 1, 2],
                    Gen.Const("007")
                ).Array[0, 60]
            )
            .Sample(
                (keep, names) =>
                {
                    var map = new IdMap<SongId>(keep);
                    var ids = names.Select(name => map.GetOrAdd(name)).ToArray();
                    Assert.Equal(names.Distinct().Count(), ids.Distinct().Count());
                    Assert.Equal(ids.Distinct().Count(), map.Count);
                    Assert.Equal(names, ids.Select(map.NameOf));
                    Assert.Equal(ids, names.Select(name => map[name]));
                    Assert.All(ids, id => Assert.True(map.Contains(id)));
                    Assert.All(ids, id => Assert.InRange(id.Value, -((1L << 53) - 1), (1L << 53) - 1));
                }
            );

    [Fact]
    public async Task LoadAsync_reads_what_SaveAsync_wrote()
    {
        var path = Path.Combine(_folder, "songs.json");
        var map = new IdMap<SongId>(keepIntegers: true);
        foreach (var name in new[] { "7", "-3", "雨天 \"quoted\"\n🎵", "007" })
        {
            map.GetOrAdd(name);
        }

        await map.SaveAsync(path, Cancel);
        var loaded = await IdMap<SongId>.LoadAsync(path, Cancel);
        Assert.Equal(
            map.Pairs().OrderBy(pair => pair.Name, StringComparer.Ordinal),
            loaded.Pairs().OrderBy(pair => pair.Name, StringComparer.Ordinal)
        );
        Assert.Equal(map.GetOrAdd("new"), loaded.GetOrAdd("new"));
        Assert.Single(Directory.GetFiles(_folder));
        Assert.Contains(
            "not user",
            (await Assert.ThrowsAsync<InvalidDataException>(() => IdMap<UserId>.LoadAsync(path, Cancel))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{\"Format\":1,\"Kind\":\"song\",\"Keeps", "cut off")]
    [InlineData("user,song\n", "not a map of ids")]
    [InlineData("{}", "parts are missing")]
    [InlineData("{\"Format\":2,\"Kind\":\"song\",\"KeepsIntegers\":true,\"Kept\":[],\"Minted\":{}}", "format 2")]
    [InlineData("{\"Format\":1,\"Kind\":\"song\",\"KeepsIntegers\":true,\"Kept\":[1],\"Minted\":{\"a\":1}}", "two names")]
    public async Task LoadAsync_says_what_is_wrong_with_a_file(string text, string expected)
    {
        var path = Path.Combine(_folder, "songs.json");
        await File.WriteAllTextAsync(path, text, Cancel);
        Assert.Contains(
            expected,
            (await Assert.ThrowsAsync<InvalidDataException>(() => IdMap<SongId>.LoadAsync(path, Cancel))).Message,
            StringComparison.Ordinal
        );
    }
}
