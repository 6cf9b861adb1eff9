using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZetDard.Netease.Wire;

/// <summary>Converts the bodies of answers into models, with one method for each kind of answer.</summary>
/// <remarks>
/// A list leaves out rows without an id, because they can be neither stored nor requested. A single resource without an id, or an
/// answer without its list, is <see cref="NeteaseErrorKind.Malformed"/>; the message names the endpoint and the member, but never a
/// value of the answer.
/// </remarks>
internal static class Answers
{
    // The keys of the service have 36 characters. The key becomes part of an address.
    private const int MaxKeyLength = 256;

    public static NeteaseUser User(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.UserAnswer);
        var user = answer.Profile?.ToUser() ?? throw Lacks(endpoint, "an object 'profile' with a 'userId'");
        return user with
        {
            ListenedSongCount = answer.ListenSongs.ToLongCount(),
            ShowsPlayRecord = answer.PeopleCanSeeMyPlayRecord,
            Created = user.Created ?? answer.CreateTime.ToTime(),
        };
    }

    /// <summary>Reads the account; <see langword="null"/> if nobody is logged in, for which the service answers 200 as well.</summary>
    public static NeteaseUser? Account(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.AccountAnswer);
        return answer.Profile is { } profile
            ? profile.ToUser() ?? throw Lacks(endpoint, "an object 'profile' with a 'userId'")
            : answer.Account is null ? throw Lacks(endpoint, "a member 'account', null if nobody is logged in") : null;
    }

    public static RawPage<NeteaseUser> FoundUsers(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        // A search without hits has a result without a list.
        var result = Read(endpoint, body, NeteaseJson.Default.SearchAnswer).Result ?? throw Lacks(endpoint, "an object 'result'");
        return Page(result.Userprofiles ?? [], row => row.ToUser(), result.HasMore, result.UserprofileCount);
    }

    public static RawPage<NeteaseSong> FoundSongs(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var result = Read(endpoint, body, NeteaseJson.Default.SearchAnswer).Result ?? throw Lacks(endpoint, "an object 'result'");
        return Page(result.Songs ?? [], row => row.ToSong(), result.HasMore, result.SongCount);
    }

    public static RawPage<NeteasePlaylist> UserPlaylists(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.UserPlaylistsAnswer);
        return Page(answer.Playlist ?? throw Lacks(endpoint, "a list 'playlist'"), row => row.ToPlaylist(), answer.More, null);
    }

    public static NeteasePlaylistDetail Playlist(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var wire = Read(endpoint, body, NeteaseJson.Default.PlaylistAnswer).Playlist;
        var playlist = wire?.ToPlaylist() ?? throw Lacks(endpoint, "an object 'playlist' with an 'id'");
        var songs = wire!.Tracks?.ToModels(row => row.ToSong());
        var tracks = new List<NeteaseTrack>();
        if (wire.TrackIds is { } trackIds)
        {
            foreach (var track in trackIds)
            {
                if (track.Id.ToId() is { } id)
                {
                    tracks.Add(new(id, track.At.ToTime()));
                }
            }
        }
        else if (songs is not null)
        {
            tracks.AddRange(songs.Select(song => new NeteaseTrack(song.Id, null)));
        }
        else
        {
            throw Lacks(endpoint, "a list 'trackIds' in 'playlist'");
        }

        return new(playlist, tracks) { Songs = songs ?? [] };
    }

    /// <summary>Reads the songs of a song request, of an artist, or similar to a song.</summary>
    public static RawPage<NeteaseSong> Songs(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.SongsAnswer);
        return Page(answer.Songs ?? throw Lacks(endpoint, "a list 'songs'"), row => row.ToSong(), answer.More, answer.Total);
    }

    public static NeteaseArtist Artist(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body) =>
        Read(endpoint, body, NeteaseJson.Default.ArtistAnswer).Data?.Artist?.ToArtist()
            ?? throw Lacks(endpoint, "an object 'data.artist' with an 'id'");

    public static IReadOnlyList<NeteaseArtist> Artists(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body) =>
        (Read(endpoint, body, NeteaseJson.Default.ArtistsAnswer).Artists
            ?? throw Lacks(endpoint, "a list 'artists'")).ToModels(row => row.ToArtist());

    public static RawPage<NeteaseAlbum> Albums(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.AlbumsAnswer);
        return Page(answer.HotAlbums ?? throw Lacks(endpoint, "a list 'hotAlbums'"), row => row.ToAlbum(), answer.More, null);
    }

    public static NeteaseLyric Lyric(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.LyricAnswer);
        if (answer is { Lrc: null, Klyric: null, Yrc: null, Nolyric: null, PureMusic: null, Uncollected: null, Sgc: null })
        {
            throw Lacks(endpoint, "an object 'lrc', or one of 'nolyric', 'pureMusic', 'uncollected', 'sgc' that say why there is none");
        }

        return new(answer.Lrc?.Lyric.ToText())
        {
            Translation = answer.Tlyric?.Lyric.ToText(),
            Romanised = answer.Romalrc?.Lyric.ToText(),
            WordTimed = answer.Yrc?.Lyric.ToText(),
            IsInstrumental = answer.Nolyric == true || answer.PureMusic == true,
        };
    }

    public static RawPage<NeteaseComment> Comments(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.CommentsAnswer);
        return Page(
            answer.Comments ?? throw Lacks(endpoint, "a list 'comments'"), row => row.ToComment(), answer.More ?? answer.HasMore,
            answer.Total);
    }

    public static RawPage<NeteaseComment> HotComments(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        // Pages after the most liked comments come without their list, but with one of the other members.
        var answer = Read(endpoint, body, NeteaseJson.Default.CommentsAnswer);
        var rows = answer.HotComments
            ?? (answer is { Comments: null, HasMore: null, More: null } ? throw Lacks(endpoint, "a list 'hotComments'") : []);
        return Page(rows, row => row.ToComment(), answer.HasMore ?? answer.More, answer.HotComments is null ? null : answer.Total);
    }

    public static RawPage<NeteaseUser> Follows(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.FollowsAnswer);
        return Page(answer.Follow ?? throw Lacks(endpoint, "a list 'follow'"), row => row.ToUser(), answer.More, null);
    }

    public static RawPage<NeteaseUser> Followers(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.FollowsAnswer);
        return Page(answer.Followeds ?? throw Lacks(endpoint, "a list 'followeds'"), row => row.ToUser(), answer.More, answer.Size);
    }

    public static IReadOnlyList<NeteaseUser> Users(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body) =>
        (Read(endpoint, body, NeteaseJson.Default.FollowsAnswer).Userprofiles
            ?? throw Lacks(endpoint, "a list 'userprofiles'")).ToModels(row => row.ToUser());

    public static IReadOnlyList<NeteasePlay> PlayRecord(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body, NeteasePlayPeriod period)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.PlayRecordAnswer);
        var (rows, name) = period == NeteasePlayPeriod.LastWeek ? (answer.WeekData, "weekData") : (answer.AllData, "allData");
        return (rows ?? throw Lacks(endpoint, $"a list '{name}'")).ToModels(row => row.ToPlay());
    }

    public static IReadOnlyList<long> LikedSongs(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var ids = Read(endpoint, body, NeteaseJson.Default.LikedSongsAnswer).Ids ?? throw Lacks(endpoint, "a list 'ids'");
        return [.. ids.Where(id => id > 0).Distinct()];
    }

    public static IReadOnlyList<NeteasePlaylist> Charts(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body) =>
        (Read(endpoint, body, NeteaseJson.Default.PlaylistsAnswer).List
            ?? throw Lacks(endpoint, "a list 'list'")).ToModels(row => row.ToPlaylist());

    public static IReadOnlyList<NeteasePlaylist> Playlists(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body) =>
        (Read(endpoint, body, NeteaseJson.Default.PlaylistsAnswer).Playlists
            ?? throw Lacks(endpoint, "a list 'playlists'")).ToModels(row => row.ToPlaylist());

    public static IReadOnlyList<NeteaseSong> DailySongs(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body) =>
        (Read(endpoint, body, NeteaseJson.Default.DailySongsAnswer).Data?.DailySongs
            ?? throw Lacks(endpoint, "a list 'data.dailySongs'")).ToModels(row => row.ToSong());

    public static RawPage<NeteaseProgramme> Programmes(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.ProgrammesAnswer);
        return Page(answer.Programs ?? throw Lacks(endpoint, "a list 'programs'"), row => row.ToProgramme(), answer.More, answer.Count);
    }

    public static IReadOnlyList<NeteaseSongFile> SongFiles(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body) =>
        (Read(endpoint, body, NeteaseJson.Default.SongFilesAnswer).Data
            ?? throw Lacks(endpoint, "a list 'data'")).ToModels(row => row.ToSongFile());

    /// <summary>Reads the key of a log-in by QR code; a server wraps it in 'data'.</summary>
    public static string QrKey(NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var answer = Read(endpoint, body, NeteaseJson.Default.QrKeyAnswer);
        return (answer.Data ?? answer).Unikey is { Length: > 0 and <= MaxKeyLength } key
            ? key
            : throw Lacks(endpoint, $"a string 'unikey' of at most {MaxKeyLength} characters");
    }

    private static RawPage<TModel> Page<TRow, TModel>(List<TRow> rows, Func<TRow, TModel?> map, bool? more, long? total)
        where TModel : class =>
        new(rows.ToModels(map), rows.Count, more, total.ToLongCount());

    private static TAnswer Read<TAnswer>(
        NeteaseEndpoint endpoint, ReadOnlyMemory<byte> body, JsonTypeInfo<TAnswer> type) where TAnswer : class
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw Lacks(endpoint, "an object");
        }
        catch (JsonException e)
        {
            // Only the position: the message of the JSON reader quotes the answer, which may contain what must not be logged.
            throw new NeteaseApiException(
                NeteaseErrorKind.Malformed,
                $"{endpoint.Name}: the answer ({body.Length} bytes) is not the JSON that was expected; reading stopped at line {e.LineNumber}, byte {e.BytePositionInLine}.")
            {
                Endpoint = endpoint.Name,
            };
        }
    }

    private static NeteaseApiException Lacks(NeteaseEndpoint endpoint, string expected) =>
        new(NeteaseErrorKind.Malformed, $"{endpoint.Name}: expected {expected}, but the answer has none. The service, or the server in between, may have changed this answer.")
        {
            Endpoint = endpoint.Name,
        };
}
