using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Catalog.Tests;

public sealed class CatalogSnapshotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteCatalogStore _store;

    public CatalogSnapshotTests() => _store = new(_folder.Database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(PlaylistKinds.Created, "1:10 1:11 2:12")]
    [InlineData(PlaylistKinds.Subscribed, "2:10 2:11")]
    [InlineData(PlaylistKinds.Both, "1:10 1:11 2:10 2:11 2:12")]
    [InlineData(PlaylistKinds.None, "")]
    public async Task Rows_by_user_follow_the_kinds_of_playlists(PlaylistKinds kinds, string expected)
    {
        await _store.UpsertAsync(World, Token);
        var data = await LoadAsync(new() { Playlists = kinds, Plays = false });
        Assert.Equal(expected, Pairs(data));
        Assert.False(data.Matrix.HasValues);
        Assert.True(data.UnixSeconds.IsEmpty);
    }

    [Fact]
    public async Task Plays_are_weights_and_times_and_a_list_adds_1()
    {
        await _store.UpsertAsync(World with { Plays = [new(new(1), new(10), 5, 77), new(new(3), new(13), 2, 88)] }, Token);
        var data = await LoadAsync(new() { Playlists = PlaylistKinds.Created });
        Assert.Equal(
            [new(new(1), new(10), 6, 77), new(new(1), new(11), 1, 0), new(new(2), new(12), 1, 0), new(new(3), new(13), 2, 88)],
            data.ToInteractions()
        );
    }

    [Theory]
    [InlineData(0, false, "10=1 11=1 12=1")]
    [InlineData(0, true, "10=1 11=1 12=1")]
    [InlineData(1, false, "10=1 11=1 12=1")]
    [InlineData(1, true, "10=2 11=1 12=1")]
    [InlineData(5, true, "10=6 11=1 12=1")]
    public async Task A_song_counts_once_however_many_lists_of_the_user_hold_it_and_plays_are_added(int count, bool plays, string expected)
    {
        await _store.UpsertAsync(
            new()
            {
                Playlists = [new(new(100), "a") { Creator = new UserId(1) }, new(new(101), "b") { Creator = new UserId(1) }],
                PlaylistSongs =
                [
                    new(new(100), 0, new(10)),
                    new(new(100), 1, new(11)),
                    new(new(101), 0, new(10)),
                    new(new(101), 1, new(11)),
                    new(new(101), 2, new(12)),
                ],
                Subscriptions = [new(new(1), new(100))],
                Plays = count == 0 ? [] : [new(new(1), new(10), count)],
            },
            Token
        );
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                (await LoadAsync(new() { Plays = plays, CopyThreshold = null }))
                    .ToInteractions()
                    .Select(row => $"{row.Item.Value}={row.Weight}")
            )
        );
    }

    // Oracle: the definition, applied to every pair of ids.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Interactions_are_those_of_the_definition_whatever_the_options(int seed)
    {
        var random = new Random(seed);
        var songs = Enumerable
            .Range(1, 40)
            .Select(id => new Song(new(1_000 - id), $"title {id % 33}", [new(1)]) { Duration = TimeSpan.FromSeconds(200) })
            .ToList();
        var playlists = Enumerable
            .Range(1, 25)
            .Select(id => new Playlist(new((id * 7 % 26) - 5), $"list {id}")
            {
                Creator = random.Next(4) == 0 ? null : new UserId(random.Next(-3, 6)),
            })
            .ToList();
        SongId[] any = [.. songs.Select(song => song.Id), new(5), new(2_000)]; // only the ids of the last two are known
        var listed = playlists
            .SkipLast(2)
            .Append(new(new(77), "unknown"))
            .SelectMany(list =>
                Enumerable.Range(0, random.Next(1, 9)).Select(position => new PlaylistSong(list.Id, position, any[random.Next(any.Length)]))
            )
            .ToList();
        var subscriptions = Enumerable
            .Range(0, 30)
            .Select(_ => new Subscription(new(random.Next(-3, 12)), playlists[random.Next(playlists.Count)].Id))
            .Distinct()
            .ToList();
        var plays = Enumerable
            .Range(0, 60)
            .Select(_ => new Interaction<SongId>(
                new(random.Next(-3, 12)),
                any[random.Next(any.Length)],
                random.Next(1, 4),
                random.Next(-1, 3)
            ))
            .DistinctBy(play => (play.User, play.Item))
            .ToList();
        await _store.UpsertAsync(
            new()
            {
                Songs = songs,
                Artists = [new(new(1), "Ann")],
                Playlists = playlists,
                PlaylistSongs = listed,
                Subscriptions = subscriptions,
                Plays = plays,
            },
            Token
        );
        foreach (
            var options in new[]
            {
                new CatalogOptions(),
                new() { GroupSongs = false, CopyThreshold = null },
                new() { Plays = false },
                new() { Playlists = PlaylistKinds.None },
                new() { Playlists = PlaylistKinds.Subscribed, DropPlaylistCopies = true },
                new()
                {
                    Playlists = PlaylistKinds.Created,
                    Plays = false,
                    DropPlaylistCopies = true,
                    CopyThreshold = 0.1,
                },
                new() { Rows = RowKind.Playlist, CopyThreshold = 0.1 },
                new() { Rows = RowKind.Playlist, CopyThreshold = null },
            }
        )
        {
            var snapshot = await CatalogSnapshot.LoadAsync(_store, options, Token);
            var dropped = snapshot.Cleaning.CopiesDropped ? snapshot.Cleaning.PlaylistCopies.Select(copy => copy.Copy).ToHashSet() : [];
            var lists = listed
                .Where(row => !dropped.Contains(row.Playlist))
                .Select(row => (row.Playlist, Song: snapshot.Representative(row.Song)))
                .Distinct()
                .ToLookup(row => row.Playlist, row => row.Song);
            var owned = playlists
                .Where(list => list.Creator is not null && options.Playlists.HasFlag(PlaylistKinds.Created))
                .Select(list => new Subscription(list.Creator!.Value, list.Id))
                .Concat(subscriptions.Where(_ => options.Playlists.HasFlag(PlaylistKinds.Subscribed)));
            var expected =
                options.Rows == RowKind.Playlist
                    ? InteractionDataset.FromPairs(
                        lists.SelectMany(list => list.Select(song => (new UserId(list.Key.Value), song))),
                        RowKind.Playlist
                    )
                    : InteractionDataset.From(
                        owned
                            .SelectMany(pair => lists[pair.Playlist].Select(song => new Interaction<SongId>(pair.User, song)))
                            .Distinct()
                            .Concat(
                                plays
                                    .Where(_ => options.Plays)
                                    .Select(play =>
                                        play with
                                        {
                                            Item = snapshot.Representative(play.Item),
                                            UnixSeconds = Math.Max(0, play.UnixSeconds),
                                        }
                                    )
                            )
                    );
            var actual = snapshot.TrainingData.Interactions;
            Assert.Equal(expected.ToInteractions(), actual.ToInteractions());
            Assert.Equal(
                (expected.Rows, expected.Matrix.HasValues, expected.UnixSeconds.Length),
                (actual.Rows, actual.Matrix.HasValues, actual.UnixSeconds.Length)
            );
            Assert.Equal(expected.Items, actual.Items);
            Assert.Equal(expected.Users, actual.Users);
        }
    }

    [Fact]
    public async Task Plays_of_two_ids_of_one_song_are_added_up()
    {
        await _store.UpsertAsync(
            new()
            {
                Songs = [new(new(10), "七里香", [new(1)]), new(new(11), "七里香", [new(1)])],
                Artists = [new(new(1), "周杰伦")],
                Plays = [new(new(1), new(10), 1, 7), new(new(1), new(11), 1, 8), new(new(2), new(11), 1, 9)],
            },
            Token
        );
        Assert.Equal([new(new(1), new(10), 2, 8), new(new(2), new(10), 1, 9)], (await LoadAsync(new())).ToInteractions());
    }

    [Fact]
    public async Task Rows_by_playlist_lose_near_copies_and_rows_by_user_do_not()
    {
        await _store.UpsertAsync(
            World with
            {
                Playlists = [new(new(300), "first") { Creator = new UserId(1) }, new(new(200), "copy") { Creator = new UserId(2) }],
                PlaylistSongs =
                [
                    new(new(300), 0, new(10)),
                    new(new(300), 1, new(11)),
                    new(new(200), 0, new(10)),
                    new(new(200), 1, new(11)),
                    new(new(200), 2, new(12)),
                ],
                Subscriptions = [],
            },
            Token
        );
        var lists = await CatalogSnapshot.LoadAsync(_store, new() { Rows = RowKind.Playlist }, Token);
        Assert.Equal("300:10 300:11", Pairs(lists.TrainingData.Interactions));
        Assert.Equal(new PlaylistCopy(new(200), new(300), 2 / 3.0), Assert.Single(lists.Cleaning.PlaylistCopies));
        Assert.Equal(
            "200:10 200:11 200:12 300:10 300:11",
            Pairs(await LoadAsync(new() { Rows = RowKind.Playlist, DropPlaylistCopies = false }))
        );
        Assert.Equal("1:10 1:11 2:10 2:11 2:12", Pairs(await LoadAsync(new())));
        Assert.Equal("1:10 1:11", Pairs(await LoadAsync(new() { DropPlaylistCopies = true })));
    }

    [Fact]
    public async Task Grouped_songs_are_one_item_with_the_artists_of_all_and_original_singers()
    {
        await _store.UpsertAsync(
            World with
            {
                Songs =
                [
                    new(new(10), "七里香", [new(1)]) { Popularity = 9 },
                    new(new(11), "七里香", [new(-1)]),
                    new(new(12), "七里香 [原唱: 周杰伦]", [new(2)]),
                ],
                Artists = [new(new(1), "周杰伦"), new(new(-1), "周杰倫"), new(new(2), "某人")],
            },
            Token
        );
        var snapshot = await CatalogSnapshot.LoadAsync(_store, new() { Playlists = PlaylistKinds.Created }, Token);
        Assert.Equal("1:10 2:12", Pairs(snapshot.TrainingData.Interactions));
        Assert.Equal(
            [(new SongId(10), new ArtistId(1)), (new SongId(12), new ArtistId(1)), (new SongId(12), new ArtistId(2))],
            snapshot.TrainingData.Artists!.Pairs()
        );
        Assert.Equal(new SongId(10), snapshot.Representative(new(11)));
        var raw = await CatalogSnapshot.LoadAsync(
            _store,
            new()
            {
                Playlists = PlaylistKinds.Created,
                GroupSongs = false,
                SplitArtists = false,
                OriginalSingers = false,
            },
            Token
        );
        Assert.Equal("1:10 1:11 2:12", Pairs(raw.TrainingData.Interactions));
        Assert.Equal(3, raw.TrainingData.Artists!.Matrix.EntryCount);
    }

    [Fact]
    public async Task Follows_are_friends()
    {
        await _store.UpsertAsync(World with { Follows = [new(new(1), new(2))] }, Token);
        Assert.Equal(
            [(new UserId(1), new UserId(2))],
            (await CatalogSnapshot.LoadAsync(_store, cancellationToken: Token)).TrainingData.Friends!.Pairs()
        );
    }

    [Fact]
    public async Task An_empty_catalogue_gives_an_empty_dataset()
    {
        var snapshot = await CatalogSnapshot.LoadAsync(_store, cancellationToken: Token);
        Assert.Equal((0, 0), (snapshot.TrainingData.Interactions.Users.Count, snapshot.TrainingData.Interactions.Items.Count));
        Assert.Null(snapshot.TrainingData.Artists);
        Assert.Empty(snapshot.Matcher.Nearest("anything"));
    }

    [Fact]
    public async Task Explain_puts_reasons_into_words()
    {
        await _store.UpsertAsync(World, Token);
        var snapshot = await CatalogSnapshot.LoadAsync(_store, cancellationToken: Token);
        Assert.Equal(
            "because you have A and B; 14 of the 22 who have A also have it",
            snapshot.Explain(
                new([Contribution.Of(new SongId(10), .5f, new Support(14, 22)), Contribution.Of(new SongId(11), .3f, new Support(1, 3))])
            )
        );
        Assert.Equal(
            "because you have the artist Ann and song 99; because of listeners like you: alice; because of tempo",
            snapshot.Explain(
                new([
                    Contribution.Of(new ArtistId(1), .5f),
                    Contribution.Of(new SongId(99), .1f),
                    Contribution.Of(new UserId(1), .1f),
                    Contribution.OfFeature("tempo", .1f),
                ])
            )
        );
        Assert.Equal(
            "because you have B, the artists Ann and artist 99 and A; the one other listener of B also has it",
            snapshot.Explain(
                new([
                    Contribution.Of(new SongId(11), .4f, new Support(1, 1)),
                    Contribution.Of(new ArtistId(1), .3f),
                    Contribution.Of(new SongId(10), .2f),
                    Contribution.Of(new ArtistId(99), .1f),
                ])
            )
        );
        Assert.Equal(
            "because of popularity; 14 of 22 listeners have it",
            snapshot.Explain(new([Contribution.OfFeature("popularity", 1, new Support(14, 22))]))
        );
        Assert.Equal("because of listeners like you: alice", snapshot.Explain(new([Contribution.Of(new UserId(1), 1, new Support(3, 4))])));
        Assert.Equal("", snapshot.Explain(Reason.None));
        Assert.Equal("A (Ann)", snapshot.Describe(new(10)));
        Assert.Equal(new UserId(1), snapshot.FindUser("alice"));
        Assert.Equal(new UserId(2), snapshot.FindUser("2"));
        Assert.Null(snapshot.FindUser("bob"));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public async Task Load_refuses_options_out_of_range(double threshold) =>
        Assert.Contains(
            nameof(CatalogOptions.CopyThreshold),
            (
                await Assert.ThrowsAsync<ArgumentException>(() =>
                    CatalogSnapshot.LoadAsync(_store, new() { CopyThreshold = threshold }, Token)
                )
            ).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task AddZetDardCatalog_registers_the_store_and_the_source_of_training_data()
    {
        await _store.UpsertAsync(World, Token);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddZetDardCatalog(_folder.Database).Configure(options => options.Rows = RowKind.Playlist);
        builder.Services.AddZetDardCatalog(_folder.Database);
        using var host = builder.Build();
        await host.StartAsync(Token);
        var data = await host.Services.GetRequiredService<ITrainingDataSource<SongId>>().LoadAsync(Token);
        Assert.Equal("100:10 100:11 101:12", Pairs(data.Interactions));
        Assert.Equal(
            Path.GetFullPath(_folder.Database),
            Assert.IsType<SqliteCatalogStore>(Assert.Single(host.Services.GetServices<ICatalogStore>())).Path
        );
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task AddZetDardCatalog_with_bad_options_stops_the_host()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddZetDardCatalog(_folder.Database).Configure(options => options.CopyThreshold = 7);
        using var host = builder.Build();
        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));
    }

    [Theory]
    [InlineData("Don’t Stop", "P!NK", 1L)]
    [InlineData("DON'T STOP (feat. Someone)", "Pink; P!nk", 1L)]
    [InlineData("Dont Stop (Live)", "P!nk", 2L)]
    [InlineData("dont stop", null, 1L)]
    [InlineData("dont stop", "Somebody Else", null)]
    [InlineData("愛在西元前", "周杰倫", 3L)]
    [InlineData("Beyonce", "", 4L)]
    [InlineData("no such", null, null)]
    public void Find_matches_titles_and_artists_as_others_write_them(string title, string? artist, long? expected) =>
        Assert.Equal(expected is { } id ? new SongId(id) : null, Matcher.Find(title, artist));

    [Fact]
    public void FindAll_lists_the_songs_of_one_title_most_popular_first()
    {
        Song[] songs =
        [
            new(new(4), "晴天", [new(2)]),
            new(new(3), "晴天", [new(3)]) { Popularity = 5 },
            new(new(2), "晴天 (Live)", [new(1)]) { Popularity = 99 },
            new(new(1), "晴天", [new(1)]),
            new(new(5), "雨天", [new(1)]),
        ];
        var matcher = new SongMatcher(songs, [new(new(1), "周杰伦"), new(new(2), "Ann"), new(new(3), "Bea")]);
        Assert.Equal([3, 1, 4], matcher.FindAll("晴天").Select(song => song.Value));
        Assert.Equal([1], matcher.FindAll("晴天", "周杰倫").Select(song => song.Value));
        Assert.Equal([2], matcher.FindAll("晴天 (现场版)").Select(song => song.Value));
        Assert.Empty(matcher.FindAll("晴天", "Cy"));
        Assert.Empty(matcher.FindAll("云天"));
    }

    [Fact]
    public void Nearest_offers_similar_titles()
    {
        // Pairs including the ends: 6 of the long title, 2 of the short one, 1 in both.
        Assert.Equal([new(new(3), "爱在西元前", 1), new(new(5), "爱", 2.0 * 1 / (6 + 2))], Matcher.Nearest("愛在西元前 (Live)"));
        Assert.Equal("Don't Stop", Matcher.Nearest("dont stpo", 1).Single().Title);
        Assert.Throws<ArgumentOutOfRangeException>(() => Matcher.Nearest("a", 0));
    }

    // Oracle: the README of the data says that 476 songs join by normalised title and artist; the matcher also handles features
    // and several artists.
    [Fact]
    public async Task Find_joins_the_real_feature_tables()
    {
        var folder = SharedFolder.PathOrSkip("data", "song_features");
        await CatalogFiles.ImportAsync(_store, SharedFolder.PathOrSkip("data", "netease_playlists_2024"), cancellationToken: Token);
        var matcher = (await CatalogSnapshot.LoadAsync(_store, cancellationToken: Token)).Matcher;
        var artistFirst = (await File.ReadAllLinesAsync(Path.Combine(folder, "top_hits_2000_2019.csv"), Token))
            .Skip(1)
            .Select(Fields)
            .Select(row => (Title: row[1], Artist: row[0]));
        var titleFirst = (await File.ReadAllLinesAsync(Path.Combine(folder, "spotify_2023_variant.csv"), Token))
            .Skip(1)
            .Select(Fields)
            .Select(row => (Title: row[0], Artist: row[1]));
        var found = artistFirst.Concat(titleFirst).Select(row => matcher.Find(row.Title, row.Artist)).OfType<SongId>().Distinct().Count();
        Assert.InRange(found, 476, 600);

        static string[] Fields(string line) =>
            [
                .. Regex
                    .Matches(line, "(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,]*))")
                    .Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value),
            ];
    }

    [Fact]
    public async Task Versions_map_every_song_to_the_best_known_unmarked_one_of_its_title_and_artists()
    {
        await _store.UpsertAsync(
            new()
            {
                Songs =
                [
                    new(new(10), "晴天 (Live)", [new(1)]) { Popularity = 99 },
                    new(new(11), "晴天", [new(1)]) { Popularity = 10 },
                    new(new(12), "晴天", [new(1)]) { Popularity = 20, Duration = TimeSpan.FromSeconds(99) },
                    new(new(13), "晴天 (Remix)", [new(1)]),
                    new(new(14), "晴天", [new(2)]),
                    new(new(15), "晴天 (Live)", [new(2), new(1)]),
                    new(new(16), "Intro", [new(1)]),
                    new(new(17), "Intro (Live)", [new(1)]),
                    new(new(18), "Intro", [new(1)]) { Duration = TimeSpan.FromSeconds(60) },
                    new(new(19), "Intro", [new(1)]) { Duration = TimeSpan.FromSeconds(61) },
                    new(new(20), "晴天", []),
                    new(new(21), "", [new(1)]),
                ],
                Artists = [new(new(1), "周杰伦"), new(new(2), "Ann")],
            },
            Token
        );
        var snapshot = await CatalogSnapshot.LoadAsync(_store, new(), Token);
        Assert.Equal(
            [(10, 12), (11, 12), (12, 12), (13, 12), (14, 14), (15, 15), (16, 16), (17, 17), (18, 18), (19, 18), (20, 20), (21, 21)],
            snapshot.Versions.OrderBy(pair => pair.Key.Value).Select(pair => (pair.Key.Value, pair.Value.Value))
        );
        Assert.All(snapshot.Versions, pair => Assert.Equal(pair.Value, snapshot.Versions[snapshot.Representative(pair.Key)]));
    }

    private static SongMatcher Matcher =>
        new(
            [
                new(new(1), "Don't Stop", [new(1)]) { Popularity = 5 },
                new(new(2), "Don't Stop (Live)", [new(1)]) { Popularity = 99 },
                new(new(3), "爱在西元前", [new(2)]),
                new(new(4), "Beyoncé", [new(1)]),
                new(new(5), "爱", [new(2)]),
                new(new(6), "Don't Stop", [new(2)]) { Popularity = 1 },
            ],
            [new(new(1), "P!nk"), new(new(2), "周杰伦")]
        );

    private static CatalogBatch World =>
        new()
        {
            Songs = [new(new(10), "A", [new(1)]), new(new(11), "B", [new(1)])],
            Artists = [new(new(1), "Ann")],
            Users = [new(new(1), "alice")],
            Playlists = [new(new(100), "of 1") { Creator = new UserId(1) }, new(new(101), "of 2") { Creator = new UserId(2) }],
            PlaylistSongs = [new(new(100), 0, new(11)), new(new(100), 1, new(10)), new(new(101), 0, new(12))],
            Subscriptions = [new(new(2), new(100))],
        };

    private static string Pairs(InteractionDataset<SongId> data) =>
        string.Join(' ', data.ToInteractions().Select(row => $"{row.User.Value}:{row.Item.Value}"));

    private async Task<InteractionDataset<SongId>> LoadAsync(CatalogOptions options) =>
        (await CatalogSnapshot.LoadAsync(_store, options, Token)).TrainingData.Interactions;
}
