using System.Runtime.InteropServices;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Reads the interactions of a catalogue, with songs replaced by those that stand for them and near copies of playlists left out.</summary>
internal static class InteractionReader
{
    public static async Task<(InteractionDataset<SongId> Interactions, IReadOnlyList<PlaylistCopy> Copies, bool Dropped)> ReadAsync(
        ICatalogStore store, List<Playlist> playlists, IReadOnlyDictionary<SongId, SongId> representatives, CatalogOptions options, CancellationToken cancellationToken)
    {
        SongId Representative(SongId song) => representatives.Count == 0 ? song : representatives.GetValueOrDefault(song, song);

        IReadOnlyList<PlaylistCopy> copies = [];
        var drop = options.DropPlaylistCopies ?? options.Rows == RowKind.Playlist;
        var listBuilder = new InteractionDatasetBuilder<SongId>();
        if (options.Rows == RowKind.Playlist || options.Playlists != PlaylistKinds.None)
        {
            await foreach (var block in store.ReadPlaylistSongsAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var row in block.Span)
                {
                    listBuilder.Add(new(row.Playlist.Value), Representative(row.Song));
                }
            }
        }

        var lists = listBuilder.Build(RowKind.Playlist);
        if (options.CopyThreshold is { } threshold && lists.Users.Count > 0)
        {
            // A list of which only the songs are known comes after those with a place of their own.
            var order = playlists.Select(list => list.Id).Concat(lists.Users.Select(row => new PlaylistId(row.Value)));
            copies = await Task.Run(() => PlaylistCopies.Find(lists, order, threshold), cancellationToken).ConfigureAwait(false);
        }

        var dropped = drop ? copies.Select(copy => copy.Copy).ToHashSet() : [];
        if (options.Rows == RowKind.Playlist)
        {
            return (dropped.Count == 0 ? lists : Without(lists, dropped), copies, drop);
        }

        // Without weights, a pair that is added again is one still: a song counts once a user, however many of his lists hold it.
        var ofListsBuilder = new InteractionDatasetBuilder<SongId>();
        if (options.Playlists.HasFlag(PlaylistKinds.Created))
        {
            foreach (var list in playlists)
            {
                if (list.Creator is { } creator)
                {
                    AddList(creator, list.Id);
                }
            }
        }

        if (options.Playlists.HasFlag(PlaylistKinds.Subscribed))
        {
            await foreach (var subscription in store.ReadSubscriptionsAsync(cancellationToken).ConfigureAwait(false))
            {
                AddList(subscription.User, subscription.Playlist);
            }
        }

        var ofLists = ofListsBuilder.Build();
        return (options.Plays ? await WithPlaysAsync(ofLists, store, Representative, cancellationToken).ConfigureAwait(false) : ofLists, copies, drop);

        void AddList(UserId user, PlaylistId list)
        {
            var row = lists.Users.IndexOf(new(list.Value));
            if (row < 0 || dropped.Contains(list))
            {
                return;
            }

            foreach (var song in lists.Matrix.Row(row))
            {
                ofListsBuilder.Add(user, lists.Items[song]);
            }
        }
    }

    // The weights are added up here, user by user, so that the builder gets each pair once.
    private static async Task<InteractionDataset<SongId>> WithPlaysAsync(
        InteractionDataset<SongId> ofLists, ICatalogStore store, Func<SongId, SongId> representative, CancellationToken cancellationToken)
    {
        var builder = new InteractionDatasetBuilder<SongId>();
        var songs = new Dictionary<SongId, (float Weight, long UnixSeconds)>();
        var isDone = new bool[ofLists.Users.Count];
        UserId? current = null;
        await foreach (var block in store.ReadPlaysAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var play in block.Span)
            {
                if (current is { } user && user != play.User)
                {
                    AddUser(user);
                }

                current = play.User;
                AddSong(representative(play.Item), play.Weight, play.UnixSeconds);
            }
        }

        if (current is { } last)
        {
            AddUser(last);
        }

        for (var row = 0; row < isDone.Length; row++)
        {
            if (!isDone[row])
            {
                AddUser(ofLists.Users[row]);
            }
        }

        return builder.Build();

        void AddSong(SongId song, float weight, long unixSeconds)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(songs, song, out _);
            known = (known.Weight + weight, Math.Max(known.UnixSeconds, unixSeconds));
        }

        void AddUser(UserId user)
        {
            if (ofLists.Users.IndexOf(user) is >= 0 and var row)
            {
                isDone[row] = true;
                foreach (var song in ofLists.Matrix.Row(row))
                {
                    AddSong(ofLists.Items[song], 1, 0);
                }
            }

            foreach (var (song, (weight, unixSeconds)) in songs)
            {
                builder.Add(user, song, weight, unixSeconds);
            }

            songs.Clear();
        }
    }

    private static InteractionDataset<SongId> Without(InteractionDataset<SongId> lists, HashSet<PlaylistId> dropped)
    {
        var builder = new InteractionDatasetBuilder<SongId>();
        for (var row = 0; row < lists.Users.Count; row++)
        {
            if (dropped.Contains(new(lists.Users[row].Value)))
            {
                continue;
            }

            foreach (var song in lists.Matrix.Row(row))
            {
                builder.Add(lists.Users[row], lists.Items[song]);
            }
        }

        return builder.Build(RowKind.Playlist);
    }
}
