using CsCheck;
using ZetDard.Recommenders;

namespace ZetDard.Catalog.Tests;

public sealed class CatalogRoundTripTests
{
    private static readonly Gen<string> Name = Gen.OneOf(
        OneOf(
            "", " ", " Spaced ", "AC|DC", "a\tb", "a\nb", "a\r\nb\r", "\0", "x\0y", "\\", "\\t", "a\\", "|", "||", "\\|", "\"", "\"1989\"", "Say \"Hi\"", "'", ",",
            "1989", "-5", "0012", "NULL", "nan", "None", "\\N", "#comment", "=1+1", "user", "song_id", "\uFEFF", "\uFFFD", "\uFFFF", "\u2028", "\u3000全角\u3000",
            "\u00A0", "周杰伦", "🎵\u202e", "e\u0301", "<html>", "{\"a\":1}", "1", "\t", "\n"),
        Gen.String[0, 6].Select(text => string.Concat(text.Where(character => !char.IsSurrogate(character)))));

    private static readonly Gen<string?> MaybeName = Gen.OneOf(Gen.Const((string?)null), Name.Select(name => (string?)name));

    // Ids of the service, ids that are minted (with an external id, see below) and hashes.
    private static readonly Gen<long> Id = Gen.OneOf(
        Gen.Long[1, 4], Gen.Long[-4, -1], Gen.Long[ExternalId.MaxHashedId - 2, ExternalId.MaxHashedId]);

    private static readonly Gen<long?> Number = Gen.OneOf(
        Gen.Const((long?)null), OneOf<long?>(0, -1, 7, long.MinValue, long.MaxValue, 9_007_199_254_740_993));

    private static readonly Gen<DateTimeOffset?> Time = Gen.OneOf(
        Gen.Const((DateTimeOffset?)null),
        Gen.Long[DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()].Select(
            seconds => (DateTimeOffset?)DateTimeOffset.FromUnixTimeSeconds(seconds)),
        OneOf<DateTimeOffset?>(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(-1)));

    private static readonly Gen<double?> Popularity = Gen.OneOf(
        Gen.Const((double?)null), OneOf<double?>(1e-7, -3.5, 0, 100, double.MaxValue, double.Epsilon, 0.1));

