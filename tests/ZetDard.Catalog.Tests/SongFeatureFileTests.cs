using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Catalog.Tests;

public sealed class SongFeatureFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteCatalogStore _store;

    public SongFeatureFileTests() => _store = new(_folder.Database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_finds_songs_by_title_and_artist_in_any_spelling()
    {
        await _store.UpsertAsync(
            new()
            {
                Songs = [new(new(10), "後來", [new(1)]), new(new(11), "Yesterday (Live)", [new(2)]), new(new(12), "Yesterday", [new(2)])],
                Artists = [new(new(1), "刘若英"), new(new(2), "The Beatles")],
            },
            Token);
        var file = Path.Combine(Path.GetDirectoryName(_folder.Database)!, "outside.csv");
        await File.WriteAllTextAsync(
            file,
            "\uFEFFArtist_Name,Track,tempo,genre\n劉若英,后来,72,pop\n\"Beatles, the beatles\",YESTERDAY,97,rock\nThe Beatles,Yesterday,98,rock\nNobody,Yesterday,1,x\n",
            Token);
        var read = SongFeatureFile.Read(file, await CatalogSnapshot.LoadAsync(_store, cancellationToken: Token));
        Assert.Equal([new SongId(10), new SongId(12)], read.Table.Keys);
        Assert.Equal(["tempo"], read.Table.Names);
        Assert.Equal(97, read.Table.Row(1)[0]);
        Assert.Equal(1, read.RepeatedCount);
        Assert.Equal((5, "Yesterday - Nobody"), Assert.Single(read.Unmatched));
        Assert.Equal(["genre"], read.SkippedColumns);
    }

    // Headers of Exportify (Spotify), of Kaggle's tables and of a spreadsheet in Chinese Windows.
    [Theory]
    [InlineData("Track URI,Track Name,Artist Name(s),Tempo\nx,Yesterday,The Beatles,97\n", null)]
    [InlineData("track_id;artists;track_name;tempo\n7;The Beatles;Yesterday;97\n", null)]
    [InlineData("\"TITLE\"\t\"ARTIST\"\t\"tempo\"\n\"Yesterday\"\t\"The Beatles\"\t97\n\"后来\"\t\"刘若英\"\tNA\n", "GB18030")]
    public async Task Read_finds_the_columns_of_usual_tables(string content, string? encoding)
    {
        await _store.UpsertAsync(
            new()
            {
                Songs = [new(new(10), "后来", [new(1)]), new(new(12), "Yesterday", [new(2)])],
                Artists = [new(new(1), "刘若英"), new(new(2), "The Beatles")],
            },
            Token);
        var bytes = (encoding is null ? System.Text.Encoding.UTF8 : System.Text.CodePagesEncodingProvider.Instance.GetEncoding(encoding)!).GetBytes(content);
        await File.WriteAllBytesAsync(_folder["table.csv"], bytes, Token);
        var read = SongFeatureFile.Read(_folder["table.csv"], await CatalogSnapshot.LoadAsync(_store, cancellationToken: Token), encoding: encoding);
        Assert.Equal(encoding is null ? [new SongId(12)] : [new(12), new(10)], read.Table.Keys);
        Assert.Equal(97, read.Table.Row(0)[read.Table.Names.ToList().FindIndex(name => name.Equals("tempo", StringComparison.OrdinalIgnoreCase))]);
    }

    // The data's own page says that 476 songs join; the matcher finds more because it folds more.
    [Fact]
    public async Task Read_joins_the_songs_of_two_outside_tables_with_a_real_crawl()
    {
        var tables = SharedFolder.PathOrSkip("data", "song_features");
        await CatalogFiles.ImportAsync(_store, SharedFolder.PathOrSkip("data", "netease_playlists_2024"), cancellationToken: Token);
        var catalog = await CatalogSnapshot.LoadAsync(_store, cancellationToken: Token);
        var hits = SongFeatureFile.Read(Path.Combine(tables, "top_hits_2000_2019.csv"), catalog);
        var variant = SongFeatureFile.Read(Path.Combine(tables, "spotify_2023_variant.csv"), catalog);
        var both = FeatureTable.Join(hits.Table, Renamed(variant.Table));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{hits.Table.Keys.Count} + {variant.Table.Keys.Count} songs, {both.Keys.Count} distinct; {hits.RepeatedCount} + {variant.RepeatedCount} rows again; columns {string.Join(' ', both.Names)}");
        Assert.InRange(both.Keys.Count, 476, 650);
        Assert.Contains("missing.duration_ms", both.Names);
    }

    private static FeatureTable<SongId> Renamed(FeatureTable<SongId> table) =>
        new(table.Keys, [.. table.Names.Select(name => $"variant.{name}")], [.. Enumerable.Range(0, table.Keys.Count).SelectMany(row => table.Row(row).ToArray())]);
}
