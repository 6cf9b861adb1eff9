using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Netease.Testing;

internal sealed partial class ServiceAnswers
{
    private const int TracksWithoutLogIn = 10;

    private int UserPlaylists(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("uid");
        if (!IsUser(id))
        {
            return Gone(json);
        }

        var isOwn = query.IsLoggedIn && id == _accountUserId;
        long[] lists = id == _content.OfficialUserId
            ? [.. Enumerable.Range(NeteaseContent.FirstChart, _content.ChartCount).Select(chart => (long)chart)]
            : [
                .. from list in _content.PlaylistsOf(id)
                   where list.Visibility == NeteaseContentVisibility.Public
                       || (isOwn && list.Visibility == NeteaseContentVisibility.Private)
                   select list.Id,
                .. _content.SubscriptionsOf(id),
            ];
        var limit = query.Limit(30);
        json.WriteString("version"u8, "0"u8);
        json.WriteBoolean("more"u8, !isOwn && More(id, query, lists.Length, limit));
        json.WriteStartArray("playlist"u8);
        // A user's own playlists are all returned, whatever the limit.
        foreach (var list in isOwn ? lists.Skip(query.Offset) : Page(lists, query.Offset, limit))
        {
            json.WriteStartObject();
            WritePlaylist(json, _content.Playlist(list)!, id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return 200;
    }

    /// <param name="json">The writer.</param>
    /// <param name="list">The playlist.</param>
    /// <param name="seenBy">The user whose list of playlists is written; 0 for other answers.</param>
    private void WritePlaylist(Utf8JsonWriter json, NeteaseContentPlaylist list, long seenBy = 0)
    {
        var seed = _content.Seed;
        var picture = PictureId(Facet.Title, list.Id);
        var isChart = list.Kind == NeteasePlaylistKind.Chart;
        json.WriteNumber("id"u8, list.Id);
        json.WriteString("name"u8, list.Name);
        json.WriteNumber("userId"u8, list.OwnerId);
        json.WriteNumber("coverImgId"u8, Rounded(picture));
        json.WriteString("coverImgUrl"u8, PictureAddress(Facet.Title, list.Id));
        json.WriteString("coverImgId_str"u8, string.Create(null, $"{picture}"));
        json.WriteNumber("adType"u8, 0);
        json.WriteNumber("status"u8, 0);
        json.WriteBoolean("opRecommend"u8, false);
        json.WriteBoolean("highQuality"u8, false);
        json.WriteBoolean("newImported"u8, false);
        json.WriteBoolean("anonimous"u8, false);
        json.WriteNumber("specialType"u8, (int)list.Kind);
        json.WriteNumber("privacy"u8, list.Visibility == NeteaseContentVisibility.Private ? 10 : 0);
        json.WriteNumber("trackCount"u8, _content.TracksOf(list.Id).Count);
        json.WriteNumber("cloudTrackCount"u8, 0);
        json.WriteNumber("createTime"u8, isChart ? NeteaseContent.Epoch : _content.CreatedTime(list.OwnerId));
        json.WriteNumber("updateTime"u8, NeteaseContent.Epoch + (seed.Below(900, Facet.Title, list.Id, 1) * NeteaseContent.Day));
        json.WriteNumber("trackUpdateTime"u8, NeteaseContent.Epoch + (seed.Below(900, Facet.Title, list.Id, 1) * NeteaseContent.Day));
        json.WriteNumber("trackNumberUpdateTime"u8, NeteaseContent.Epoch + (seed.Below(900, Facet.Title, list.Id, 1) * NeteaseContent.Day));
        json.WriteString("commentThreadId"u8, string.Create(null, $"A_PL_0_{list.Id}"));
        json.WriteNumber("playCount"u8, isChart ? 5_295_054_336 : seed.Below(10_000, Facet.Title, list.Id, 2));
        json.WriteNumber("subscribedCount"u8, isChart ? 3_993_227 : seed.Below(100, Facet.Title, list.Id, 3));
        json.WriteNumber("totalDuration"u8, 0);
        json.WriteBoolean("ordered"u8, isChart || list.Kind == NeteasePlaylistKind.Liked);
        if (isChart || list.Id % 2 == 0)
        {
            json.WriteNull("description"u8);
        }
        else
        {
            json.WriteString("description"u8, "听了很多遍的歌。\nSongs to keep.");
        }

        json.WriteStartArray("tags"u8);
        if (!isChart && list.Kind != NeteasePlaylistKind.Liked)
        {
            json.WriteStringValue(ContentWords.Tag((int)((list.OwnerId - 1) % _content.World.GroupCount)));
        }

        json.WriteEndArray();
        json.WriteString("updateFrequency"u8, isChart ? "每天更新" : null);
        if (seenBy == 0)
        {
            json.WriteNull("subscribed"u8);
        }
        else
        {
            json.WriteBoolean("subscribed"u8, list.OwnerId != seenBy);
        }

        json.WriteStartObject("creator"u8);
        json.WriteNumber("userId"u8, list.OwnerId);
        json.WriteString("nickname"u8, NameOf(list.OwnerId));
        WriteRegion(json, list.OwnerId);
        json.WriteNumber("gender"u8, _content.Seed.Below(3, Facet.Profile, list.OwnerId, 6));
        json.WriteNumber("userType"u8, 0);
        json.WriteString("avatarUrl"u8, PictureAddress(Facet.Profile, list.OwnerId));
        json.WriteString("avatarImgIdStr"u8, string.Create(null, $"{PictureId(Facet.Profile, list.OwnerId)}"));
        json.WriteNull("experts"u8);
        json.WriteEndObject();
        json.WriteNull("artists"u8);
        WriteEmpty(json, "subscribers"u8);
    }

    private int PlaylistDetail(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("id");
        if (_content.Playlist(id) is not { } list || list.Visibility == NeteaseContentVisibility.Deleted)
        {
            return Gone(json);
        }

        if (list.Visibility == NeteaseContentVisibility.Private && !(query.IsLoggedIn && list.OwnerId == _accountUserId))
        {
            return Refuse(json, 401, "无权限访问");
        }

        var tracks = _content.TracksOf(id);
        if (query.Route?.Path == "/playlist/track/all")
        {
            long[] page = [.. Page(tracks, query.Offset, query.Limit(1_000, int.MaxValue))];
            if (page.Length > MaxSongs)
            {
                return Refuse(json, 400, "参数错误");
            }

            WriteSongs(query with { IsSomeoneElses = false }, json, page);
            return 200;
        }

        var count = (int)Math.Clamp(query.Number("n", MaxSongs), 0, query.IsLoggedIn ? MaxSongs : TracksWithoutLogIn);
        int[] songs = [.. tracks.Where(_content.HasSong).Take(count).Select(song => (int)song - 1)];
        json.WriteNull("relatedVideos"u8);
        json.WriteStartObject("playlist"u8);
        WritePlaylist(json, list);
        json.WriteNumber("shareCount"u8, _content.Seed.Below(20, Facet.Title, id, 4));
        json.WriteNumber("commentCount"u8, ThreadCount($"A_PL_0_{id}"));
        json.WriteStartArray("tracks"u8);
        foreach (var song in songs)
        {
            WriteSong(json, song);
        }

        json.WriteEndArray();
        json.WriteStartArray("trackIds"u8);
        var added = list.Kind == NeteasePlaylistKind.Chart ? NeteaseContent.Epoch : _content.CreatedTime(list.OwnerId);
        for (var place = 0; place < tracks.Count; place++)
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, tracks[place]);
            json.WriteNumber("v"u8, 1 + (tracks[place] % 50));
            json.WriteNumber("t"u8, 0);
            json.WriteNumber("at"u8, added + ((tracks.Count - place) * NeteaseContent.Day));
            json.WriteNull("alg"u8);
            json.WriteNumber("uid"u8, list.OwnerId);
            json.WriteString("rcmdReason"u8, ""u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNull("urls"u8);
        WritePrivileges(json, songs);
        return 200;
    }

    private int Charts(ServiceQuery query, Utf8JsonWriter json)
    {
        json.WriteStartArray("list"u8);
        for (var chart = 0; chart < _content.ChartCount; chart++)
        {
            json.WriteStartObject();
            WritePlaylist(json, _content.Playlist(NeteaseContent.FirstChart + chart)!);
            if (chart == 0)
            {
                json.WriteString("ToplistType"u8, "S"u8);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        return 200;
    }

    private int SimilarPlaylists(ServiceQuery query, Utf8JsonWriter json)
    {
        var song = query.Id("songid");
        if (!_content.HasSong(song))
        {
            return Gone(json);
        }

        // Playlists of listeners in the song's group who have the song, as far as a few random draws find them.
        var (groups, group) = (_content.World.GroupCount, _content.World.Songs[(int)song - 1].Group);
        var inGroup = _content.World.UserCount > group ? ((_content.World.UserCount - group - 1) / groups) + 1 : 0;
        var found = new List<long>();
        for (var k = 0; k < 60 && found.Count < 5 && inGroup > 0; k++)
        {
            var user = group + (groups * _content.Seed.Below(inGroup, Facet.Similar, song, k));
            if (_content.World.SongsOf(user).Any(entry => entry.Song.Id == new SongId(song))
                && _content.PlaylistsOf(user + 1L)
                .FirstOrDefault(
                    list => list.Visibility == NeteaseContentVisibility.Public
                        && !found.Contains(list.Id)
                        && _content.TracksOf(list.Id).Contains(song)) is { } list)
            {
                found.Add(list.Id);
            }
        }

        json.WriteStartArray("playlists"u8);
        foreach (var list in Page(found, query.Offset, query.Limit(50, 50)))
        {
            json.WriteStartObject();
            WritePlaylist(json, _content.Playlist(list)!);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return 200;
    }
}