    private static readonly Gen<CatalogBatch> Catalogue =
        from songs in Gen.Select(Id, Name, Id.Array[0, 3], Id.Array[0, 2], Popularity, Number, MaybeName).Array[0, 6]
        from artists in Gen.Select(Id, Name).Array[0, 5]
        from users in Gen.Select(Id, MaybeName).Array[0, 5]
        from lists in Gen.Select(Id, Name, Gen.OneOf(Gen.Const(0L), Id), Time, Number, MaybeName).Array[0, 4]
        from entries in Gen.Select(Id, Gen.Int[0, 3], Id).Array[0, 10]
        from pairs in Gen.Select(Id, Id).Array[0, 5]
        from plays in Gen.Select(Id, Id, OneOf(1f, 2.5f, 1e-30f, float.MaxValue), OneOf(0L, 5, -1, long.MaxValue)).Array[0, 6]
        from comments in Gen.Select(OneOf(1L, -1, long.MaxValue, long.MinValue), Id, Id, Name, Time, Number).Array[0, 4]
        from lyrics in Gen.Select(Id, Name).Array[0, 3]
        from keys in Gen.Select(Name, Name, OneOf("song", "artist", "user", "playlist", "movie"), Id).Array[0, 6]
        select new CatalogBatch
        {
            Songs = [.. songs.Select(row => new Song(new(row.Item1), row.Item2, [.. row.Item3.Select(id => new ArtistId(id))])
            {
                OriginalArtists = [.. row.Item4.Select(id => new ArtistId(id))],
                Popularity = row.Item5,
                Duration = row.Item6 is { } milliseconds and > -1_000_000 and < 1_000_000 ? TimeSpan.FromMilliseconds(milliseconds) : null,
                Album = row.Item7,
            })],
            Artists = [.. artists.Select(row => new Artist(new(row.Item1), row.Item2))],
            Users = [.. users.Select(row => new User(new(row.Item1), row.Item2))],
            Playlists = [.. lists.Select(row => new Playlist(new(row.Item1), row.Item2)
            {
                Creator = row.Item3 == 0 ? null : new UserId(row.Item3),
                Created = row.Item4,
                PlayCount = row.Item5,
                ShareCount = row.Item5,
                Tags = row.Item6,
            })],
            PlaylistSongs = [.. entries.Select(row => new PlaylistSong(new(row.Item1), row.Item2, new(row.Item3)))],
            Subscriptions = [.. pairs.Select(row => new Subscription(new(row.Item1), new(row.Item2)))],
            Follows = [.. pairs.Select(row => new Follow(new(row.Item1), new(row.Item2)))],
            Plays = [.. plays.Select(row => new Interaction<SongId>(new(row.Item1), new(row.Item2), row.Item3, row.Item4))],
            Comments = [.. comments.Select(row => new Comment(row.Item1, new(row.Item2), new(row.Item3), row.Item4)
            {
                Written = row.Item5,
                LikeCount = row.Item6,
            })],
            Lyrics = [.. lyrics.Select(row => new Lyric(new(row.Item1), row.Item2))],
            ExternalIds =
            [
                .. keys.Where(row => row.Item4 > ExternalId.MaxHashedId)
                    .Select(row => new ExternalId(row.Item3, row.Item1, row.Item2, row.Item4)),
                .. new[] { "song", "artist", "user", "playlist" }.SelectMany(
                    kind => Enumerable.Range(1, 4).Select(i => new ExternalId(kind, "made", $"{kind} {i}", -i))),
            ],
        };

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Oracle: the catalogue itself.
    [Fact]
    public Task Export_and_import_into_an_empty_store_give_the_same_catalogue() => Catalogue.SampleAsync(
        async batch =>
        {
            using var folder = new TemporaryFolder();
            using var store = new SqliteCatalogStore(folder["a.db"]);
            using var second = new SqliteCatalogStore(folder["b.db"]);
            await store.UpsertAsync(batch, Token);
            await CatalogFiles.ExportAsync(store, folder["out"], Token);
            var options = new ImportOptions { RowsPerTransaction = 3, Strict = true };
            var report = await CatalogFiles.ImportAsync(second, folder["out"], options, cancellationToken: Token);
            Assert.Empty(report.Problems);
            Assert.Equal(await CatalogDump.OfAsync(store, Token), await CatalogDump.OfAsync(second, Token));
            Assert.Equal(await CatalogDump.OfTrainingAsync(store, Token), await CatalogDump.OfTrainingAsync(second, Token));
        },
        iter: 40, threads: 1);

