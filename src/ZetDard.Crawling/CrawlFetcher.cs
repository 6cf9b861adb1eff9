using System.Globalization;
using ZetDard.Catalog;
using ZetDard.Netease;
using ZetDard.Recommenders;

namespace ZetDard.Crawling;

/// <summary>
/// Fetches claimed items and converts them to what is written to the catalogue. It is the only class that knows the records of both
/// the service and the catalogue. It writes nothing but media files.
/// </summary>
/// <remarks>It also filters personal data: what is not copied here never reaches the catalogue.</remarks>
internal sealed class CrawlFetcher(INeteaseClient client, CrawlOptions plan, UserPseudonyms pseudonyms, TimeProvider time)
{
    private const string LikedName = "喜欢的音乐";       // the service writes the nickname in front of it

    private long _requests;

    /// <summary>The number of answers requested so far.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Fetches one page of an item, or many songs at once.</summary>
    /// <param name="claims">One claim, or several claims on songs.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NeteaseApiException">The request failed.</exception>
    public Task<CrawlCompletion> FetchAsync(IReadOnlyList<CrawlClaim> claims, CancellationToken cancellationToken)
    {
        var claim = claims[0];
        return claim.Kind switch
        {
            CrawlKinds.Nickname => NicknameAsync(claim, cancellationToken),
            CrawlKinds.Charts => ChartsAsync(claim, cancellationToken),
            CrawlKinds.User => UserAsync(claim, cancellationToken),
            CrawlKinds.Friends or CrawlKinds.Follows => FollowsAsync(claim, cancellationToken),
            CrawlKinds.Plays => PlaysAsync(claim, cancellationToken),
            CrawlKinds.Liked => LikedAsync(claim, cancellationToken),
            CrawlKinds.Playlist => PlaylistAsync(claim, cancellationToken),
            CrawlKinds.Song => SongsAsync(claims, cancellationToken),
            CrawlKinds.Lyric => LyricAsync(claim, cancellationToken),
            CrawlKinds.Comments => CommentsAsync(claim, cancellationToken),
            CrawlKinds.Audio => AudioAsync(claim, cancellationToken),
            CrawlKinds.Cover => CoverAsync(claim, cancellationToken),
            _ => throw new InvalidOperationException($"'{claim.Kind}' is not a kind of item that this version knows."),
        };
    }

    /// <summary>
    /// The items that are fetched for a user. They are added with the user, so that friends are searched level by level, and again
    /// with the user's first page, in case a later plan wants more.
    /// </summary>
    public CrawlItem UserItem(long id, int depth, Follow? requires = null)
    {
        var owner = pseudonyms.Of(new(id));
        var companions = new List<CrawlItem>();
        if (Wants(CrawlFetch.Friends))
        {
            var kind = depth < plan.Depth ? CrawlKinds.Friends : CrawlKinds.Follows;
            companions.Add(CrawlKinds.Item(kind, id, depth, owner) with { ReopensWhenNearer = depth < plan.Depth });
        }

        if (Wants(CrawlFetch.PlayRecords))
        {
            companions.Add(CrawlKinds.Item(CrawlKinds.Plays, id, depth, owner));
        }

        if (Wants(CrawlFetch.LikedSongs))
        {
            companions.Add(CrawlKinds.Item(CrawlKinds.Liked, id, depth, owner));
        }

        return CrawlKinds.Item(CrawlKinds.User, id, depth, owner) with { Requires = requires, Companions = companions };
    }

    private bool Wants(CrawlFetch what) => (plan.Fetch & what) != 0;

    private UserId InData(long user) => plan.HashUserIds ? pseudonyms.Of(new(user)) : new UserId(user);

    private async Task<CrawlCompletion> NicknameAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var page = await PageAsync(client.SearchUsers(claim.Key), from: null, cancellationToken).ConfigureAwait(false);
        var found = page.Items.Where(user => user.Nickname == claim.Key && user.Id > 0).ToList();
        if (found.Count == 0)
        {
            return new([Gone(claim, "nobody has exactly this nickname")]);
        }

