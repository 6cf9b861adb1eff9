namespace ZetDard.Netease;

/// <summary>NetEase Cloud Music. The same methods whichever way the service is reached. Safe for concurrent use.</summary>
/// <remarks>
/// Every method waits its turn (<see cref="NeteaseOptions.RequestsPerSecond"/>), retries what may pass, and else throws a <see cref="NeteaseApiException"/> with a
/// <see cref="NeteaseErrorKind"/>. A method whose first argument is an id throws <see cref="ArgumentOutOfRangeException"/> where it is not above 0.
/// Without a server, a stand-in or a session nothing is sent: <see cref="InvalidOperationException"/>.
/// Lists leave out rows without an id; names are empty where the service gives none.
/// </remarks>
public interface INeteaseClient
{
    /// <summary>A user.</summary>
    Task<NeteaseUser> GetUserAsync(long userId, CancellationToken cancellationToken = default);

    /// <summary>Users whose nicknames fit, with id and region. The service gives 300 to 600 at most.</summary>
    NeteasePages<NeteaseUser> SearchUsers(string nickname);

    /// <summary>Songs that fit. The service gives 300 to 600 at most.</summary>
    NeteasePages<NeteaseSong> SearchSongs(string words);

    /// <summary>The playlists of a user, created first, subscribed after; his private ones are absent.</summary>
    NeteasePages<NeteasePlaylist> GetUserPlaylists(long userId);

    /// <summary>A playlist with the ids of all its songs in order. One request.</summary>
    Task<NeteasePlaylistDetail> GetPlaylistAsync(long playlistId, CancellationToken cancellationToken = default);

    /// <summary>All songs of a playlist in order: one request for the ids, one for each 1,000 songs. Songs that are gone are left out.</summary>
    IAsyncEnumerable<NeteaseSong> GetPlaylistSongsAsync(long playlistId, CancellationToken cancellationToken = default);

    /// <summary>Songs by id, in the order asked for, in requests of at most 1,000, halved where the service refuses. Songs that are gone are left out.</summary>
    IAsyncEnumerable<NeteaseSong> GetSongsAsync(IEnumerable<long> songIds, CancellationToken cancellationToken = default);

    /// <summary>An artist.</summary>
    Task<NeteaseArtist> GetArtistAsync(long artistId, CancellationToken cancellationToken = default);

    /// <summary>All songs of an artist, most popular first.</summary>
    NeteasePages<NeteaseSong> GetArtistSongs(long artistId);

    /// <summary>The albums of an artist.</summary>
    NeteasePages<NeteaseAlbum> GetArtistAlbums(long artistId);

    /// <summary>The lyric of a song with translation, romanisation and word times, as far as there are any.</summary>
    Task<NeteaseLyric> GetLyricAsync(long songId, CancellationToken cancellationToken = default);

    /// <summary>Comments, newest first: by offset as far as the service allows, then by time.</summary>
    NeteasePages<NeteaseComment> GetComments(NeteaseThread thread, long id);

    /// <summary>The most liked comments.</summary>
    NeteasePages<NeteaseComment> GetHotComments(NeteaseThread thread, long id);

    /// <summary>Whom a user follows; needs a session by the service's documentation.</summary>
    NeteasePages<NeteaseUser> GetFollows(long userId);

    /// <summary>Who follows a user; the service gives 1,000 at most, lately only the newest 20 to 30.</summary>
    NeteasePages<NeteaseUser> GetFollowers(long userId);

    /// <summary>Up to 100 songs that a user plays most. <see cref="NeteaseErrorKind.Hidden"/> where he hides them.</summary>
    Task<IReadOnlyList<NeteasePlay>> GetPlayRecordAsync(long userId, NeteasePlayPeriod period = NeteasePlayPeriod.AllTime, CancellationToken cancellationToken = default);

    /// <summary>The ids of the songs that a user likes, in no order.</summary>
    Task<IReadOnlyList<long>> GetLikedSongsAsync(long userId, CancellationToken cancellationToken = default);