    // Oracle: the same catalogue, in which every minted id is shifted by the number of ids that were minted before.
    [Fact]
    public Task Export_and_import_into_a_store_with_other_minted_ids_merge_nothing() => Catalogue.SampleAsync(
        async batch =>
        {
            using var folder = new TemporaryFolder();
            using var store = new SqliteCatalogStore(folder["a.db"]);
            using var second = new SqliteCatalogStore(folder["b.db"]);
            batch = batch with { ExternalIds = [.. batch.ExternalIds.Where(external => external.Source == "made")] };
            await store.UpsertAsync(batch, Token);
            await second.MintAsync<SongId>("name", ["1", "2", "3", "4", "5"], Token);
            await second.MintAsync<ArtistId>("name", ["1", "2", "3", "4", "5"], Token);
            await second.MintAsync<UserId>("name", ["1", "2", "3", "4", "5"], Token);
            await second.MintAsync<PlaylistId>("name", ["1", "2", "3", "4", "5"], Token);
            await CatalogFiles.ExportAsync(store, folder["out"], Token);
            for (var time = 0; time < 2; time++)
            {
                await CatalogFiles.ImportAsync(second, folder["out"], new() { Strict = true }, cancellationToken: Token);
                await AssertShiftedAsync();
            }

            async Task AssertShiftedAsync()
            {
                Assert.Equal(await store.CountAsync(Token), await second.CountAsync(Token));
                var keys = await second.ReadExternalIdsAsync(Token).Where(external => external.Source == "made")
                    .ToDictionaryAsync(external => (external.Kind, external.Id), external => external.Key, cancellationToken: Token);
                Assert.All(keys.Keys, key => Assert.InRange(key.Id, -9, -6));
                string Key(string kind, long id) => keys.TryGetValue((kind, id), out var key) ? key : $"{id}";
                var there = await second.ReadSongsAsync(Token).ToDictionaryAsync(song => Key("song", song.Id.Value), cancellationToken: Token);
                await foreach (var song in store.ReadSongsAsync(Token))
                {
                    var other = there[song.Id.Value is > -5 and < 0 ? $"song {-song.Id.Value}" : $"{song.Id.Value}"];
                    Assert.Equal(song.Title, other.Title);
                    Assert.Equal(
                        song.Artists.Select(artist => artist.Value is > -5 and < 0 ? $"artist {-artist.Value}" : $"{artist.Value}"),
                        other.Artists.Select(artist => Key("artist", artist.Value)));
                }
            }
        },
        iter: 20, threads: 1);

