using System.Text.Json;

namespace ZetDard.Netease.Testing;

internal sealed partial class ServiceAnswers
{
    private const int MaxFollowers = 1_000;
    private const int MaxFound = 300;
    private const int MaxFoundSaid = 600;

    private int UserDetail(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id();
        if (!IsUser(id))
        {
            return Gone(json);
        }

        var seed = _content.Seed;
        json.WriteNumber("level"u8, seed.Below(11, Facet.Profile, id, 2));
        json.WriteNumber("listenSongs"u8, seed.Below(20_000, Facet.Profile, id, 3));
        json.WriteStartObject("userPoint"u8);
        json.WriteNumber("userId"u8, id);
        json.WriteNumber("balance"u8, 0);
        json.WriteEndObject();
        json.WriteBoolean("mobileSign"u8, false);
        json.WriteBoolean("pcSign"u8, false);
        json.WriteStartObject("profile"u8);
        WriteProfile(json, id, query);
        json.WriteEndObject();
        json.WriteBoolean("peopleCanSeeMyPlayRecord"u8, id != _content.OfficialUserId && !_content.HidesPlayRecord(id));
        WriteEmpty(json, "bindings"u8);
        json.WriteBoolean("adValid"u8, true);
        json.WriteNumber("createTime"u8, _content.CreatedTime(id));
        json.WriteNumber("createDays"u8, 1 + seed.Below(3_000, Facet.Profile, id, 4));
        return 200;
    }

    private bool IsUser(long id) => _content.HasUser(id) || id == _content.OfficialUserId;

    private string NameOf(long id) =>
        id == _content.OfficialUserId ? "云音乐小秘书" : _content.HasUser(id) ? _content.World.User((int)id - 1).Name : "帐号已注销";

    private bool IsMutualWithAccount(long id) => _accountFriends.Contains(id);

    private void WriteRegion(Utf8JsonWriter json, long id)
    {
        var region = _content.Seed.Pick(ContentWords.Regions, Facet.Profile, id, 5);
        json.WriteNumber("province"u8, region.Province);
        json.WriteNumber("city"u8, region.City);
    }

    private void WriteFollowCounts(Utf8JsonWriter json, long id)
    {
        var (follows, followers) = IsUser(id) ? _content.FollowCounts(id) : default;
        json.WriteNumber("follows"u8, follows);
        json.WriteNumber("followeds"u8, followers);
    }

    private void WriteProfile(Utf8JsonWriter json, long id, ServiceQuery query)
    {
        var lists = _content.HasUser(id) ? _content.CreatedCount((int)id - 1) + 1 : _content.ChartCount;
        var picture = PictureId(Facet.Profile, id);
        json.WriteNumber("userId"u8, id);
        json.WriteString("nickname"u8, NameOf(id));
        json.WriteNumber("gender"u8, _content.Seed.Below(3, Facet.Profile, id, 6));
        WriteRegion(json, id);
        json.WriteNumber("birthday"u8, -2_209_017_600_000);       // the value that the service writes if no birthday is given
        json.WriteNumber("userType"u8, id == _content.OfficialUserId ? 10 : 0);
        json.WriteNumber("vipType"u8, 0);
        json.WriteNumber("djStatus"u8, HasRadio(id) ? 10 : 0);
        json.WriteNumber("accountStatus"u8, 0);
        json.WriteNumber("authStatus"u8, id == _content.OfficialUserId ? 1 : 0);
        json.WriteString("avatarUrl"u8, PictureAddress(Facet.Profile, id));
        json.WriteNumber("avatarImgId"u8, Rounded(picture));
        json.WriteString("avatarImgIdStr"u8, string.Create(null, $"{picture}"));
        if (query.Route?.Path != "/user/detail")
        {
            // This endpoint writes both values under one name.
            json.WriteString("avatarImgId_str"u8, string.Create(null, $"{picture}"));
        }

        json.WriteString("signature"u8, "");
        json.WriteString("description"u8, "");
        json.WriteString("detailDescription"u8, "");
        json.WriteBoolean("defaultAvatar"u8, true);
        json.WriteBoolean("followed"u8, false);
        json.WriteBoolean("mutual"u8, IsMutualWithAccount(id));
        json.WriteNull("remarkName"u8);
        json.WriteNull("expertTags"u8);
        if (id % 2 == 0)
        {
            json.WriteNull("experts"u8);
        }
        else
        {
            json.WriteStartObject("experts"u8);
            json.WriteEndObject();
        }

        WriteFollowCounts(json, id);
        json.WriteNumber("eventCount"u8, 0);
        json.WriteNumber("playlistCount"u8, lists + (_content.HasUser(id) ? _content.SubscriptionsOf(id).Count : 0));
        json.WriteNumber("playlistBeSubscribedCount"u8, _content.Seed.Below(50, Facet.Profile, id, 7));
        json.WriteNumber("cCount"u8, lists);
        json.WriteNumber("createTime"u8, _content.CreatedTime(id));
        json.WriteNull("followTime"u8);
        json.WriteBoolean("followMe"u8, false);
        json.WriteBoolean("blacklist"u8, false);
        json.WriteBoolean("inBlacklist"u8, false);
        WriteEmpty(json, "artistIdentity"u8);
    }