        var done = DoneWith(claim, plan.Intervals.Users, string.Join(',', found.Select(user => user.Id)));
        return new([done with { Owner = pseudonyms.Of(new(found[0].Id)) }])
        {
            Children = [.. found.Select(user => UserItem(user.Id, 0))],
        };
    }

    private async Task<CrawlCompletion> ChartsAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var charts = await Asked(client.GetChartsAsync(cancellationToken)).ConfigureAwait(false);
        return new([DoneWith(claim, plan.Intervals.Charts, string.Join(',', charts.Select(chart => chart.Id)))])
        {
            Children = [.. charts.Where(chart => chart.Id > 0).Select(chart => PlaylistItem(chart, 0))],
        };
    }

    private async Task<CrawlCompletion> UserAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var id = Id(claim);
        var state = PageState.Parse(claim.Cursor);
        var batch = new CatalogBatch();
        if (state.Page is null)
        {
            string? name = null;
            if (plan.KeepNames || !Wants(CrawlFetch.Playlists))
            {
                var user = await Asked(client.GetUserAsync(id, cancellationToken)).ConfigureAwait(false);
                RequireSame(claim, user.Id);
                name = plan.KeepNames ? user.Nickname : null;
                state = state with { Hash = ContentHash.Of(null, name ?? "") };
            }

            batch = batch with { Users = [new User(InData(id), name)], EmptiedSubscribers = claim.Hash is null ? [] : [InData(id)] };
        }

        if (!Wants(CrawlFetch.Playlists))
        {
            return new([Done(claim, plan.Intervals.Users, state)]) { Batch = batch, Children = UserItem(id, claim.Depth).Companions };
        }

        var isFirst = state.Page is null;
        var page = await PageAsync(client.GetUserPlaylists(id), state.Page, cancellationToken).ConfigureAwait(false);
        if (page.Items.FirstOrDefault(
            list => list is { Kind: NeteasePlaylistKind.Liked, IsSubscribed: false, CreatorId: > 0 }) is { } liked)
        {
            RequireSame(claim, liked.CreatorId!.Value);
        }

        var lists = page.Items.Where(list => list.Id > 0).Take(plan.MaxPlaylistsPerUser - state.Count).ToList();
        state = Next(state, page, lists.Count, string.Join(',', lists.Select(list => list.Id)));
        return new([Paged(claim, plan.Intervals.Users, state, plan.MaxPlaylistsPerUser)])
        {
            Batch =
                batch with { Subscriptions = [.. lists.Where(list => list.IsSubscribed ?? list.CreatorId != id)
                    .Select(list => new Subscription(InData(id), new(list.Id)))] },
            Children = [.. isFirst ? UserItem(id, claim.Depth).Companions : [], .. lists.Select(list => PlaylistItem(list, claim.Depth))],
        };
    }

    // Follows are read first, then, if friends are searched, followers. A user is a friend once both rows are there.
    private async Task<CrawlCompletion> FollowsAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var id = Id(claim);
        var self = InData(id);
        var state = PageState.Parse(claim.Cursor);
        var expands = claim.Kind == CrawlKinds.Friends && claim.Depth < plan.Depth;
        // At the first page; followers are removed only if one page contains them all, because pages of other users write the same rows.
        var isRefresh = claim.Hash is not null && state.Page is null;
        var page = await PageAsync(
            state.InFollowers ? client.GetFollowers(id) : client.GetFollows(id), state.Page, cancellationToken).ConfigureAwait(false);
        var users = page.Items.Where(user => user.Id > 0 && user.Id != id).Take(plan.MaxFollowsPerUser - state.Count).ToList();
        var inFollowers = state.InFollowers;
        Follow Row(long other) => inFollowers ? new(InData(other), self) : new(self, InData(other));
        Follow Back(long other) => inFollowers ? new(self, InData(other)) : new(InData(other), self);

        state = Next(state, page, users.Count, string.Join(',', users.Select(user => user.Id)));
        if (claim.Kind == CrawlKinds.Friends && !inFollowers && (state.Page is null || state.Count >= plan.MaxFollowsPerUser))
        {
            state = new PageState { Hash = state.Hash, InFollowers = true };
        }

        var outcome = state is { InFollowers: true, Page: null, Count: 0 } && !inFollowers
            ? More(claim, state)
            : Paged(claim, plan.Intervals.Users, state, plan.MaxFollowsPerUser);
        return new([outcome])
        {
            Batch = new()
            {
                EmptiedFollowers = isRefresh && !inFollowers ? [self] : [],
                EmptiedFollowed = isRefresh && inFollowers && page.Next is null && users.Count < plan.MaxFollowsPerUser ? [self] : [],
                Follows = [.. users.Select(user => Row(user.Id))],
            },
            Children = expands ? [.. users.Select(user => UserItem(user.Id, claim.Depth + 1, Back(user.Id)))] : [],
        };
    }

    private async Task<CrawlCompletion> PlaysAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var user = InData(Id(claim));
        var record = await Asked(client.GetPlayRecordAsync(Id(claim), NeteasePlayPeriod.AllTime, cancellationToken)).ConfigureAwait(false);
        var plays = record.Where(play => play.Song.Id > 0).ToList();

        // For other users the service sends a score relative to the most played song instead of the count.
        static long Weight(NeteasePlay play) => play.PlayCount is > 0 and var count ? count : Math.Max(1, play.Score);

        var content = string.Join(',', plays.Select(play => string.Create(CultureInfo.InvariantCulture, $"{play.Song.Id}:{Weight(play)}")));
        return new([DoneWith(claim, plan.Intervals.Users, content)])
        {
            Batch = new()
            {
                EmptiedPlayers = claim.Hash is null ? [] : [user],
                Plays = [.. plays.Select(play => new Interaction<SongId>(user, new(play.Song.Id), Weight(play)))],
            },
            Children = SongItems(plays.Select(play => play.Song.Id), claim.Depth),
        };
    }

    private async Task<CrawlCompletion> LikedAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var user = InData(Id(claim));
        // The service returns them in no order.
        long[] songs =
            [.. (await Asked(client.GetLikedSongsAsync(Id(claim), cancellationToken)).ConfigureAwait(false)).Where(song => song > 0)
                .Distinct()
                .Order()];
        var list = LikedList(user);
        return new([DoneWith(claim, plan.Intervals.Users, string.Join(',', songs))])
        {
            Batch = new()
            {
                Playlists = [new(list, LikedName) { Creator = user }],
                EmptiedPlaylists = [list],
                PlaylistSongs = [.. songs.Select((song, position) => new PlaylistSong(list, position, new(song)))],
            },
            Children = SongItems(songs, claim.Depth),
        };
    }

    // The service does not send the id of this playlist. It gets an id below 0 that depends on the user, or on the pseudonym if
    // there is one. The remainder keeps the id in the range of hashes; the ids that the service has are far smaller than its divisor.
    private static PlaylistId LikedList(UserId user) =>
        new(user.Value < 0 ? user.Value : ExternalId.MaxHashedId - (user.Value % ((1L << 52) - 1)));

    private async Task<CrawlCompletion> PlaylistAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var detail = await Asked(client.GetPlaylistAsync(Id(claim), cancellationToken)).ConfigureAwait(false);
        var list = detail.Playlist;
        RequireSame(claim, list.Id);
        long[] songs = [.. detail.Tracks.Select(track => track.SongId).Where(song => song > 0)];
        var id = new PlaylistId(list.Id);
        var row = new Playlist(id, list.Kind == NeteasePlaylistKind.Liked && !plan.KeepNames ? LikedName : list.Name)
        {
            Creator = list.CreatorId is > 0 and var creator ? InData(creator) : null,
            Created = list.Created,
            PlayCount = list.PlayCount,
            SubscriberCount = list.SubscriberCount,
            CommentCount = list.CommentCount,
            ShareCount = list.ShareCount,
            Tags = list.Tags.Count == 0 ? null : string.Join(' ', list.Tags),
        };
        UserId? owner = list.CreatorId is > 0 and var ownerId ? pseudonyms.Of(new(ownerId)) : null;
        // Without the counts, which change all the time.
        return new([DoneWith(claim, plan.Intervals.Playlists, $"{row.Name}\n{row.Tags}\n{string.Join(',', songs)}") with { Owner = owner }])
        {
            Batch = new()
            {
                Playlists = [row],
                EmptiedPlaylists = [id],
                PlaylistSongs = [.. songs.Select((song, position) => new PlaylistSong(id, position, new(song)))],
            },
            Children = [.. SongItems(songs, claim.Depth), .. CoverItems("playlist", list.Id, list.Cover, claim.Depth, owner)],
        };
    }

    private async Task<CrawlCompletion> SongsAsync(IReadOnlyList<CrawlClaim> claims, CancellationToken cancellationToken)
    {
        var claimOf = claims.ToDictionary(Id);
        var songs = new Dictionary<long, Song>(claims.Count);
        var artists = new Dictionary<ArtistId, Artist>();
        var names = new Dictionary<string, ExternalId>();
        var children = new List<CrawlItem>();
        Interlocked.Increment(ref _requests);
        await foreach (var song in client.GetSongsAsync(claimOf.Keys, cancellationToken).ConfigureAwait(false))
        {
            if (!claimOf.TryGetValue(song.Id, out var claim))
            {
                throw new NeteaseApiException(NeteaseErrorKind.Malformed, "The answer contains a song that was not requested.");
            }

            if (songs.ContainsKey(song.Id))
            {
                continue;
            }

            songs.Add(song.Id, new(new(song.Id), song.Name, Credits(song.Artists))
            {
                OriginalArtists = Credits(song.Original?.Artists ?? []),
                Popularity = song.Popularity,
                Duration = song.Duration,
                Album = song.Album is { Name.Length: > 0 } album ? album.Name : null,
            });
            ReadOnlySpan<(CrawlFetch, string)> parts =
                [(CrawlFetch.Lyrics, CrawlKinds.Lyric), (CrawlFetch.Comments, CrawlKinds.Comments), (CrawlFetch.Audio, CrawlKinds.Audio)];
            foreach (var (what, kind) in parts)
            {
                if (Wants(what))
                {
                    children.Add(CrawlKinds.Item(kind, song.Id, claim.Depth, popularity: song.Popularity ?? 0));
                }
            }

            children.AddRange(CoverItems("album", song.Album?.Id ?? 0, song.Album?.Cover, claim.Depth, owner: null));
        }

        if (songs.Count == 0 && claims.Count > 1)
        {
            // It is unlikely that all of them are gone, so they are requested one by one.
            throw new NeteaseApiException(NeteaseErrorKind.Malformed, "The answer contains none of the requested songs.");
        }

        return new([.. claims.Select(claim => songs.TryGetValue(Id(claim), out var song)
            ? DoneWith(
                claim, plan.Intervals.Songs,
                $"{song.Title}\n{song.Album}\n{string.Join(',', song.Artists)}\n{string.Join(',', song.OriginalArtists)}")
            : Gone(claim, "not among the answered songs"))])
        {
            Batch = new() { Songs = [.. songs.Values], Artists = [.. artists.Values], ExternalIds = [.. names.Values] },
            Children = children,
        };

        ArtistId[] Credits(IReadOnlyList<NeteaseCredit> credits) =>
            [.. credits.Where(credit => credit.Id > 0 || credit.Name.Length > 0).Select(Credit).Distinct()];

        ArtistId Credit(NeteaseCredit credit)
        {
            var id = new ArtistId(credit.Id > 0 ? credit.Id : HashOf(credit.Name));
            if (credit.Name.Length > 0)
            {
                artists[id] = new(id, credit.Name);
            }

            return id;
        }

        // An artist who has only a name gets a hash of it as the id, which is the same in every process.
        long HashOf(string name)
        {
            if (!names.TryGetValue(name, out var external))
            {
                for (var attempt = 0; external is null || artists.ContainsKey(new(external.Id)); attempt++)
                {
                    external = ExternalId.Hashed<ArtistId>(ExternalId.NameSource, name, attempt);
                }

                names.Add(name, external);
            }

            return external.Id;
        }
    }

    private async Task<CrawlCompletion> LyricAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var lyric = await Asked(client.GetLyricAsync(Id(claim), cancellationToken)).ConfigureAwait(false);
        return new([DoneWith(claim, plan.Intervals.Lyrics, lyric.Original ?? "")])
        {
            Batch = new() { Lyrics = string.IsNullOrWhiteSpace(lyric.Original) ? [] : [new(new(Id(claim)), lyric.Original)] },
        };
    }

    // From the newest comment back to the ones that are known.
    private async Task<CrawlCompletion> CommentsAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var id = Id(claim);
        var state = PageState.Parse(claim.Cursor);
        var known = state.Known;
        var page = await PageAsync(client.GetComments(NeteaseThread.Song, id), state.Page, cancellationToken).ConfigureAwait(false);
        var isNew = page.Items.TakeWhile(comment => known is null
            || (comment.Id != known.Id && !(comment.Written?.ToUnixTimeMilliseconds() < known.UnixMilliseconds))).ToList();
        var comments = isNew.Take(plan.MaxCommentsPerSong - state.Count).ToList();
        // A comment with a time in the future would stay the newest one, and those that are written later would count as known.
        var now = time.GetUtcNow();
        var newest = state.Newest ?? (comments.FirstOrDefault(comment => !(comment.Written > now)) is { } first
            ? new(first.Id, first.Written?.ToUnixTimeMilliseconds())
            : null);
        state = Next(state, page, comments.Count, string.Join(',', comments.Select(comment => comment.Id))) with { Newest = newest };
        var batch = new CatalogBatch
        {
            Comments =
            [
                .. comments.Where(comment => comment.UserId > 0)
                    .Select(comment => new Comment(comment.Id, new(id), InData(comment.UserId), comment.Text)
                    {
                        Written = comment.Written,
                        LikeCount = comment.LikeCount,
                    }),
            ],
        };
        if (state.Page is not null && state.Count < plan.MaxCommentsPerSong && isNew.Count == page.Items.Count)
        {
            return new([More(claim, state)]) { Batch = batch };
        }

        // Nothing is new: the hash of the last refresh stays, so that the interval grows.
        var digest = state.Count == 0 && claim.Hash is { } last ? last : state.Hash!;
        return new([Done(claim, plan.Intervals.Comments, digest, new PageState { Known = newest ?? known }.ToString())]) { Batch = batch };
    }

    private async Task<CrawlCompletion> AudioAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(plan.MediaFolder!, "audio"));
        await Asked(client.DownloadSongAsync(Id(claim), folder, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return new([new CrawlOutcome(claim, CrawlState.Done) { Hash = "fetched" }]);       // never due again
    }

    private async Task<CrawlCompletion> CoverAsync(CrawlClaim claim, CancellationToken cancellationToken)
    {
        byte[] image;
        try
        {
            image = await Asked(client.GetCoverAsync(new Uri(claim.Cursor!), cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ArgumentException or UriFormatException)
        {
            return new([Gone(claim, "no address of the service")]);
        }

        var folder = Directory.CreateDirectory(Path.Combine(plan.MediaFolder!, "covers"));
        var path = Path.Combine(
            folder.FullName, $"{claim.Key}{(image.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? ".png" : ".jpg")}");
        // Created anew: what is at this name may be the rest of an earlier attempt, but also a link or a pipe.
        var part = path + ".part";
        File.Delete(part);
        var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(image, cancellationToken).ConfigureAwait(false);
        }

        File.Move(part, path, overwrite: true);
        return new([new CrawlOutcome(claim, CrawlState.Done) { Hash = "fetched", Cursor = claim.Cursor }]);
    }

    /// <summary>Deletes the cover of a playlist.</summary>
    public static void DeleteCovers(string mediaFolder, PlaylistId list)
    {
        foreach (var ending in (ReadOnlySpan<string>)[".jpg", ".png", ".jpg.part", ".png.part"])
        {
            var path = Path.Combine(mediaFolder, "covers", string.Create(CultureInfo.InvariantCulture, $"playlist-{list.Value}{ending}"));
            if (File.Exists(path))
            {
                File.Delete(path);
            }
        }
    }

    private CrawlItem PlaylistItem(NeteasePlaylist list, int depth) =>
        CrawlKinds.Item(CrawlKinds.Playlist, list.Id, depth, list.CreatorId is > 0 and var creator ? pseudonyms.Of(new(creator)) : null);

    private IReadOnlyList<CrawlItem> SongItems(IEnumerable<long> songs, int depth) =>
        Wants(CrawlFetch.Songs) ? [.. songs.Distinct().Select(song => CrawlKinds.Item(CrawlKinds.Song, song, depth))] : [];

    private IEnumerable<CrawlItem> CoverItems(string of, long id, Uri? cover, int depth, UserId? owner) =>
        Wants(CrawlFetch.Covers) && id > 0 && cover is not null
        ? [new(CrawlKinds.Cover, string.Create(CultureInfo.InvariantCulture, $"{of}-{id}")) { Cursor = cover.AbsoluteUri, Depth = depth, Priority = CrawlKinds.Priority(CrawlKinds.Cover, depth), Owner = owner }]
        : [];

    private static PageState Next<T>(PageState state, NeteasePage<T> page, int count, string content) =>
        state with { Page = page.Next, Count = state.Count + count, Hash = ContentHash.Of(state.Hash, content) };

    private CrawlOutcome Paged(CrawlClaim claim, TimeSpan interval, PageState state, int max) =>
        state.Page is null || state.Count >= max ? Done(claim, interval, state) : More(claim, state);

    // The hash of the last refresh stays until there is a new one.
    private static CrawlOutcome More(CrawlClaim claim, PageState state) =>
        new(claim, CrawlState.Open) { Cursor = state.ToString(), Hash = claim.Hash, Interval = claim.Interval };

    private CrawlOutcome Done(CrawlClaim claim, TimeSpan usual, PageState state) => Done(claim, usual, state.Hash ?? "");

    private CrawlOutcome DoneWith(CrawlClaim claim, TimeSpan usual, string content) => Done(claim, usual, ContentHash.Of(null, content));

    private CrawlOutcome Done(CrawlClaim claim, TimeSpan usual, string hash, string? cursor = null)
    {
        var interval = claim.Hash is null || claim.Interval is not { } last ? usual
            : claim.Hash == hash ? Min(last * 2, usual * 4)
            : Max(last / 2, usual / 8);
        return new(claim, CrawlState.Done) { Cursor = cursor, Hash = hash, Interval = interval, Due = time.GetUtcNow() + interval };

        static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
        static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
    }

    /// <summary>Marks an item as gone or hidden, and deletes its data, unless it is to be kept.</summary>
    public CrawlCompletion Withdrawn(CrawlClaim claim, CrawlState state, bool keepsData, string problem) =>
        new([Gone(claim, problem, state)])
    {
        Batch = claim.Hash is null || keepsData ? new() : claim.Kind switch
        {
            CrawlKinds.Playlist => new() { EmptiedPlaylists = [new(Id(claim))] },
            CrawlKinds.Liked => new() { EmptiedPlaylists = [LikedList(InData(Id(claim)))] },
            CrawlKinds.Plays => new() { EmptiedPlayers = [InData(Id(claim))] },
            _ => new(),
        },
    };

    private CrawlOutcome Gone(CrawlClaim claim, string problem, CrawlState state = CrawlState.Gone) => new(claim, state)
    {
        Due = time.GetUtcNow() + plan.Intervals.Gone,
        Cursor = FirstCursor(claim),
        Hash = claim.Hash,
        Interval = claim.Interval,
        Problem = problem,
    };

    /// <summary>Returns the cursor of the item's first page; for a cover it contains the address.</summary>
    public static string? FirstCursor(CrawlClaim claim) => claim.Kind == CrawlKinds.Cover ? claim.Cursor : null;

    private async Task<NeteasePage<T>> PageAsync<T>(NeteasePages<T> pages, PageCursor? from, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        await foreach (var page in pages.AsPages(from, cancellationToken).ConfigureAwait(false))
        {
            return page;
        }

        return new([], Next: null);
    }

    private Task<T> Asked<T>(Task<T> answer)
    {
        Interlocked.Increment(ref _requests);
        return answer;
    }

    private static long Id(CrawlClaim claim) => long.Parse(claim.Key, CultureInfo.InvariantCulture);

    private static void RequireSame(CrawlClaim claim, long answered)
    {
        if (answered != Id(claim))
        {
            throw new NeteaseApiException(NeteaseErrorKind.Malformed, $"The answer contains another {claim.Kind} than the requested one.");
        }
    }
}
