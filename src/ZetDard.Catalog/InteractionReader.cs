using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// Reads the interactions of a catalogue, with songs replaced by their representatives and near copies of playlists left out.
/// </summary>
internal sealed class InteractionReader
{
    private readonly ICatalogStore _store;
    private readonly List<Playlist> _playlists;
    private readonly CatalogOptions _options;
    private readonly SongNumbers _songs;

    private InteractionReader(
        ICatalogStore store, List<Playlist> playlists, IReadOnlyDictionary<SongId, SongId> representatives, CatalogOptions options) =>
        (_store, _playlists, _options, _songs) = (store, playlists, options, new(representatives));

    public static async Task<(InteractionDataset<SongId> Interactions, IReadOnlyList<PlaylistCopy> Copies, bool Dropped)> ReadAsync(
        ICatalogStore store, List<Playlist> playlists, IReadOnlyDictionary<SongId, SongId> representatives, CatalogOptions options,
        CancellationToken cancellationToken)
    {
        var reader = new InteractionReader(store, playlists, representatives, options);
        var (lists, numbers) = await reader.ReadListsAsync(cancellationToken).ConfigureAwait(false);
        var copies = await reader.FindCopiesAsync(lists, cancellationToken).ConfigureAwait(false);
        var drops = options.DropPlaylistCopies ?? options.Rows == RowKind.Playlist;
        var dropped = drops ? copies.Select(copy => copy.Copy).ToHashSet() : [];
        var interactions = options.Rows == RowKind.User ? await reader.ReadUsersAsync(
            lists, numbers, dropped, cancellationToken).ConfigureAwait(false)
            : dropped.Count == 0 ? lists
            : reader.Without(lists, numbers, dropped);
        return (interactions, copies, drops);
    }

    private async Task<(InteractionDataset<SongId> Lists, int[] Numbers)> ReadListsAsync(CancellationToken cancellationToken)
    {
        var rows = new SongRows(_songs, RowKind.Playlist, isWeighted: false);
        if (_options.Rows == RowKind.Playlist || _options.Playlists != PlaylistKinds.None)
        {
            PlaylistId? current = null;
            await foreach (var block in _store.ReadPlaylistSongsAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var row in block.Span)
                {
                    if (row.Playlist != current)
                    {
                        current = row.Playlist;
                        rows.Begin(new(row.Playlist.Value));
                    }

                    rows.Add(_songs.Of(row.Song));
                }
            }
        }

        return rows.Build();
    }

    private async Task<IReadOnlyList<PlaylistCopy>> FindCopiesAsync(InteractionDataset<SongId> lists, CancellationToken cancellationToken)
    {
        if (_options.CopyThreshold is not { } threshold || lists.Users.Count == 0)
        {
            return [];
        }

        // A playlist of which only the songs are known comes after those whose order is known.
        var order = _playlists.Select(list => list.Id).Concat(lists.Users.Select(row => new PlaylistId(row.Value)));
        return await Task.Run(() => PlaylistCopies.Find(lists, order, threshold), cancellationToken).ConfigureAwait(false);
    }

    // The songs of a user's playlists and the user's plays: a song counts once for the playlists, however many contain it, and
    // its plays are added to that.
    private async Task<InteractionDataset<SongId>> ReadUsersAsync(
        InteractionDataset<SongId> lists, int[] numbers, HashSet<PlaylistId> dropped, CancellationToken cancellationToken)
    {
        var listsOfUsers = await ReadListsOfUsersAsync(lists, dropped, cancellationToken).ConfigureAwait(false);
        var next = 0;
        var listedFor = new int[numbers.Length];       // for each song the last user, counted from 1, who has it in a playlist
        var userCount = 0;
        var rows = new SongRows(_songs, RowKind.User, isWeighted: _options.Plays);
        if (_options.Plays)
        {
            UserId? current = null;
            await foreach (var block in _store.ReadPlaysAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var play in block.Span)
                {
                    if (play.User != current)
                    {
                        AddLists(current);
                        AddUsersBefore(play.User);
                        current = play.User;
                        rows.Begin(play.User);
                    }

                    rows.Add(_songs.Of(play.Item), play.Weight, play.UnixSeconds);
                }
            }

            AddLists(current);
        }

        AddUsersBefore(null);
        return rows.Build().Dataset;

        // Adds the users before the given one, who have no plays; null for all remaining users.
        void AddUsersBefore(UserId? user)
        {
            while (next < listsOfUsers.Count && !(listsOfUsers[next].User.Value >= user?.Value))
            {
                rows.Begin(listsOfUsers[next].User);
                AddLists(listsOfUsers[next].User);
            }
        }

        void AddLists(UserId? user)
        {
            userCount++;
            for (; next < listsOfUsers.Count && listsOfUsers[next].User == user; next++)
            {
                foreach (var song in lists.Matrix.Row(listsOfUsers[next].List))
                {
                    if (listedFor[song] != userCount)
                    {
                        listedFor[song] = userCount;
                        rows.Add(numbers[song]);
                    }
                }
            }
        }
    }

    // Sorted by user in ascending order.
    private async Task<List<(UserId User, int List)>> ReadListsOfUsersAsync(
        InteractionDataset<SongId> lists, HashSet<PlaylistId> dropped, CancellationToken cancellationToken)
    {
        var listsOfUsers = new List<(UserId User, int List)>();
        if (_options.Playlists.HasFlag(PlaylistKinds.Created))
        {
            foreach (var list in _playlists)
            {
                if (list.Creator is { } creator)
                {
                    Add(creator, list.Id);
                }
            }
        }

        if (_options.Playlists.HasFlag(PlaylistKinds.Subscribed))
        {
            await foreach (var subscription in _store.ReadSubscriptionsAsync(cancellationToken).ConfigureAwait(false))
            {
                Add(subscription.User, subscription.Playlist);
            }
        }

        listsOfUsers.Sort(static (left, right) => left.User.Value.CompareTo(right.User.Value));
        return listsOfUsers;

        void Add(UserId user, PlaylistId list)
        {
            if (!dropped.Contains(list) && lists.Users.IndexOf(new(list.Value)) is >= 0 and var row)
            {
                listsOfUsers.Add((user, row));
            }
        }
    }

    private InteractionDataset<SongId> Without(InteractionDataset<SongId> lists, int[] numbers, HashSet<PlaylistId> dropped)
    {
        var rows = new SongRows(_songs, RowKind.Playlist, isWeighted: false);
        for (var row = 0; row < lists.Users.Count; row++)
        {
            if (dropped.Contains(new(lists.Users[row].Value)))
            {
                continue;
            }

            rows.Begin(lists.Users[row]);
            foreach (var song in lists.Matrix.Row(row))
            {
                rows.Add(numbers[song]);
            }
        }

        return rows.Build().Dataset;
    }
}