    private int Follows(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id();
        if (!IsUser(id))
        {
            return Gone(json);
        }

        var follows = _content.FollowsOf(id);
        json.WriteStartArray("follow"u8);
        foreach (var other in Page(follows, query.Offset, query.Limit(30, 100)))
        {
            WriteFollow(json, other);
        }

        json.WriteEndArray();
        json.WriteNumber("touchCount"u8, 0);
        json.WriteBoolean("more"u8, More(id, query, follows.Count, query.Limit(30, 100)));
        return 200;
    }

    // The latest thousand followers; beyond them the last one is repeated.
    private int Followers(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id();
        if (!IsUser(id))
        {
            return Gone(json);
        }

        var followers = _content.FollowersOf(id);
        var limit = query.Limit(20, 100);
        var shown = Math.Min(followers.Count, MaxFollowers);
        json.WriteStartArray("followeds"u8);
        foreach (var other in followers.Count > MaxFollowers
            && query.Offset >= MaxFollowers
                ? Enumerable.Repeat(followers[MaxFollowers - 1], Math.Min(limit, 20))
                : Page(followers, query.Offset, Math.Min(limit, shown - query.Offset)))
        {
            WriteFollow(json, other);
        }

        json.WriteEndArray();
        json.WriteBoolean("more"u8, query.Offset + limit < followers.Count);
        json.WriteNumber("size"u8, followers.Count);
        return 200;
    }

    private void WriteFollow(Utf8JsonWriter json, long id)
    {
        json.WriteStartObject();
        json.WriteString("py"u8, "");
        json.WriteNumber("time"u8, NeteaseContent.Epoch + (id % 1_000 * NeteaseContent.Day));
        json.WriteNumber("userId"u8, id);
        json.WriteString("nickname"u8, NameOf(id));
        json.WriteNull("remarkName"u8);
        json.WriteString("avatarUrl"u8, PictureAddress(Facet.Profile, id));
        json.WriteNumber("authStatus"u8, id == _content.OfficialUserId ? 1 : 0);
        json.WriteNumber("userType"u8, id == _content.OfficialUserId ? 10 : 0);
        json.WriteNumber("gender"u8, _content.Seed.Below(3, Facet.Profile, id, 6));
        json.WriteBoolean("mutual"u8, IsMutualWithAccount(id));
        json.WriteNull("expertTags"u8);
        json.WriteNull("experts"u8);
        WriteFollowCounts(json, id);
        json.WriteNumber("accountStatus"u8, IsUser(id) ? 0 : 30);
        json.WriteNumber("vipType"u8, 0);
        json.WriteBoolean("followed"u8, false);
        json.WriteNull("signature"u8);
        json.WriteNull("vipRights"u8);
        json.WriteBoolean("blacklist"u8, false);
        json.WriteNumber("eventCount"u8, 0);
        json.WriteNumber("playlistCount"u8, _content.HasUser(id) ? _content.CreatedCount((int)id - 1) + 1 : 0);
        json.WriteEndObject();
    }