    /// <summary>The charts, as playlists.</summary>
    Task<IReadOnlyList<NeteasePlaylist>> GetChartsAsync(CancellationToken cancellationToken = default);

    /// <summary>Songs like a song, by the service.</summary>
    Task<IReadOnlyList<NeteaseSong>> GetSimilarSongsAsync(long songId, CancellationToken cancellationToken = default);

    /// <summary>Artists like an artist, by the service.</summary>
    Task<IReadOnlyList<NeteaseArtist>> GetSimilarArtistsAsync(long artistId, CancellationToken cancellationToken = default);

    /// <summary>Users who lately listened to a song, by the service.</summary>
    Task<IReadOnlyList<NeteaseUser>> GetSimilarUsersAsync(long songId, CancellationToken cancellationToken = default);

    /// <summary>Playlists that hold a song, by the service.</summary>
    Task<IReadOnlyList<NeteasePlaylist>> GetSimilarPlaylistsAsync(long songId, CancellationToken cancellationToken = default);

    /// <summary>The service's own recommendations of the day for the account. Needs a session.</summary>
    Task<IReadOnlyList<NeteaseSong>> GetDailySongsAsync(CancellationToken cancellationToken = default);

    /// <summary>Programmes of a user's radios.</summary>
    NeteasePages<NeteaseProgramme> GetProgrammes(long userId);

    /// <summary>The account of the session; <see langword="null"/> where nobody is logged in.</summary>
    Task<NeteaseUser?> GetAccountAsync(CancellationToken cancellationToken = default);

    /// <summary>Where the sound of songs can be had by this account; one row a song that the service knows.</summary>
    Task<IReadOnlyList<NeteaseSongFile>> GetSongFilesAsync(IReadOnlyCollection<long> songIds, NeteaseQuality quality = NeteaseQuality.Standard, CancellationToken cancellationToken = default);

    /// <summary>Downloads the sound of a song, where this account may have it.</summary>
    /// <param name="songId">The song.</param>
    /// <param name="folder">The folder, which must exist. The file is written aside (.part) and renamed; an interrupted download goes on where it stopped.</param>
    /// <param name="fileName">
    /// The file's name without its ending, such as 'title - artist', made safe for every system; the id where <see langword="null"/>. A file of that name that is there and is not this one stays:
    /// then the id is added, 'title - artist (186016)'.
    /// </param>
    /// <param name="quality">How good.</param>
    /// <param name="progress">Told of the bytes that are there.</param>
    /// <param name="cancellationToken">Stops; what was fetched stays in the .part file.</param>
    /// <returns>The file; size and MD5 are what the service said.</returns>
    /// <exception cref="NeteaseApiException">
    /// <see cref="NeteaseErrorKind.Hidden"/>: only a trial, or nothing, may be had; <see cref="NeteaseErrorKind.Gone"/>: there is no such song or file;
    /// <see cref="NeteaseErrorKind.Unavailable"/>: the file's host failed, and what came stays in the .part file; <see cref="NeteaseErrorKind.Malformed"/>: what came is not the
    /// file (its part is removed), or its address is of no host of the service.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The file cannot be written: the disk is full, or another download writes it.</exception>
    Task<FileInfo> DownloadSongAsync(
        long songId, DirectoryInfo folder, string? fileName = null, NeteaseQuality quality = NeteaseQuality.Standard, IProgress<long>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Downloads a cover image of an answer.</summary>
    /// <param name="cover">Its address, of a host of the service (or of the stand-in).</param>
    /// <param name="pixels">Width and height asked for, 1 to 4,000; as stored where <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentException">The address is of no host of the service.</exception>
    /// <exception cref="NeteaseApiException">Its host does not give it, or gives more than 32 MiB.</exception>
    Task<byte[]> GetCoverAsync(Uri cover, int? pixels = null, CancellationToken cancellationToken = default);

    /// <summary>Logs in by QR code: yields the address to draw, then each change of state, until confirmed or expired.</summary>
    IAsyncEnumerable<QrLogInStep> LogInByQrAsync(CancellationToken cancellationToken = default);
}
