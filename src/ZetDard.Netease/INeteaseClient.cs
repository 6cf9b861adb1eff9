namespace ZetDard.Netease;

/// <summary>
/// A client of NetEase Cloud Music. Its methods are the same for both ways to reach the service. Safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>Every request waits for its turn under the rate limit (<see cref="NeteaseOptions.RequestsPerSecond"/>). Failures that
/// may be temporary are retried;
/// otherwise a method throws a <see cref="NeteaseApiException"/> with a <see cref="NeteaseErrorKind"/>.</para>
/// <para>If there is neither a server, nor a stand-in, nor a session, nothing is sent and an
/// <see cref="InvalidOperationException"/> is thrown.
/// A method whose first argument is an id throws an <see cref="ArgumentOutOfRangeException"/> if the id is not above 0.</para>
/// <para>Lists leave out rows without an id. Names are empty if the service gives none.</para>
/// </remarks>
/// <example>
/// <code>
/// var client = provider.GetRequiredService&lt;INeteaseClient&gt;();
/// await foreach (var list in client.GetUserPlaylists(32953014))
/// {
///     await foreach (var song in client.GetPlaylistSongsAsync(list.Id))
///     {
///         Console.WriteLine($"{list.Name}: {song.Name}");
///     }
/// }
/// </code>
/// </example>
public interface INeteaseClient
{
    /// <summary>Gets a user.</summary>
    Task<NeteaseUser> GetUserAsync(long userId, CancellationToken cancellationToken = default);

    /// <summary>Searches users by nickname, with id and region. The service returns at most 300 to 600.</summary>
    NeteasePages<NeteaseUser> SearchUsers(string nickname);

    /// <summary>Searches songs by words. The service returns at most 300 to 600.</summary>
    NeteasePages<NeteaseSong> SearchSongs(string words);

    /// <summary>Gets the public playlists of a user: first those that they created, then those that they subscribed to.</summary>
    NeteasePages<NeteasePlaylist> GetUserPlaylists(long userId);

