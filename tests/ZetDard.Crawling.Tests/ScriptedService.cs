using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ZetDard.Netease;

namespace ZetDard.Crawling.Tests;

/// <summary>
/// A service with twelve users in memory; a test can watch, delay or fail each of its calls. The users form a ring, each a friend
/// of their neighbours.
/// </summary>
internal sealed class ScriptedService : INeteaseClient
{
    public const int Users = 12;
    public const int Songs = 60;
    public const long HiddenPlaylist = 108;
    public const long GoneSong = 40;
    public const long ShyUser = 5;

    /// <summary>Called with name and id before each call is answered; it may wait or throw.</summary>
    public Func<string, long, CancellationToken, Task>? OnCall { get; set; }

    /// <summary>The number that is added to the ids of answered playlists.</summary>
    public int Shift { get; set; }

    /// <summary>Returns the songs to answer for the requested ids; <see langword="null"/> for these ids.</summary>
    public Func<long[], IReadOnlyList<long>>? SongsAnswered { get; set; }

    /// <summary>Returns the plays of each user; <see langword="null"/> for the usual ones.</summary>
    public NeteasePlay[]? Plays { get; set; }

    /// <summary>Whether users from 701 on are missing among the followers.</summary>
    public bool HasFewerFollowers { get; set; }

    /// <summary>The calls so far.</summary>
    public ConcurrentQueue<(string Call, long Id)> Calls { get; } = [];

    /// <summary>Comments of every song, the newest first.</summary>
    public List<NeteaseComment> Comments { get; } =
    [
        .. Enumerable
            .Range(1, 250)
            .Select(id => new NeteaseComment(id, 1 + (id % Users), $"comment {id}")
            {
                Nickname = Nickname(1 + (id % Users)),
                Written = DateTimeOffset.FromUnixTimeSeconds(1_000_000 + id),
            })
            .Reverse(),
    ];

    /// <summary>The songs of each playlist.</summary>
    public Dictionary<long, long[]> Tracks { get; } =
        Enumerable
            .Range(1, Users)
            .ToDictionary(user => 100L + user, user => Enumerable.Range(0, 12).Select(i => 1L + (((user * 5) + i) % Songs)).ToArray());

    public static string Nickname(long user) => $"NICK-{user}-秘密";

    private static NeteaseUser UserOf(long id) => new(id, Nickname(id));

    private static NeteasePlaylist ListOf(long id) =>
        new(id, id % 100 == 3 ? $"{Nickname(3)}喜欢的音乐" : $"list {id}")
        {
            CreatorId = id % 100,
            Kind = id % 100 == 3 ? NeteasePlaylistKind.Liked : NeteasePlaylistKind.Ordinary,
            PlayCount = id,
            Tags = ["华语", "R&B"],
            Cover = new($"http://127.0.0.1/cover/{id}.jpg"),
        };

    private static NeteaseSong SongOf(long id) =>
        new(
            id,
            $"song {id}",
            id % 7 == 0
                ? [new(0, "only a name"), new(1 + (id % 5), $"artist {1 + (id % 5)}")]
                : [new(1 + (id % 5), $"artist {1 + (id % 5)}")]
        )
        {
            Album = new(1000 + (id % 6), $"album {id % 6}") { Cover = new($"http://127.0.0.1/album/{id % 6}.jpg") },
            Duration = TimeSpan.FromSeconds(200 + id),
            Popularity = id % 101,
            Original = id % 10 == 9 ? new(id - 1, $"song {id - 1}", [new(77, "original singer")]) : null,
        };

    public async Task<NeteaseUser> GetUserAsync(long userId, CancellationToken cancellationToken = default)
    {
        await AskAsync("user", userId, cancellationToken);
        return userId is >= 1 and <= Users ? UserOf(userId) : throw new NeteaseApiException(NeteaseErrorKind.Gone, "gone");
    }

    public NeteasePages<NeteaseUser> SearchUsers(string nickname) =>
        Pages<NeteaseUser>(
            "search",
            0,
            [
                .. Enumerable
                    .Range(1, Users)
                    .Select(id => UserOf(id))
                    .Where(user => user.Nickname.StartsWith(nickname, StringComparison.Ordinal)),
            ],
            30
        );

    public NeteasePages<NeteasePlaylist> GetUserPlaylists(long userId) =>
        Pages<NeteasePlaylist>(
            "playlists",
            userId,
            userId <= Users
                ?
                [
                    ListOf(100 + userId),
                    ListOf(101 + (userId % Users)) with
                    {
                        IsSubscribed = true,
                    },
                    ListOf(101 + ((userId + 1) % Users)) with
                    {
                        IsSubscribed = true,
                    },
                ]
                : [],
            2
        );

    public async Task<NeteasePlaylistDetail> GetPlaylistAsync(long playlistId, CancellationToken cancellationToken = default)
    {
        await AskAsync("playlist", playlistId, cancellationToken);
        return playlistId == HiddenPlaylist
            ? throw new NeteaseApiException(NeteaseErrorKind.Hidden, "hidden")
            : new(ListOf(playlistId + Shift), [.. Tracks[playlistId].Select(song => new NeteaseTrack(song, null))]);
    }

    public async IAsyncEnumerable<NeteaseSong> GetSongsAsync(
        IEnumerable<long> songIds,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var ids = songIds.ToArray();
        await AskAsync("songs", ids.Length, cancellationToken);
        foreach (var id in (SongsAnswered?.Invoke(ids) ?? ids).Where(id => id is not GoneSong and <= Songs))
            yield return SongOf(id);
    }