    [Fact]
    public async Task Export_explains_minted_ids_without_a_key_so_that_an_import_keeps_them_apart()
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteCatalogStore(folder["a.db"]);
        await store.UpsertAsync(
            new() { Songs = [new(new(-1), "A", [])], PlaylistSongs = [new(new(1), 0, new(-1)), new(new(1), 1, new(-404))] }, Token);
        await CatalogFiles.ExportAsync(store, folder["out"], Token);
        using var empty = new SqliteCatalogStore(folder["b.db"]);
        await CatalogFiles.ImportAsync(empty, folder["out"], new() { Strict = true }, cancellationToken: Token);
        Assert.Equal("A", (await empty.ReadSongsAsync(Token).SingleAsync(song => song.Id == new SongId(-1), Token)).Title);
        using var other = new SqliteCatalogStore(folder["c.db"]);
        await other.UpsertAsync(new() { Songs = [new(new(-1), "B", []), new(new(-404), "C", [])] }, Token);
        for (var time = 0; time < 2; time++)
        {
            await CatalogFiles.ImportAsync(other, folder["out"], new() { Strict = true }, cancellationToken: Token);
            Assert.Equal(
                ["A", "B", "C"],
                (await other.ReadSongsAsync(Token).ToListAsync(Token)).Select(song => song.Title).Order(StringComparer.Ordinal));
            var entries = (await other.ReadPlaylistSongsAsync(Token).SingleAsync(Token)).ToArray();
            Assert.DoesNotContain(entries, entry => entry.Song.Value is -1 or -404);
        }
    }

    // Oracle: an import that was not interrupted.
    [Fact]
    public async Task Import_of_an_export_that_was_interrupted_gives_every_id_the_same_meaning_as_before()
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteCatalogStore(folder["a.db"]);
        var songs = await store.MintAsync<SongId>("name", [.. Enumerable.Range(0, 50).Select(i => $"{i}")], Token);
        await store.UpsertAsync(
            new()
            {
                Songs = [.. songs.Select((song, i) => new Song(song, $"{i}", [new(-1 - (i % 7))]))],
                Artists = [.. Enumerable.Range(0, 7).Select(i => new Artist(new(-1 - i), $"artist {i}"))],
                PlaylistSongs = [.. songs.Select((song, i) => new PlaylistSong(new(1 + (i / 10)), i % 10, song))],
                Plays = [.. songs.Select(song => new Interaction<SongId>(new(1), song))],
            },
            Token);
        await CatalogFiles.ExportAsync(store, folder["out"], Token);
        var dumps = new List<List<string>>();
        foreach (var commits in new[] { int.MaxValue, 1, 6, 9, 14, 19 })
        {
            using var other = new SqliteCatalogStore(folder[$"{commits}.db"]);
            await other.MintAsync<SongId>("name", ["x", "3", "y"], Token);
            await other.UpsertAsync(new() { Artists = [new(new(-1), "another")] }, Token);
            using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var options = new ImportOptions { RowsPerTransaction = 10 };
            var count = 0;
            var progress = new Inline(() =>
            {
                if (++count == commits)
                {
                    source.Cancel();
                }
            });
            if (commits < int.MaxValue)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(
                    () => CatalogFiles.ImportAsync(other, folder["out"], options, progress, source.Token));
            }

            await CatalogFiles.ImportAsync(other, folder["out"], options, cancellationToken: Token);
            dumps.Add(await CatalogDump.OfAsync(other, Token));
            var snapshot = await CatalogSnapshot.LoadAsync(other, new() { GroupSongs = false }, Token);
            Assert.Equal(
                Enumerable.Range(0, 50).Select(i => $"{i} (artist {i % 7})").Order(StringComparer.Ordinal),
                snapshot.TrainingData.Interactions.Items.Select(snapshot.Describe).Order(StringComparer.Ordinal));
        }

        Assert.All(dumps, dump => Assert.Equal(dumps[0], dump));
    }

    private sealed class Inline(Action report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report();
    }

    [Fact]
    public async Task Export_deletes_files_of_an_earlier_export_for_which_there_is_nothing()
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteCatalogStore(folder["a.db"]);
        Directory.CreateDirectory(folder["out"]);
        folder.With("out/plays.tsv", "user\tsong\nold\told\n").With("out/artists_id_name.csv", "1,old\n").With("out/notes.txt", "mine");
        await store.UpsertAsync(new() { Songs = [new(new(1), "A", [])] }, Token);
        await CatalogFiles.ExportAsync(store, folder["out"], Token);
        Assert.Equal(
            ["external_ids.tsv", "notes.txt", "songs.tsv"],
            Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Export_is_of_one_moment()
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteCatalogStore(folder["a.db"]);
        await store.UpsertAsync(new() { Songs = [new(new(1), "A", [])], Lyrics = [new(new(1), "la")] }, Token);
        using var view = await store.FreezeAsync(Token);
        await store.UpsertAsync(new() { Songs = [new(new(2), "B", [])], Lyrics = [new(new(2), "lo")] }, Token);
        Assert.Equal((1, 1), ((await view.CountAsync(Token)).Songs, await view.ReadLyricsAsync(Token).CountAsync(Token)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => view.UpsertAsync(new(), Token));
        Assert.Equal(2, (await store.CountAsync(Token)).Songs);
    }

    [Fact]
    public async Task Ids_below_0_are_refused_where_no_file_says_what_they_are()
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteCatalogStore(folder["a.db"]);
        await store.MintAsync<SongId>("name", ["A"], Token);
        folder.With("playlist_songs.tsv", "playlist_id\tposition\tsong_id\n1\t0\t-1\n")
            .With("lyrics.jsonl", "{\"ncm_id\": -1, \"lrc\": \"x\"}\n");
        var report = await CatalogFiles.ImportAsync(store, folder.Path, cancellationToken: Token);
        Assert.Equal(2, report.SkippedRows);
        folder.With("external_ids.tsv", "kind\tsource\tkey\tid\nsong\tname\tB\t-7\n");
        report = await CatalogFiles.ImportAsync(store, folder.Path, cancellationToken: Token);
        Assert.Contains("below 0 one that external_ids.tsv contains", report.Problems[0].Reason, StringComparison.Ordinal);
        Assert.Equal(0, (await store.CountAsync(Token)).PlaylistSongs);
    }
}