    /// <summary>Gets a playlist with the ids of all its songs in order. It takes one request.</summary>
    Task<NeteasePlaylistDetail> GetPlaylistAsync(long playlistId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gets all songs of a playlist in order, with one request for the ids and one for each 1,000 songs. Songs that no longer
    /// exist are left out.
    /// </summary>
    IAsyncEnumerable<NeteaseSong> GetPlaylistSongsAsync(long playlistId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gets songs by id, in the order of the ids, at most 1,000 in a request. If the service refuses a request, it is halved. Songs
    /// that no longer exist are left out.
    /// </summary>
    IAsyncEnumerable<NeteaseSong> GetSongsAsync(IEnumerable<long> songIds, CancellationToken cancellationToken = default);

    /// <summary>Gets an artist.</summary>
    Task<NeteaseArtist> GetArtistAsync(long artistId, CancellationToken cancellationToken = default);

    /// <summary>Gets all songs of an artist, the most popular first.</summary>
    NeteasePages<NeteaseSong> GetArtistSongs(long artistId);

    /// <summary>Gets the albums of an artist.</summary>
    NeteasePages<NeteaseAlbum> GetArtistAlbums(long artistId);

    /// <summary>Gets the lyric of a song, with translation, romanisation and word times if the service has them.</summary>
    Task<NeteaseLyric> GetLyricAsync(long songId, CancellationToken cancellationToken = default);

    /// <summary>Gets comments, the newest first: by offset as far as the service allows, then by time.</summary>
    NeteasePages<NeteaseComment> GetComments(NeteaseThread thread, long id);

    /// <summary>Gets the comments with the most likes.</summary>
    NeteasePages<NeteaseComment> GetHotComments(NeteaseThread thread, long id);

    /// <summary>Gets the users whom a user follows. According to the service's documentation this needs a session.</summary>
    NeteasePages<NeteaseUser> GetFollows(long userId);

    /// <summary>Gets the users who follow a user. The service returns at most 1,000, recently only the newest 20 to 30.</summary>
    NeteasePages<NeteaseUser> GetFollowers(long userId);

    /// <summary>
    /// Gets up to 100 songs that a user plays most. Fails with <see cref="NeteaseErrorKind.Hidden"/> if the user hides them.
    /// </summary>
    Task<IReadOnlyList<NeteasePlay>> GetPlayRecordAsync(
        long userId, NeteasePlayPeriod period = NeteasePlayPeriod.AllTime, CancellationToken cancellationToken = default);

    /// <summary>Gets the ids of the songs that a user likes, in no particular order.</summary>
    Task<IReadOnlyList<long>> GetLikedSongsAsync(long userId, CancellationToken cancellationToken = default);

    /// <summary>Gets the charts of the service, as playlists.</summary>
    Task<IReadOnlyList<NeteasePlaylist>> GetChartsAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets the songs that the service finds similar to a song.</summary>
    Task<IReadOnlyList<NeteaseSong>> GetSimilarSongsAsync(long songId, CancellationToken cancellationToken = default);

    /// <summary>Gets the artists that the service finds similar to an artist.</summary>
    Task<IReadOnlyList<NeteaseArtist>> GetSimilarArtistsAsync(long artistId, CancellationToken cancellationToken = default);

    /// <summary>Gets users who recently listened to a song, chosen by the service.</summary>
    Task<IReadOnlyList<NeteaseUser>> GetSimilarUsersAsync(long songId, CancellationToken cancellationToken = default);

    /// <summary>Gets playlists that contain a song, chosen by the service.</summary>
    Task<IReadOnlyList<NeteasePlaylist>> GetSimilarPlaylistsAsync(long songId, CancellationToken cancellationToken = default);

    /// <summary>Gets the songs that the service recommends to the account today. Needs a session.</summary>
    Task<IReadOnlyList<NeteaseSong>> GetDailySongsAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets the programmes of a user's radio stations.</summary>
    NeteasePages<NeteaseProgramme> GetProgrammes(long userId);

    /// <summary>Gets the account of the session; <see langword="null"/> if nobody is logged in.</summary>
    Task<NeteaseUser?> GetAccountAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets the addresses of the sound files that this account may fetch; one row for each song that the service knows.</summary>
    Task<IReadOnlyList<NeteaseSongFile>> GetSongFilesAsync(
        IReadOnlyCollection<long> songIds, NeteaseQuality quality = NeteaseQuality.Standard, CancellationToken cancellationToken = default);

    /// <summary>Downloads the sound file of a song, if this account may have it.</summary>
    /// <param name="songId">The id of the song.</param>
    /// <param name="folder">
    /// The folder to write to; it must exist. The file is written to a .part file and then renamed; an interrupted download
    /// continues where it stopped.
    /// </param>
    /// <param name="fileName">
    /// The file's name without its ending, such as 'title - artist'. It is made safe for every operating system;
    /// <see langword="null"/> for the id.
    /// An existing file of that name with other content is not replaced: the id is added to the name, 'title - artist (186016)'.
    /// A file whose name is or contains the id belongs to the song and is replaced; of a link only the link, not what it leads to.
    /// </param>
    /// <param name="quality">The quality of the sound.</param>
    /// <param name="progress">Reports the number of bytes that have been downloaded.</param>
    /// <param name="cancellationToken">Cancels the download; what was downloaded stays in the .part file.</param>
    /// <returns>The file, whose size and MD5 agree with those that the service gave.</returns>
    /// <exception cref="NeteaseApiException">
    /// <see cref="NeteaseErrorKind.Hidden"/>: the account may have only a trial, or nothing. <see cref="NeteaseErrorKind.Gone"/>:
    /// the song or file does not exist.
    /// <see cref="NeteaseErrorKind.Unavailable"/>: the host of the file failed; what was downloaded stays in the .part file.
    /// <see cref="NeteaseErrorKind.Malformed"/>: the bytes are not those of the file (the .part file is deleted), the file is larger
    /// than 2 GiB, or the address is not on a host of the service.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">
    /// The file cannot be written: the disk is full, another download is writing it, its name is that of a folder, or its .part file is
    /// a link or a pipe.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">Files cannot be created in the folder.</exception>
    Task<FileInfo> DownloadSongAsync(
        long songId, DirectoryInfo folder, string? fileName = null, NeteaseQuality quality = NeteaseQuality.Standard,
        IProgress<long>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Downloads a cover image.</summary>
    /// <param name="cover">The address of the cover, on a host of the service or of the stand-in.</param>
    /// <param name="pixels">
    /// Width and height of the image, 1 to 4,000 pixels; <see langword="null"/> for the size in which it is stored.
    /// </param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <exception cref="ArgumentException">The address is not on a host of the service.</exception>
    /// <exception cref="NeteaseApiException">The host does not send the image, or sends more than 32 MiB.</exception>
    Task<byte[]> GetCoverAsync(Uri cover, int? pixels = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Logs in by QR code. Yields the address to draw as a QR code, then each change of state, until the log-in is confirmed or
    /// the code expires.
    /// </summary>
    IAsyncEnumerable<QrLogInStep> LogInByQrAsync(CancellationToken cancellationToken = default);
}
