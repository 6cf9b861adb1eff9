using System.Globalization;
using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

// One method for each file of the layout, except those of plays.
internal sealed partial class CatalogImporter
{
    private Task ImportAsync(string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return AllLyrics ? LyricsAsync(path, cancellationToken) : name switch
        {
            CatalogFiles.ExternalIds => ExternalIdsAsync(path, cancellationToken),
            CatalogFiles.ArtistIds => ArtistIdsAsync(path, cancellationToken),
            CatalogFiles.Artists => ArtistsAsync(path, cancellationToken),
            CatalogFiles.Users => UsersAsync(path, cancellationToken),
            CatalogFiles.Songs => SongsAsync(path, cancellationToken),
            CatalogFiles.Playlists => PlaylistsAsync(path, cancellationToken),
            CatalogFiles.PlaylistSongs => PlaylistSongsAsync(path, cancellationToken),
            CatalogFiles.Lyrics => LyricsAsync(path, cancellationToken),
            CatalogFiles.Plays when IsExportOfPlays(path) => ExportedPlaysAsync(path, cancellationToken),
            CatalogFiles.Plays => PlaysAsync(path, cancellationToken),
            CatalogFiles.Subscriptions => SubscriptionsAsync(path, cancellationToken),
            CatalogFiles.Follows => FollowsAsync(path, cancellationToken),
            CatalogFiles.Comments => CommentsAsync(path, cancellationToken),
            _ => throw new InvalidOperationException($"{name} is not a file of the layout."),
        };
    }

    private TsvFile Open(string path, string[] columns, int requiredCount, char separator = '\t') =>
        new(path, columns, requiredCount, _options.Encoding, separator, _cancellationToken);