    // For every fifth user the answer wrongly says that there are more pages: an empty page follows.
    private bool More(long id, ServiceQuery query, int count, int limit) =>
        count > 0 && (query.Offset + limit < count || (_content.Seed.Below(5, Facet.WrongMore, id) == 0 && query.Offset < count));

    private int PlayRecord(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("uid");
        if (!_content.HasUser(id))
        {
            return Gone(json);
        }

        var isOwn = query.IsLoggedIn && id == _accountUserId;
        if (!isOwn && _content.HidesPlayRecord(id))
        {
            return Refuse(json, -2, "无权限访问");
        }

        var isWeek = query.Number("type") == 1;
        var plays = _content.World.SongsOf((int)id - 1).Where((_, place) => !isWeek || place % 4 == 0)
            .OrderByDescending(play => play.PlayCount).Take(100).ToArray();
        json.WriteStartArray(isWeek ? "weekData"u8 : "allData"u8);
        foreach (var (song, count) in plays)
        {
            json.WriteStartObject();
            json.WriteNumber("playCount"u8, isOwn ? count : 0);
            json.WriteNumber("score"u8, 100 * count / plays[0].PlayCount);
            json.WritePropertyName("song"u8);
            WriteSong(json, (int)song.Id.Value - 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return 200;
    }

    private int LikedSongs(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("uid");
        if (!_content.HasUser(id))
        {
            return Gone(json);
        }

        json.WriteStartArray("ids"u8);
        foreach (var song in _content.TracksOf(
            (id * NeteaseContent.SlotsPerUser) + NeteaseContent.LikedSlot).OrderBy(song => _content.Seed.Bits(Facet.LikedOrder, id, song)))
        {
            json.WriteNumberValue(song);
        }

        json.WriteEndArray();
        json.WriteNumber("checkPoint"u8, NeteaseContent.Epoch);
        return 200;
    }

    private int UserIds(ServiceQuery query, Utf8JsonWriter json)
    {
        // {"nicknames": {"name": id}}
        string[] names;
        try
        {
            names = JsonSerializer.Deserialize(query.Text("nicknames"), FormJson.Default.StringArray) ?? [];
        }
        catch (JsonException)
        {
            names = [];
        }

        var found = Enumerable.Range(0, _content.World.UserCount).Select(_content.World.User).Where(user => names.Contains(user.Name))
            .Take(names.Length);
        json.WriteStartObject("nicknames"u8);
        foreach (var user in found)
        {
            json.WriteNumber(user.Name, user.Id.Value);
        }

        json.WriteEndObject();
        return 200;
    }

    private void SearchUsers(ServiceQuery query, Utf8JsonWriter json)
    {
        var words = query.Text("s");
        var found = Enumerable.Range(0, _content.World.UserCount).Select(_content.World.User)
            .Where(user => user.Name.Contains(words, StringComparison.OrdinalIgnoreCase)).Take(MaxFoundSaid).ToArray();
        if (found.Length == 0)
        {
            return;       // an empty result without a list
        }

        // The answer states up to twice as many as it returns.
        json.WriteStartArray("userprofiles"u8);
        foreach (var user in Page([.. found.Take(MaxFound)], query.Offset, query.Limit(30, 100)))
        {
            var id = query.OtherThan(user.Id.Value);
            json.WriteStartObject();
            json.WriteBoolean("defaultAvatar"u8, true);
            WriteRegion(json, id);
            json.WriteNumber("authStatus"u8, 0);
            json.WriteBoolean("followed"u8, false);
            json.WriteString("avatarUrl"u8, PictureAddress(Facet.Profile, id));
            json.WriteNumber("accountStatus"u8, 0);
            json.WriteNumber("gender"u8, _content.Seed.Below(3, Facet.Profile, id, 6));
            json.WriteNumber("birthday"u8, -2_209_017_600_000);
            json.WriteNumber("userId"u8, id);
            json.WriteNumber("userType"u8, 0);
            json.WriteString("nickname"u8, NameOf(id));
            json.WriteString("signature"u8, "");
            json.WriteBoolean("mutual"u8, IsMutualWithAccount(id));
            json.WriteNull("experts"u8);
            json.WriteNumber("djStatus"u8, HasRadio(id) ? 10 : 0);
            WriteFollowCounts(json, id);
            json.WriteString("alg"u8, "alg_user_basic");
            json.WriteNumber("playlistCount"u8, _content.CreatedCount((int)id - 1) + 1);
            json.WriteNumber("playlistBeSubscribedCount"u8, 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("userprofileCount"u8, found.Length);
    }

    private int SimilarUsers(ServiceQuery query, Utf8JsonWriter json)
    {
        var song = query.Id("songid");
        if (!_content.HasSong(song))
        {
            return Gone(json);
        }

        var (groups, group) = (_content.World.GroupCount, _content.World.Songs[(int)song - 1].Group);
        var inGroup = _content.World.UserCount > group ? ((_content.World.UserCount - group - 1) / groups) + 1 : 0;
        long[] users = inGroup == 0
            ? []
            : [.. Enumerable.Range(0, 20)
                .Select(k => 1L + group + (groups * _content.Seed.Below(inGroup, Facet.Similar, song, k)))
                .Distinct()];
        json.WriteStartArray("userprofiles"u8);
        foreach (var id in Page(users, query.Offset, query.Limit(50, 50)))
        {
            json.WriteStartObject();
            WriteProfile(json, id, query);
            json.WriteString("recommendReason"u8, "最近听过"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return 200;
    }

    private bool HasRadio(long userId) => _content.HasUser(userId) && _content.Seed.Chance(0.05, Facet.Radio, userId);

    private int Programmes(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id();
        if (!IsUser(id))
        {
            return Gone(json);
        }

        int[] programmes = HasRadio(id) ? [.. Enumerable.Range(0, 5 + _content.Seed.Below(60, Facet.Radio, id, 1))] : [];
        var limit = query.Limit(30, 100);
        json.WriteStartArray("programs"u8);
        foreach (var number in Page(programmes, query.Offset, limit))
        {
            var programme = (id * 1_000) + number;
            json.WriteStartObject();
            json.WriteNumber("id"u8, programme);
            json.WriteString("name"u8, $"第{programmes.Length - number}期 {ContentWords.Tag(number)}");
            json.WriteString("description"u8, "");
            json.WriteStartObject("radio"u8);
            json.WriteNumber("id"u8, id + 1_000_000);
            json.WriteString("name"u8, $"{NameOf(id)}的电台");
            json.WriteNumber("programCount"u8, programmes.Length);
            json.WriteEndObject();
            json.WriteStartObject("mainSong"u8);
            json.WriteNumber("id"u8, 1_000_000_000 + programme);
            json.WriteString("name"u8, $"第{programmes.Length - number}期");
            json.WriteNumber("duration"u8, 1_800_000 + number);
            json.WriteEndObject();
            json.WriteNumber("mainTrackId"u8, 1_000_000_000 + programme);
            json.WriteNumber("duration"u8, 1_800_000 + number);
            json.WriteNumber("createTime"u8, NeteaseContent.Epoch - (number * 7L * NeteaseContent.Day));
            json.WriteNumber("listenerCount"u8, _content.Seed.Below(5_000, Facet.Radio, programme));
            json.WriteNumber("likedCount"u8, 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("count"u8, programmes.Length);
        json.WriteBoolean("more"u8, query.Offset + limit < programmes.Length);
        return 200;
    }
}