    public async Task<NeteaseLyric> GetLyricAsync(long songId, CancellationToken cancellationToken = default)
    {
        await AskAsync("lyric", songId, cancellationToken);
        return new(songId % 4 == 0 ? null : $"[00:01.00]lyric {songId}");
    }

    public NeteasePages<NeteaseComment> GetComments(NeteaseThread thread, long id) => Pages("comments", id, id == 1 ? Comments : [], 100);

    public NeteasePages<NeteaseUser> GetFollows(long userId) =>
        Pages<NeteaseUser>("follows", userId, [UserOf(Ring(userId + 1)), UserOf(Ring(userId - 1)), UserOf(500 + userId)], 2);

    public NeteasePages<NeteaseUser> GetFollowers(long userId) =>
        HasFewerFollowers
            ? Pages<NeteaseUser>("followers", userId, [UserOf(Ring(userId + 1)), UserOf(Ring(userId - 1))], 2)
            : Pages<NeteaseUser>("followers", userId, [UserOf(Ring(userId + 1)), UserOf(Ring(userId - 1)), UserOf(700 + userId)], 2);

    public async Task<IReadOnlyList<NeteasePlay>> GetPlayRecordAsync(
        long userId,
        NeteasePlayPeriod period = NeteasePlayPeriod.AllTime,
        CancellationToken cancellationToken = default
    )
    {
        await AskAsync("plays", userId, cancellationToken);
        return userId == ShyUser ? throw new NeteaseApiException(NeteaseErrorKind.Hidden, "hidden") { ServiceCode = -2 }
            : Plays is not null ? Plays
            : [new(SongOf(userId), 100), new(SongOf(userId + 20), 0) { PlayCount = userId % 2 == 0 ? 9 : null }];
    }

    public async Task<IReadOnlyList<long>> GetLikedSongsAsync(long userId, CancellationToken cancellationToken = default)
    {
        await AskAsync("liked", userId, cancellationToken);
        return [30 + userId, userId];
    }

    public async Task<IReadOnlyList<NeteasePlaylist>> GetChartsAsync(CancellationToken cancellationToken = default)
    {
        await AskAsync("charts", 0, cancellationToken);
        return [ListOf(101), ListOf(102)];
    }

    public async Task<FileInfo> DownloadSongAsync(
        long songId,
        DirectoryInfo folder,
        string? fileName = null,
        NeteaseQuality quality = NeteaseQuality.Standard,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        await AskAsync("audio", songId, cancellationToken);
        if (songId % 2 == 0)
            throw new NeteaseApiException(NeteaseErrorKind.Hidden, "no right");
        var path = Path.Combine(folder.FullName, $"{songId}.mp3");
        await File.WriteAllTextAsync(path, "sound", cancellationToken);
        return new(path);
    }

    public async Task<byte[]> GetCoverAsync(Uri cover, int? pixels = null, CancellationToken cancellationToken = default)
    {
        await AskAsync("cover", 0, cancellationToken);
        return [0xFF, 0xD8, 0xFF];
    }

    public IAsyncEnumerable<NeteaseSong> GetPlaylistSongsAsync(long playlistId, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public NeteasePages<NeteaseSong> SearchSongs(string words) => throw new NotSupportedException();

    public Task<NeteaseArtist> GetArtistAsync(long artistId, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public NeteasePages<NeteaseSong> GetArtistSongs(long artistId) => throw new NotSupportedException();

    public NeteasePages<NeteaseAlbum> GetArtistAlbums(long artistId) => throw new NotSupportedException();

    public NeteasePages<NeteaseComment> GetHotComments(NeteaseThread thread, long id) => throw new NotSupportedException();

    public Task<IReadOnlyList<NeteaseSong>> GetSimilarSongsAsync(long songId, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<NeteaseArtist>> GetSimilarArtistsAsync(long artistId, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<NeteaseUser>> GetSimilarUsersAsync(long songId, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<NeteasePlaylist>> GetSimilarPlaylistsAsync(long songId, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<NeteaseSong>> GetDailySongsAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public NeteasePages<NeteaseProgramme> GetProgrammes(long userId) => throw new NotSupportedException();

    public Task<NeteaseUser?> GetAccountAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<NeteaseSongFile>> GetSongFilesAsync(
        IReadOnlyCollection<long> songIds,
        NeteaseQuality quality = NeteaseQuality.Standard,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<QrLogInStep> LogInByQrAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private static long Ring(long user) => 1 + ((user - 1 + Users) % Users);

    private async Task AskAsync(string call, long id, CancellationToken cancellationToken)
    {
        Calls.Enqueue((call, id));
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (OnCall is { } told)
            await told(call, id, cancellationToken);
    }

    private NeteasePages<T> Pages<T>(string call, long id, List<T> rows, int size)
    {
        return new(PagesAsync);

        async IAsyncEnumerable<NeteasePage<T>> PagesAsync(PageCursor? from, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var offset = from?.Offset ?? 0; ; offset += size)
            {
                await AskAsync(call, id, cancellationToken);
                var isLast = offset + size >= rows.Count;
                yield return new([.. rows.Skip(offset).Take(size)], isLast ? null : new(offset + size), rows.Count);
                if (isLast)
                    yield break;
            }
        }
    }
}
