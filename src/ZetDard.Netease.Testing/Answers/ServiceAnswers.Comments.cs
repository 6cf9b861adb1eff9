using System.Globalization;
using System.Text.Json;

namespace ZetDard.Netease.Testing;

internal sealed partial class ServiceAnswers
{
    private const int MaxCommentOffset = 1_000;
    private const int MaxCommentLimit = 100;
    private const int HotComments = 15;
    private const long Hour = 3_600_000;

    private long ThreadOf(ServiceQuery query, string thread, out int count)
    {
        // R_SO_4_5, A_PL_0_100, R_AL_3_1001
        var mark = thread.LastIndexOf('_');
        var id = mark > 0 && long.TryParse(thread.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? query.OtherThan(value)
            : 0;
        count = ThreadCount($"{(mark > 0 ? thread[..mark] : "")}_{id}");
        return id;
    }

    private int ThreadCount(string thread)
    {
        var mark = thread.LastIndexOf('_');
        var id = long.Parse(thread.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        return thread[..mark] switch
        {
            "R_SO_4" => _content.HasSong(id) ? _content.CommentCountOf(id) : 0,
            "A_PL_0" => _content.Playlist(id) is { Visibility: NeteaseContentVisibility.Public }
                ? _content.Seed.Below(12, Facet.Comment, id, -1)
                : 0,
            "R_AL_3" => _content.HasArtist(id / NeteaseContent.AlbumsPerArtist) ? _content.Seed.Below(40, Facet.Comment, id, -2) : 0,
            _ => 0,
        };
    }

    // By offset up to the limit: beyond it, the last page is repeated or the page is empty, and the answer says that there is more.
    // By time up to the last comment: each page repeats the comment of that time.
    private int Comments(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = ThreadOf(query, query.Tail, out var count);
        var limit = query.Number("limit", 20) is >= 0 and <= MaxCommentLimit and var wanted ? (int)wanted : 20;
        var before = query.Number("beforeTime");
        var first = query.Offset;
        var isBeyond = before == 0 && first >= MaxCommentOffset;
        if (isBeyond)
        {
            first = id % 2 == 0 ? Math.Max(0, Math.Min(count, MaxCommentOffset) - limit) : count;
        }

        if (before > 0)
        {
            first += FirstNotAfter(id, count, before);
        }

        json.WriteBoolean("isMusician"u8, false);
        json.WriteNumber("userId"u8, query.IsLoggedIn ? _accountUserId : -1);
        WriteEmpty(json, "topComments"u8);
        if (query.Offset == 0 && before == 0)
        {
            json.WriteBoolean("moreHot"u8, count > HotComments);
            json.WriteStartArray("hotComments"u8);
            foreach (var index in HotOf(id, count).Take(HotComments))
            {
                WriteComment(json, id, count, index);
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("comments"u8);
        for (var index = first; index < count && index < first + limit; index++)
        {
            WriteComment(json, id, count, index);
        }

        json.WriteEndArray();
        json.WriteNumber("total"u8, count);
        json.WriteBoolean("more"u8, isBeyond || first + limit < count);
        return 200;
    }

    private int HotCommentPage(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = ThreadOf(query, query.Tail, out var count);
        var hot = HotOf(id, count);
        var limit = query.Limit(20, MaxCommentLimit);
        WriteEmpty(json, "topComments"u8);
        json.WriteBoolean("hasMore"u8, query.Offset + limit < hot.Count);
        json.WriteStartArray("hotComments"u8);
        foreach (var index in Page(hot, query.Offset, limit))
        {
            WriteComment(json, id, count, index);
        }

        json.WriteEndArray();
        json.WriteNumber("total"u8, hot.Count);
        return 200;
    }

    // Sorted by time: from the cursor on, a few rows more than requested, some of which were on the previous page.
    private int NewComments(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = ThreadOf(query, query.Text("threadId"), out var count);
        var size = (int)Math.Clamp(query.Number("pageSize", 20), 0, MaxCommentLimit);
        var byTime = query.Number("sortType") == 3;
        var cursor = query.Text("cursor");
        var number = long.TryParse(
            cursor.AsSpan(cursor.IndexOf('#') + 1), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;
        int[] order = byTime || query.Number("sortType") != 2 ? [] : [.. HotOf(id, count)];
        var total = order.Length > 0 ? order.Length : count;
        var first = byTime ? (number > 0 ? FirstNotAfter(id, count, number) : 0) : (int)Math.Clamp(number, 0, total);
        var start = byTime && first > 0 ? Math.Max(0, first - (int)(id % 3)) : first;
        var end = Math.Min(total, first + size);
        json.WriteStartObject("data"u8);
        json.WriteStartArray("comments"u8);
        for (var index = start; index < end; index++)
        {
            WriteComment(json, id, count, order.Length > 0 ? order[index] : index);
        }

        json.WriteEndArray();
        json.WriteNull("currentComment"u8);
        json.WriteNumber("totalCount"u8, count);
        json.WriteBoolean("hasMore"u8, end < total);
        json.WriteString("cursor"u8, (!byTime ? end : end > 0 ? TimeOf(id, end - 1) - 1 : 0).ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("sortType"u8, query.Number("sortType", 99));
        json.WriteEndObject();
        return 200;
    }

    // The newest comment has index 0; every comment has a time of its own.
    private long TimeOf(long thread, int index) =>
        NeteaseContent.Epoch + (1_500 * NeteaseContent.Day) - (index * Hour) - _content.Seed.Below((int)Hour, Facet.Comment, thread, index);

    private int FirstNotAfter(long thread, int count, long time)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (TimeOf(thread, middle) > time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    // Every hundredth comment has many likes; if there are few comments, the first ones do.
    private List<int> HotOf(long thread, int count)
    {
        var hot = new List<int>();
        for (var index = 0; index < count && hot.Count < 200; index++)
        {
            if (LikesOf(thread, index) >= 100 || (count <= HotComments && index < 3))
            {
                hot.Add(index);
            }
        }

        return [.. hot.OrderByDescending(index => LikesOf(thread, index)).ThenBy(index => index)];
    }

    private int LikesOf(long thread, int index) =>
        _content.Seed.Below(30, Facet.Comment, thread, ~(long)index) is var draw and > 0
            ? draw
            : 100 + _content.Seed.Below(90_000, Facet.CommentWriter, thread, ~(long)index);

    private void WriteComment(Utf8JsonWriter json, long thread, int count, int index)
    {
        var seed = _content.Seed;
        // One in a hundred writers is a user who is gone.
        var writer = seed.Chance(0.01, Facet.CommentWriter, thread, index)
            ? _content.World.UserCount + 1L + seed.Below(NeteaseContent.GoneUsers, Facet.CommentWriter, index)
            : 1L + seed.Below(_content.World.UserCount, Facet.CommentWriter, thread, index);
        json.WriteStartObject();
        json.WriteStartObject("user"u8);
        json.WriteNull("locationInfo"u8);
        json.WriteNull("liveInfo"u8);
        json.WriteNumber("vipType"u8, 0);
        json.WriteNumber("userType"u8, 0);
        json.WriteNumber("userId"u8, writer);
        json.WriteString("nickname"u8, NameOf(writer));
        json.WriteNull("remarkName"u8);
        json.WriteString("avatarUrl"u8, PictureAddress(Facet.Profile, writer));
        json.WriteNull("experts"u8);
        json.WriteNull("expertTags"u8);
        json.WriteNull("vipRights"u8);
        json.WriteNumber("authStatus"u8, 0);
        json.WriteEndObject();
        json.WriteStartArray("beReplied"u8);
        var answers = index % 7 == 3 && index + 1 < count;
        if (answers)
        {
            json.WriteStartObject();
            json.WriteNumber("beRepliedCommentId"u8, CommentId(thread, count, index + 1));
            json.WriteString("content"u8, TextOf(thread, index + 1));
            json.WriteNumber("status"u8, 0);
            json.WriteNull("expressionUrl"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("pendantData"u8);
        json.WriteNull("showFloorComment"u8);
        json.WriteNumber("status"u8, 0);
        json.WriteNumber("commentId"u8, CommentId(thread, count, index));
        json.WriteString("content"u8, TextOf(thread, index));
        json.WriteNumber("time"u8, TimeOf(thread, index));
        json.WriteNumber("likedCount"u8, LikesOf(thread, index));
        json.WriteNull("expressionUrl"u8);
        json.WriteNumber("commentLocationType"u8, 0);
        json.WriteNumber("parentCommentId"u8, answers ? CommentId(thread, count, index + 1) : 0);
        json.WriteStartObject("decoration"u8);
        json.WriteEndObject();
        json.WriteNull("repliedMark"u8);
        json.WriteBoolean("liked"u8, false);
        json.WriteEndObject();
    }

    // Older comments have smaller ids.
    private static long CommentId(long thread, int count, int index) => (thread * 10_000) + (count - index);

    private string TextOf(long thread, int index) =>
        _content.Seed.Pick(ContentWords.CommentTexts, Facet.Comment, thread, index + 1_000_000L);
}