    // What the ids below 0 of the files stand for, and which ids that are here. Read at every run, because the other files need it.
    private async Task ExternalIdsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["kind", "source", "key", "id"], 4);
        var ids = _ids = [];
        var rows = new List<ExternalId>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file))
            {
                return false;
            }

            if (!long.TryParse(file.Field(3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
            {
                return Skip(file, 3, "a whole number");
            }

            rows.Add(new(file.Text(0), file.Text(1), file.Text(2), id));
            return true;
        },
        () => rows.Clear(),
        async () =>
        {
            var known = rows.FindAll(row => ids.ContainsKey((row.Kind, row.Id)));
            var fresh = rows.FindAll(row => !ids.ContainsKey((row.Kind, row.Id)));
            var here = await _store.AddExternalIdsAsync(fresh, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < fresh.Count; i++)
            {
                if (fresh[i].Id < 0)
                {
                    ids[(fresh[i].Kind, fresh[i].Id)] = here[i];
                }
            }

            return new CatalogBatch { ExternalIds = known.ConvertAll(row => row with { Id = ids[(row.Kind, row.Id)] }) };
        }, cancellationToken, always: true).ConfigureAwait(false);
    }

    private async Task ArtistIdsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["id", "name"], 2, ',');
        var artists = new List<Artist>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<ArtistId>(file, 0) is not { } id)
            {
                return false;
            }

            var name = Unquote(file.Field(1).Trim()).Trim();
            if (string.IsNullOrWhiteSpace(name))
            {
                return Skip(file, 1, "an artist without a name");
            }

            CountDuplicate(seen, id.Value);
            artists.Add(new(id, name));
            return true;
        },
        () => artists.Clear(),
        () => Task.FromResult(new CatalogBatch
        {
            Artists = artists,
            ExternalIds = artists.ConvertAll(
                artist => new ExternalId(IdKind<ArtistId>.Name, ExternalId.NameSource, artist.Name, artist.Id.Value)),
        }), cancellationToken).ConfigureAwait(false);
    }

    private async Task ArtistsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["artist_id", "name"], 2);
        var artists = new List<Artist>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<ArtistId>(file, 0) is not { } id)
            {
                return false;
            }

            CountDuplicate(seen, id.Value);
            artists.Add(new(id, file.Text(1)));
            return true;
        },
        () => artists.Clear(),
        () => Task.FromResult(new CatalogBatch { Artists = artists }), cancellationToken).ConfigureAwait(false);
    }

    private async Task UsersAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["user_id", "name"], 2);
        var users = new List<User>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<UserId>(file, 0) is not { } id)
            {
                return false;
            }

            CountDuplicate(seen, id.Value);
            users.Add(new(id, file.TextOrNull(1)));
            return true;
        },
        () => users.Clear(),
        () => Task.FromResult(new CatalogBatch { Users = users }), cancellationToken).ConfigureAwait(false);
    }

    private async Task SongsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["song_id", "title", "artists", "popularity", "duration_ms", "album", "artist_ids", "original_ids"], 3);
        var rows = new List<(Song Song, string[] Artists)>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<SongId>(file, 0) is not { } id || ArtistIds(file, 6) is not { } artists
                || ArtistIds(file, 7) is not { } originals)
            {
                return false;
            }

            CountDuplicate(seen, id.Value);
            var song = new Song(id, file.Text(1), artists)
            {
                OriginalArtists = originals,
                Popularity = Number(file, 3, "a popularity"),
                Duration = Count(file, 4, "a duration in milliseconds") is { } duration ? Period(file, 4, duration) : null,
                Album = file.TextOrNull(5),
            };
            rows.Add((song, artists.Length > 0 ? [] : file.Names(2)));
            return true;
        },
        () => rows.Clear(),
        async () =>
        {
            var minted = await LearnAsync(_artistIds, rows.SelectMany(row => row.Artists), cancellationToken).ConfigureAwait(false);
            return new CatalogBatch
            {
                Songs = rows.ConvertAll(row => row.Artists.Length == 0
                    ? row.Song
                    : row.Song with { Artists = Array.ConvertAll(row.Artists, name => _artistIds[name]) }),
                Artists = [.. minted.Where(artist => artist.Id.Value < 0).Select(artist => new Artist(artist.Id, artist.Name))],
            };
        }, cancellationToken).ConfigureAwait(false);
    }

    // Null, and a problem, if one of them is no id.
    private ArtistId[]? ArtistIds(TsvFile file, int column)
    {
        var field = file.Field(column);
        var ids = new List<ArtistId>();
        foreach (var part in field.Split('|'))
        {
            if (field.IsEmpty)
            {
                break;
            }

            if (!long.TryParse(field[part], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
                || IdHere(IdKind<ArtistId>.Name, id) is not { } here)
            {
                Skip(file, column, $"{ExpectedId(IdKind<ArtistId>.Name)}, or several with bars between them");
                return null;
            }

            ids.Add(new(here));
        }

        return [.. ids];
    }

    private TimeSpan? Period(TsvFile file, int column, long milliseconds)
    {
        if (Math.Abs((double)milliseconds) <= TimeSpan.MaxValue.TotalMilliseconds - 1)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        Add(new(file.Name, file.Line, file.Number(column), $"'{milliseconds}' instead of a duration in milliseconds", RowSkipped: false));
        return null;
    }

    private async Task PlaylistsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(
            path, ["playlist_id", "creator", "created", "play_count", "collected", "comments", "shared", "tags", "name"], 1);
        var rows = new List<(Playlist Playlist, string Creator)>();       // the creator's name, if it is no id
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<PlaylistId>(file, 0) is not { } id)
            {
                return false;
            }

            var name = file.Text(1).Trim();
            UserId? creator = OwnId(name) is { } own ? new UserId(own) : null;
            if (_ids is not null && long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                creator = Id<UserId>(file, 1);
                if (creator is null)
                {
                    return false;
                }
            }

            CountDuplicate(seen, id.Value);
            var playlist = new Playlist(id, file.Text(8))
            {
                Creator = creator,
                Created = Time(file, 2),
                PlayCount = Count(file, 3, "a play count"),
                SubscriberCount = Count(file, 4, "a count"),
                CommentCount = Count(file, 5, "a count"),
                ShareCount = Count(file, 6, "a count"),
                Tags = file.TextOrNull(7),
            };
            rows.Add((playlist, creator is null ? name : ""));
            return true;
        },
        () => rows.Clear(),
        async () =>
        {
            var minted = await LearnAsync(
                _userIds, rows.Select(row => row.Creator).Where(creator => creator.Length > 0), cancellationToken).ConfigureAwait(false);
            var creators = rows.Select(row => row.Playlist.Creator).OfType<UserId>().Distinct();
            return new CatalogBatch
            {
                Playlists = rows.ConvertAll(row => row.Creator.Length == 0
                    ? row.Playlist
                    : row.Playlist with { Creator = _userIds[row.Creator] }),
                Users =
                [
                    .. minted.Select(user => new User(user.Id, user.Name)),
                    .. _ids is null ? creators.Select(id => new User(id)) : [],       // an exported folder has a file of users
                ],
            };
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task PlaylistSongsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["playlist_id", "position", "song_id"], 3);
        var rows = new List<PlaylistSong>();
        var emptied = new List<PlaylistId>();
        var lists = new HashSet<PlaylistId>();
        var songs = new HashSet<SongId>();       // songs of the playlist that is being read
        var positions = new HashSet<int>();
        PlaylistId? current = null;
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<PlaylistId>(file, 0) is not { } list)
            {
                return false;
            }

            if (!int.TryParse(file.Field(1), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return Skip(file, 1, "a position from 0 to 2147483647");
            }

            if (Id<SongId>(file, 2) is not { } song)
            {
                return false;
            }

            if (list != current)
            {
                if (!lists.Add(list))
                {
                    return Skip(
                        file, 0,
                        "the playlist of the previous row or a new one: the rows of a playlist must stand together, and those of this one have ended before");
                }

                current = list;
                songs.Clear();
                positions.Clear();
                emptied.Add(list);
            }

            if (_ids is null && songs.Contains(song))
            {
                _report.DuplicateRows++;
                return true;
            }

            if (!positions.Add(position))
            {
                return Skip(file, 1, "a position that no other song of the playlist has");
            }

            songs.Add(song);
            rows.Add(new(list, position, song));
            return true;
        },
        () =>
        {
            rows.Clear();
            emptied.Clear();
        },
        () => Task.FromResult(new CatalogBatch { EmptiedPlaylists = emptied, PlaylistSongs = rows }), cancellationToken,
        beginsGroup: () => long.TryParse(file.Field(0), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var list)
            && IdHere(IdKind<PlaylistId>.Name, list) is { } here && !lists.Contains(new(here))).ConfigureAwait(false);
    }

    private async Task LyricsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["lyric"], 0, '\n');
        var lyrics = new List<Lyric>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file))
            {
                return false;
            }

            try
            {
                using var json = JsonDocument.Parse(file.Row);
                if (!json.RootElement.TryGetProperty("ncm_id", out var number) || Integer(number) is not { } there
                    || IdHere(IdKind<SongId>.Name, there) is not { } id)
                {
                    return Skip(file, -1, $"a member ncm_id, {ExpectedId(IdKind<SongId>.Name)}");
                }

                if (!json.RootElement.TryGetProperty("lrc", out var text) || text.GetString() is not { } lyric)
                {
                    return Skip(file, -1, "a member lrc with text");
                }

                CountDuplicate(seen, id);
                lyrics.Add(new(new(id), lyric));
                return true;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return Skip(file, -1, "one JSON object on each line");
            }
        },
        () => lyrics.Clear(),
        () => Task.FromResult(new CatalogBatch { Lyrics = lyrics }), cancellationToken).ConfigureAwait(false);

        // Some writers put numbers in quotes.
        static long? Integer(JsonElement number) =>
            number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) ? value
            : number.ValueKind == JsonValueKind.String
                && long.TryParse(number.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) ? value
            : null;
    }

    private async Task SubscriptionsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["user_id", "playlist_id"], 2);
        var rows = new List<Subscription>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<UserId>(file, 0) is not { } user || Id<PlaylistId>(file, 1) is not { } list)
            {
                return false;
            }

            rows.Add(new(user, list));
            return true;
        },
        () => rows.Clear(),
        () => Task.FromResult(new CatalogBatch { Subscriptions = rows }), cancellationToken).ConfigureAwait(false);
    }

    private async Task FollowsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["follower_id", "followed_id"], 2);
        var rows = new List<Follow>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<UserId>(file, 0) is not { } follower || Id<UserId>(file, 1) is not { } followed)
            {
                return false;
            }

            rows.Add(new(follower, followed));
            return true;
        },
        () => rows.Clear(),
        () => Task.FromResult(new CatalogBatch { Follows = rows }), cancellationToken).ConfigureAwait(false);
    }

    private async Task CommentsAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, ["comment_id", "song_id", "user_id", "text", "written", "like_count"], 4);
        var rows = new List<Comment>();
        var seen = new HashSet<long>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<SongId>(file, 1) is not { } song || Id<UserId>(file, 2) is not { } user)
            {
                return false;
            }

            if (!long.TryParse(file.Field(0), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
            {
                return Skip(file, 0, "a comment id, a whole number");
            }

            CountDuplicate(seen, id);
            rows.Add(new(id, song, user, file.Text(3)) { Written = Time(file, 4), LikeCount = Count(file, 5, "a count") });
            return true;
        },
        () => rows.Clear(),
        () => Task.FromResult(new CatalogBatch { Comments = rows }), cancellationToken).ConfigureAwait(false);
    }

    private static string Unquote(ReadOnlySpan<char> field) =>
        field.Length >= 2 && field[0] == '"' && field[^1] == '"'
            ? field[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal)
            : field.ToString();
}
