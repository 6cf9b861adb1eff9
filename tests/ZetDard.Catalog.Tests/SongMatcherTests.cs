using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Catalog.Tests;

/// <summary>Songs as histories of other services name them.</summary>
public sealed class SongMatcherTests
{
    private static readonly SongMatcher Matcher = new(
        [
            new(new(1), "The Boxer", [new(1)]),
            new(new(2), "Me & My Old Lady", [new(2)]),
            new(new(3), "HEY", [new(3)]) { Popularity = 9 },
            new(new(4), "HEY (Remastered)", [new(3)]),
            new(new(5), "HEY (Live)", [new(3)]),
            new(new(6), "In My Life (2009 Remaster)", [new(3)]),
            new(new(7), "Temperature", [new(3), new(4)]),
            new(new(8), "Rock And Roll", [new(5)]),
            new(new(9), "And", [new(5)]),
        ],
        [
            new(new(1), "Simon & Garfunkel"),
            new(new(2), "The Offspring"),
            new(new(3), "A"),
            new(new(4), "Talib Kweli"),
            new(new(5), "Florence and the Machine"),
        ]);

    [Theory]
    [InlineData("The Boxer", "Simon and Garfunkel", 1L)]
    [InlineData("The Boxer", "SIMON AND GARFUNKEL", 1L)]
    [InlineData("Me and My Old Lady", "The Offspring", 2L)]
    [InlineData("Rock & Roll", "Florence + The Machine", 8L)]
    [InlineData("Rock and Roll", "Florence & The Machine", 8L)]
    [InlineData("And", "Florence and the Machine", 9L)]
    [InlineData("Band", "Florence and the Machine", null)]
    public void Find_takes_and_between_words_for_the_sign(string title, string artist, long? expected) =>
        AssertFound(expected, title, artist);

    [Theory]
    [InlineData("HEY - Remastered 2011", 3L)]
    [InlineData("HEY - 2011 Remaster", 3L)]
    [InlineData("HEY - Remastered", 4L)]                                 // one that has the same marks comes first
    [InlineData("HEY - 2009 Digital Remaster", 3L)]
    [InlineData("HEY - Radio Edit", 3L)]
    [InlineData("HEY - Single Version", 3L)]
    [InlineData("HEY - Mono", 3L)]
    [InlineData("HEY - Bonus Track", 3L)]
    [InlineData("HEY (Explicit)", 3L)]
    [InlineData("In My Life", 6L)]
    [InlineData("In My Life - Remastered 2015", 6L)]
    [InlineData("HEY - Live", 5L)]
    [InlineData("HEY - Live - Remastered 2011", 5L)]
    [InlineData("HEY - Live at Wembley", null)]                         // another recording
    [InlineData("HEY - Acoustic", null)]
    [InlineData("HEY - Someone Remix", null)]
    [InlineData("In My Life - Live", null)]
    [InlineData("Temperature (feat. Talib Kweli)", 7L)]
    [InlineData("Temperature - feat. Talib Kweli", 7L)]
    [InlineData("Temperature (Feat Talib Kweli) - Radio Edit", 7L)]
    public void Find_reads_the_marks_of_other_services(string title, long? expected) => AssertFound(expected, title, "A");

    [Fact]
    public void FindAll_keeps_to_the_songs_with_the_same_marks_where_there_are_any()
    {
        Assert.Equal([3L], Matcher.FindAll("HEY", "A").Select(song => song.Value));
        Assert.Equal([3L, 4], Matcher.FindAll("HEY - Radio Edit", "A").Select(song => song.Value));
    }

    [Theory]
    [InlineData("Talib Kweli", true)]
    [InlineData("talib kweli/Nobody", true)]
    [InlineData("Simon and Garfunkel", true)]
    [InlineData("The Boxer", false)]
    [InlineData("", false)]
    public void IsArtist_knows_the_artists_of_the_catalogue(string name, bool expected) => Assert.Equal(expected, Matcher.IsArtist(name));

    [Fact]
    public async Task Find_finds_every_real_song_by_its_own_title_and_artists()
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteCatalogStore(folder["music.db"]);
        await CatalogFiles.ImportAsync(
            store, SharedFolder.PathOrSkip("data", "netease_playlists_2024"), cancellationToken: TestContext.Current.CancellationToken);
        var catalog = await CatalogSnapshot.LoadAsync(store, cancellationToken: TestContext.Current.CancellationToken);
        var lost = catalog.Songs.Values
            .Where(song => TextFolding.Fold(song.Title, TextFoldings.All).Any(char.IsLetterOrDigit))
            .Where(song => !catalog.Matcher.FindAll(song.Title, string.Join(", ", song.Artists.Select(catalog.NameOf))).Contains(song.Id))
            .Select(song => catalog.Describe(song.Id));
        Assert.Empty(lost);
    }

    private static void AssertFound(long? expected, string title, string artist) =>
        Assert.Equal(expected, Matcher.Find(title, artist)?.Value);
}
