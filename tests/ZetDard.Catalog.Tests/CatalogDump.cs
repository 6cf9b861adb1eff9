using ZetDard.Recommenders;

namespace ZetDard.Catalog.Tests;

/// <summary>Everything that an export contains, as one text for each row, in the order of the store.</summary>
internal static class CatalogDump
{
    public static async Task<List<string>> OfAsync(ICatalogStore store, CancellationToken token)
    {
        var rows = new List<string>();
        await foreach (var song in store.ReadSongsAsync(token))
        {
            rows.Add($"{song with { Artists = [], OriginalArtists = [] }} {string.Join(',', song.Artists)} {string.Join(',', song.OriginalArtists)}");
        }

        await AddAsync(store.ReadArtistsAsync(token));
        await AddAsync(store.ReadUsersAsync(token));
        await AddAsync(store.ReadPlaylistsAsync(token));
        await AddAsync(store.ReadPlaylistSongsAsync(token).SelectMany(block => block.ToArray().ToAsyncEnumerable()));
        await AddAsync(store.ReadSubscriptionsAsync(token));
        await foreach (var play in store.ReadPlaysAsync(token).SelectMany(block => block.ToArray().ToAsyncEnumerable()))
        {
            rows.Add($"play {play.User} {play.Item} {play.Weight:R} {play.UnixSeconds}");
        }

        await AddAsync(store.ReadCommentsAsync(token));
        await AddAsync(store.ReadLyricsAsync(token));
        await AddAsync(store.ReadFollowsAsync(token));
        await AddAsync(store.ReadExternalIdsAsync(token));
        return rows;

        async Task AddAsync<T>(IAsyncEnumerable<T> items)
        {
            await foreach (var item in items)
            {
                rows.Add($"{item}");
            }
        }
    }

    /// <summary>The training data of both kinds of rows, with names and relations.</summary>
    public static async Task<List<string>> OfTrainingAsync(ICatalogStore store, CancellationToken token)
    {
        var rows = new List<string>();
        foreach (var kind in Enum.GetValues<RowKind>())
        {
            var snapshot = await CatalogSnapshot.LoadAsync(store, new() { Rows = kind }, token);
            rows.AddRange(
                snapshot.TrainingData.Interactions.ToInteractions().Select(
                    row => $"{row.User} {snapshot.Describe(row.Item)} {row.Weight:R} {row.UnixSeconds} {snapshot.Versions.GetValueOrDefault(row.Item)}"));
            rows.Add($"{snapshot.TrainingData.Friends?.Pairs().Count()} {snapshot.Cleaning}");
        }

        return rows;
    }
}
