using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ZetDard.Netease.Wire;

namespace ZetDard.Netease;

/// <inheritdoc cref="INeteaseClient"/>
internal sealed partial class NeteaseClient : INeteaseClient
{
    private readonly INeteaseCaller _caller;
    private readonly IHttpClientFactory _http;
    private readonly NeteaseOptions _options;
    private readonly TimeProvider _time;

    public NeteaseClient(INeteaseCaller caller, IHttpClientFactory http, IOptions<NeteaseOptions> options, TimeProvider time)
    {
        _caller = caller;
        _http = http;
        _options = options.Value;
        _time = time;
    }

    public Task<NeteaseUser> GetUserAsync(long userId, CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.User.With(("uid", Id(userId))), Answers.User, cancellationToken);

    public NeteasePages<NeteaseUser> SearchUsers(string nickname)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nickname);
        return Pages(NeteaseEndpoints.UserSearch, Answers.FoundUsers, user => user.Id).Of("keywords", nickname);
    }

    public NeteasePages<NeteaseSong> SearchSongs(string words)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(words);
        return Pages(NeteaseEndpoints.SongSearch, Answers.FoundSongs, song => song.Id).Of("keywords", words);
    }

    public NeteasePages<NeteasePlaylist> GetUserPlaylists(long userId) =>
        Pages(NeteaseEndpoints.UserPlaylists, Answers.UserPlaylists, playlist => playlist.Id).Of("uid", Id(userId));

    public Task<NeteasePlaylistDetail> GetPlaylistAsync(long playlistId, CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.Playlist.With(("id", Id(playlistId))), Answers.Playlist, cancellationToken);

    public IAsyncEnumerable<NeteaseSong> GetPlaylistSongsAsync(long playlistId, CancellationToken cancellationToken = default) =>
        ReadPlaylistSongsAsync(Id(playlistId), cancellationToken);

    public IAsyncEnumerable<NeteaseSong> GetSongsAsync(IEnumerable<long> songIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(songIds);
        return ReadSongsAsync(songIds, ReadOnlyDictionary<long, NeteaseSong>.Empty, cancellationToken);
    }

    public Task<NeteaseArtist> GetArtistAsync(long artistId, CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.Artist.With(("id", Id(artistId))), Answers.Artist, cancellationToken);

    public NeteasePages<NeteaseSong> GetArtistSongs(long artistId) =>
        Pages(NeteaseEndpoints.ArtistSongs, Answers.Songs, song => song.Id).Of("id", Id(artistId));

    public NeteasePages<NeteaseAlbum> GetArtistAlbums(long artistId) =>
        Pages(NeteaseEndpoints.ArtistAlbums, Answers.Albums, album => album.Id).Of("id", Id(artistId));

    public Task<NeteaseLyric> GetLyricAsync(long songId, CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.Lyric.With(("id", Id(songId))), Answers.Lyric, cancellationToken);

    public NeteasePages<NeteaseComment> GetComments(NeteaseThread thread, long id) =>
        new Pager<NeteaseComment>(
            _caller, Endpoint(NeteaseEndpoints.CommentsOf, thread), Answers.Comments,
            comment => comment.Id) { TimeOf = comment => comment.Written }.Of("id", Id(id));

    public NeteasePages<NeteaseComment> GetHotComments(NeteaseThread thread, long id) =>
        Pages(Endpoint(NeteaseEndpoints.HotCommentsOf, thread), Answers.HotComments, comment => comment.Id).Of("id", Id(id));

    public NeteasePages<NeteaseUser> GetFollows(long userId) =>
        Pages(NeteaseEndpoints.Follows, Answers.Follows, user => user.Id).Of("uid", Id(userId));

    public NeteasePages<NeteaseUser> GetFollowers(long userId) =>
        Pages(NeteaseEndpoints.Followers, Answers.Followers, user => user.Id).Of("uid", Id(userId));

    public Task<IReadOnlyList<NeteasePlay>> GetPlayRecordAsync(
        long userId, NeteasePlayPeriod period = NeteasePlayPeriod.AllTime, CancellationToken cancellationToken = default)
    {
        if (!Enum.IsDefined(period))
        {
            throw new ArgumentOutOfRangeException(
                nameof(period), period,
                $"The period of a play record is {nameof(NeteasePlayPeriod.AllTime)} or {nameof(NeteasePlayPeriod.LastWeek)}.");
        }

        return AskAsync(
            NeteaseEndpoints.PlayRecord.With(("uid", Id(userId)), ("type", (int)period)),
            (endpoint, body) => Answers.PlayRecord(endpoint, body, period), cancellationToken);
    }

    public Task<IReadOnlyList<long>> GetLikedSongsAsync(long userId, CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.LikedSongs.With(("uid", Id(userId))), Answers.LikedSongs, cancellationToken);

    public Task<IReadOnlyList<NeteasePlaylist>> GetChartsAsync(CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.Charts.With(), Answers.Charts, cancellationToken);

    public Task<IReadOnlyList<NeteaseSong>> GetSimilarSongsAsync(long songId, CancellationToken cancellationToken = default) =>
        AskAsync(
            NeteaseEndpoints.SimilarSongs.With(("id", Id(songId))), (endpoint, body) => Answers.Songs(endpoint, body).Items,
            cancellationToken);

    public Task<IReadOnlyList<NeteaseArtist>> GetSimilarArtistsAsync(long artistId, CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.SimilarArtists.With(("id", Id(artistId))), Answers.Artists, cancellationToken);

    public Task<IReadOnlyList<NeteaseUser>> GetSimilarUsersAsync(long songId, CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.SimilarUsers.With(("id", Id(songId))), Answers.Users, cancellationToken);

    public Task<IReadOnlyList<NeteasePlaylist>> GetSimilarPlaylistsAsync(long songId, CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.SimilarPlaylists.With(("id", Id(songId))), Answers.Playlists, cancellationToken);

    public Task<IReadOnlyList<NeteaseSong>> GetDailySongsAsync(CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.DailySongs.With(), Answers.DailySongs, cancellationToken);

    public NeteasePages<NeteaseProgramme> GetProgrammes(long userId) =>
        Pages(NeteaseEndpoints.Programmes, Answers.Programmes, programme => programme.Id).Of("uid", Id(userId));

    public Task<NeteaseUser?> GetAccountAsync(CancellationToken cancellationToken = default) =>
        AskAsync(NeteaseEndpoints.Account.With(), Answers.Account, cancellationToken);

    public IAsyncEnumerable<QrLogInStep> LogInByQrAsync(CancellationToken cancellationToken = default) =>
        new QrLogIn(_caller, _time).RunAsync(cancellationToken);

    private async Task<TResult> AskAsync<TResult>(
        NeteaseCall call, Func<NeteaseEndpoint, ReadOnlyMemory<byte>, TResult> read, CancellationToken cancellationToken) =>
        read(call.Endpoint, await _caller.CallAsync(call, cancellationToken).ConfigureAwait(false));

    private Pager<T> Pages<T>(NeteaseEndpoint endpoint, Func<NeteaseEndpoint, ReadOnlyMemory<byte>, RawPage<T>> read, Func<T, long> idOf) =>
        new(_caller, endpoint, read, idOf);

    private async IAsyncEnumerable<NeteaseSong> ReadPlaylistSongsAsync(
        long playlistId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var detail = await GetPlaylistAsync(playlistId, cancellationToken).ConfigureAwait(false);
        var known = new Dictionary<long, NeteaseSong>(detail.Songs.Count);
        foreach (var song in detail.Songs)
        {
            known.TryAdd(song.Id, song);
        }

        await foreach (var song in ReadSongsAsync(
            detail.Tracks.Select(track => track.SongId), known, cancellationToken).ConfigureAwait(false))
        {
            yield return song;
        }
    }

    /// <summary>Gets songs in the order of the ids. Songs that came with an earlier answer are not requested again.</summary>
    private async IAsyncEnumerable<NeteaseSong> ReadSongsAsync(
        IEnumerable<long> songIds, IReadOnlyDictionary<long, NeteaseSong> known,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new SongBatch(_caller, known);
        foreach (var id in songIds)
        {
            if (batch.Add(Id(id, nameof(songIds))))
            {
                continue;
            }

            foreach (var song in await batch.FetchAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return song;
            }

            batch.Add(id);
        }

        foreach (var song in await batch.FetchAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return song;
        }
    }

    private static NeteaseEndpoint Endpoint(IReadOnlyDictionary<NeteaseThread, NeteaseEndpoint> endpoints, NeteaseThread thread) =>
        endpoints.TryGetValue(thread, out var endpoint)
            ? endpoint
            : throw new ArgumentOutOfRangeException(
                nameof(thread), thread, $"Comments can be read of {string.Join(", ", endpoints.Keys.Order())}.");

    private static long Id(long id, [CallerArgumentExpression(nameof(id))] string? name = null) =>
        id > 0 ? id : throw new ArgumentOutOfRangeException(name, id, "Ids of the service are above 0.");
}
