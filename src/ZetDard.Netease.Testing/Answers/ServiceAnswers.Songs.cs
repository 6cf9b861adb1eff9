using System.Text.Json;

namespace ZetDard.Netease.Testing;

internal sealed partial class ServiceAnswers
{
    private const int MaxSongs = 1_000;

    private int SongDetail(ServiceQuery query, Utf8JsonWriter json)
    {
        if (RequestKeys.IdsOf(query.Uri, query.Parameters) is not { } ids || ids.Count > MaxSongs)
        {
            return Refuse(json, 400, "参数错误");
        }

        WriteSongs(query, json, ids);
        return 200;
    }

    // Ids of songs that do not exist are left out silently, and the order is not guaranteed.
    private void WriteSongs(ServiceQuery query, Utf8JsonWriter json, IReadOnlyList<long> ids)
    {
        int[] songs = [.. ids.Select(query.OtherThan).Where(_content.HasSong).Select(id => (int)id - 1)];
        if (songs.Length > 1 && songs[0] % 2 == 1)
        {
            Array.Reverse(songs);
        }

        WriteSongList(json, songs);
        WritePrivileges(json, songs);
    }

    private void WritePrivileges(Utf8JsonWriter json, IReadOnlyList<int> songs)
    {
        json.WriteStartArray("privileges"u8);
        foreach (var song in songs)
        {
            WritePrivilege(json, song);
        }

        json.WriteEndArray();
    }

    private void WritePrivilege(Utf8JsonWriter json, int song)
    {
        var fee = _content.FeeOf(song);
        json.WriteStartObject();
        json.WriteNumber("id"u8, song + 1);
        json.WriteNumber("fee"u8, fee);
        json.WriteNumber("payed"u8, 0);
        json.WriteNumber("st"u8, 0);
        json.WriteNumber("pl"u8, fee is 1 or 4 ? 0 : fee == 8 ? 128000 : 320000);
        json.WriteNumber("dl"u8, fee == 0 ? 320000 : 0);
        json.WriteNumber("sp"u8, 7);
        json.WriteNumber("cp"u8, 1);
        json.WriteNumber("subp"u8, 1);
        json.WriteBoolean("cs"u8, false);
        json.WriteNumber("maxbr"u8, 999000);
        json.WriteNumber("fl"u8, fee == 0 ? 320000 : 128000);
        json.WriteBoolean("toast"u8, false);
        json.WriteNumber("flag"u8, 260);
        json.WriteBoolean("preSell"u8, false);
        json.WriteEndObject();
    }

    /// <summary>Writes a song in the newer of the two shapes: ar, al, dt.</summary>
    private void WriteSong(Utf8JsonWriter json, int song, Action<Utf8JsonWriter>? more = null)
    {
        var world = _content.World.Songs[song];
        var seed = _content.Seed;
        var duration = _content.DurationOf(song);
        json.WriteStartObject();
        json.WriteString("name"u8, world.Title);
        json.WriteNumber("id"u8, song + 1);
        json.WriteNumber("pst"u8, 0);
        json.WriteNumber("t"u8, 0);
        json.WriteStartArray("ar"u8);
        foreach (var artist in world.Artists)
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, artist.Id.Value);
            json.WriteString("name"u8, artist.Name);
            WriteEmpty(json, "tns"u8);
            WriteEmpty(json, "alias"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteAliases(json, "alia"u8, song);
        WriteWhole(json, "pop"u8, PopularityOf(song), withPoint: song % 3 == 0);
        json.WriteNumber("st"u8, 0);
        switch (song % 3)
        {
            case 0: json.WriteNull("rt"u8); break;
            case 1: json.WriteString("rt"u8, ""u8); break;
            default: json.WriteString("rt"u8, "600902000001024132"u8); break;
        }

        json.WriteNumber("fee"u8, _content.FeeOf(song));
        json.WriteNumber("v"u8, 1 + (song % 50));
        json.WriteNull("crbt"u8);
        json.WriteString("cf"u8, ""u8);
        WriteAlbum(json, _content.AlbumOf(song));
        json.WriteNumber("dt"u8, duration);
        WriteQuality(json, "h"u8, 320000, song);
        WriteQuality(json, "m"u8, 192000, song);
        WriteQuality(json, "l"u8, 128000, song);
        json.WriteNull("sq"u8);
        json.WriteNull("hr"u8);
        json.WriteNull("a"u8);
        json.WriteString("cd"u8, song % 2 == 0 ? "1"u8 : "01"u8);
        json.WriteNumber("no"u8, _content.NumberOnAlbum(song));
        json.WriteNull("rtUrl"u8);
        json.WriteNumber("ftype"u8, 0);
        WriteEmpty(json, "rtUrls"u8);
        json.WriteNumber("djId"u8, 0);
        json.WriteNumber("copyright"u8, song % 3);
        json.WriteNumber("s_id"u8, 0);
        json.WriteNumber("mark"u8, seed.Chance(0.5, Facet.Numbers, song) ? 8192 : 17179877376);
        WriteOrigin(json, song);
        json.WriteNumber("single"u8, 0);
        json.WriteNull("noCopyrightRcmd"u8);
        json.WriteNumber("rtype"u8, 0);
        json.WriteNull("rurl"u8);
        json.WriteNumber("mst"u8, 9);
        json.WriteNumber("cp"u8, 7002);
        json.WriteNumber("mv"u8, 0);
        json.WriteNumber("publishTime"u8, _content.AlbumTime(_content.AlbumOf(song)));
        more?.Invoke(json);
        json.WriteEndObject();
    }

    /// <summary>Writes a song in the older of the two shapes: artists, album, duration.</summary>
    private void WriteOldSong(Utf8JsonWriter json, int song)
    {
        var world = _content.World.Songs[song];
        var album = _content.AlbumOf(song);
        json.WriteStartObject();
        json.WriteNumber("id"u8, song + 1);
        json.WriteString("name"u8, world.Title);
        json.WriteStartArray("artists"u8);
        foreach (var artist in world.Artists)
        {
            WriteOldArtist(json, artist.Id.Value, artist.Name);
        }

        json.WriteEndArray();
        json.WriteStartObject("album"u8);
        json.WriteNumber("id"u8, album);
        json.WriteString("name"u8, _content.AlbumName(album));
        json.WritePropertyName("artist"u8);
        WriteOldArtist(json, 0, "");       // the service writes an empty artist here
        json.WriteNumber("publishTime"u8, _content.AlbumTime(album));
        json.WriteNumber("size"u8, NeteaseContent.SongsPerAlbum);
        json.WriteNumber("copyrightId"u8, 7002);
        json.WriteNumber("status"u8, 1);
        json.WriteNumber("picId"u8, PictureId(Facet.Album, album));
        json.WriteNumber("mark"u8, 0);
        json.WriteEndObject();
        json.WriteNumber("duration"u8, _content.DurationOf(song));
        json.WriteNumber("copyrightId"u8, 7002);
        json.WriteNumber("status"u8, 0);
        WriteAliases(json, "alias"u8, song);
        json.WriteNumber("rtype"u8, 0);
        json.WriteNumber("ftype"u8, 0);
        json.WriteNumber("mvid"u8, 0);
        json.WriteNumber("fee"u8, _content.FeeOf(song));
        json.WriteNull("rUrl"u8);
        json.WriteNumber("mark"u8, 0);
        json.WriteEndObject();
    }

    private void WriteOldArtist(Utf8JsonWriter json, long id, string name)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, id);
        json.WriteString("name"u8, name);
        json.WriteNull("picUrl"u8);
        WriteEmpty(json, "alias"u8);
        json.WriteNumber("albumSize"u8, 0);
        json.WriteNumber("picId"u8, 0);
        json.WriteNull("fansGroup"u8);
        json.WriteString("img1v1Url"u8, PictureAddress(Facet.Picture, id));
        json.WriteNumber("img1v1"u8, 0);
        json.WriteNull("trans"u8);
        json.WriteEndObject();
    }

    private void WriteAliases(Utf8JsonWriter json, ReadOnlySpan<byte> name, int song)
    {
        json.WriteStartArray(name);
        if (_content.OriginalIndex(song) is var original and >= 0)
        {
            json.WriteStringValue($"原唱：{_content.World.Songs[original].Artists[0].Name}");
        }

        json.WriteEndArray();
    }

    private void WriteOrigin(Utf8JsonWriter json, int song)
    {
        var index = _content.OriginalIndex(song);
        json.WriteNumber(
            "originCoverType"u8, index >= 0 ? 2 : _content.IsCovered(song) || _content.Seed.Chance(0.5, Facet.Origin, song) ? 1 : 0);
        if (index < 0)
        {
            json.WriteNull("originSongSimpleData"u8);
            return;
        }

        var original = _content.World.Songs[index];
        json.WriteStartObject("originSongSimpleData"u8);
        json.WriteNumber("songId"u8, index + 1);
        json.WriteString("name"u8, original.Title);
        json.WriteStartArray("artists"u8);
        foreach (var artist in original.Artists)
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, artist.Id.Value);
            json.WriteString("name"u8, artist.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("albumMeta"u8);
        json.WriteNumber("id"u8, _content.AlbumOf(index));
        json.WriteString("name"u8, _content.AlbumName(_content.AlbumOf(index)));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteAlbum(Utf8JsonWriter json, long album)
    {
        var picture = PictureId(Facet.Album, album);
        json.WriteStartObject("al"u8);
        json.WriteNumber("id"u8, album);
        json.WriteString("name"u8, _content.AlbumName(album));
        json.WriteString("picUrl"u8, PictureAddress(Facet.Album, album));
        WriteEmpty(json, "tns"u8);
        if (album % 2 == 0)
        {
            json.WriteString("pic_str"u8, string.Create(null, $"{picture}"));
        }

        json.WriteNumber("pic"u8, Rounded(picture));
        json.WriteEndObject();
    }

    private void WriteQuality(Utf8JsonWriter json, ReadOnlySpan<byte> name, int bitRate, int song)
    {
        json.WriteStartObject(name);
        json.WriteNumber("br"u8, bitRate);
        json.WriteNumber("fid"u8, 0);
        json.WriteNumber("size"u8, new SoundFile(song + 1, bitRate / 1000, IsTrial: false).SizeIn(_content));
        WriteWhole(json, "vd"u8, -1 - _content.Seed.Below(60_000, Facet.Numbers, song, bitRate), withPoint: song % 4 == 0);
        json.WriteEndObject();
    }

    private int PopularityOf(int song) => Math.Max(5, 100 - (int)(10 * Math.Log2(1 + (_content.RankInGroup(song) / 4.0))));

    private int SongUrls(ServiceQuery query, Utf8JsonWriter json)
    {
        if (RequestKeys.IdsOf(query.Uri, query.Parameters) is not { } asked || asked.Count > MaxSongs)
        {
            return Refuse(json, 400, "参数错误");
        }

        var wanted = query.Text("level") switch
        {
            "standard" => 128,
            "higher" => 192,
            "" => (int)Math.Clamp(query.Number("br", 999_000) / 1000, 128, 320),
            _ => 320,
        };
        long[] ids = [.. asked.Select(query.OtherThan)];
        Parallel.ForEach(ids.Where(_content.HasSong).Distinct(), id =>
        {
            // The size and MD5 of a file that is encoded here, which is the expensive part of the answer.
            if (FileOf(id, wanted, query) is { } file)
            {
                _sounds.Md5(file);
            }
        });
        json.WriteStartArray("data"u8);
        // The server returns them in the order of the request.
        foreach (var id in query.Route?.Path == "/song/url" ? ids.AsEnumerable() : ids.Order())
        {
            WriteSongUrl(json, id, wanted, query);
        }

        json.WriteEndArray();
        return 200;
    }

    private void WriteSongUrl(Utf8JsonWriter json, long id, int kilobits, ServiceQuery query)
    {
        var song = (int)id - 1;
        var fee = _content.HasSong(id) ? _content.FeeOf(song) : 0;
        var file = FileOf(id, kilobits, query);
        var code = file is not null ? 200 : HasFile(id) ? -110 : 404;
        json.WriteStartObject();
        json.WriteNumber("id"u8, id);
        json.WriteString("url"u8, file is { } sound ? Address + sound.Path(_time.GetUtcNow() + SoundFile.ValidFor) : null);

        json.WriteNumber("br"u8, file is null ? 0 : file.Value.Kilobits * 1000);
        json.WriteNumber("size"u8, file?.SizeIn(_content) ?? 0);
        json.WriteString("md5"u8, file is null ? null : _sounds.Md5(file.Value));

        json.WriteNumber("code"u8, code);
        json.WriteNumber("expi"u8, (int)SoundFile.ValidFor.TotalSeconds);
        json.WriteString("type"u8, file is null ? null : id % 2 == 0 ? "mp3" : "MP3");

        json.WriteNumber("gain"u8, id % 3 == 0 ? 0 : -6.3072);
        json.WriteNumber("fee"u8, fee);
        json.WriteNull("uf"u8);
        json.WriteNumber("payed"u8, 0);
        json.WriteNumber("flag"u8, 260);
        json.WriteBoolean("canExtend"u8, false);
        if (file is { IsTrial: true })
        {
            json.WriteStartObject("freeTrialInfo"u8);
            json.WriteNumber("start"u8, SoundFile.TrialStart);
            json.WriteNumber("end"u8, SoundFile.TrialEnd);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("freeTrialInfo"u8);
        }

        if (file is not null)
        {
            json.WriteString("level"u8, file.Value.Kilobits switch { 128 => "standard"u8, 192 => "higher"u8, _ => "exhigh"u8 });
            json.WriteString("encodeType"u8, "mp3"u8);
            json.WriteNumber("time"u8, _content.DurationOf(song));
        }

        json.WriteEndObject();
    }

    // The file that is served; null if there is none, or the account has no right to it.
    private SoundFile? FileOf(long id, int kilobits, ServiceQuery query) => !HasFile(id) ? null : _content.FeeOf((int)id - 1) switch
    {
        4 => null,
        var fee => new(id, fee == 8 && !query.IsLoggedIn ? 128 : kilobits < 192 ? 128 : kilobits < 320 ? 192 : 320, IsTrial: fee == 1),
    };

    private bool HasFile(long id) => _content.HasSong(id) && !_content.Seed.Chance(0.04, Facet.File, id);

    private int SimilarSongs(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("songid");
        if (!_content.HasSong(id))
        {
            return Gone(json);
        }

        // Neighbours by popularity within the group.
        var song = (int)id - 1;
        var group = _content.SongsOfGroup(_content.World.Songs[song].Group);
        int[] similar =
            [.. Enumerable.Range(1, 10)
                .Select(step => group[(_content.RankInGroup(song) + step) % group.Count])
                .Distinct()
                .Where(other => other != song)];
        json.WriteStartArray("songs"u8);
        foreach (var other in Page(similar, query.Offset, Math.Min(5, query.Limit(50))))
        {
            WriteOldSong(json, other);
        }

        json.WriteEndArray();
        return 200;
    }

    private int DailySongs(ServiceQuery query, Utf8JsonWriter json)
    {
        if (!query.IsLoggedIn)
        {
            return Refuse(json, 301, "需要登录");
        }

        var user = (int)_accountUserId - 1;
        var group = _content.SongsOfGroup(_content.World.User(user).Group);
        var known = _content.World.SongsOf(user).Select(entry => (int)entry.Song.Id.Value - 1).ToHashSet();
        var day = _time.GetUtcNow().ToUnixTimeMilliseconds() / NeteaseContent.Day;
        var songs = group.Where(song => !known.Contains(song)).OrderBy(song => _content.Seed.Bits(Facet.Daily, day, song)).Take(30);
        json.WriteStartObject("data"u8);
        json.WriteStartArray("dailySongs"u8);
        foreach (var song in songs)
        {
            WriteSong(json, song, static writer =>
            {
                writer.WriteString("reason"u8, "根据你可能喜欢的单曲推荐"u8);
                writer.WriteString("alg"u8, "itembased"u8);
            });
        }

        json.WriteEndArray();
        WriteEmpty(json, "orderSongs"u8);
        WriteEmpty(json, "recommendReasons"u8);
        json.WriteEndObject();
        return 200;
    }

    private int Lyric(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("id");
        if (!_content.HasSong(id))
        {
            // The service answers like this for ids that it does not know.
            json.WriteBoolean("uncollected"u8, true);
            json.WriteBoolean("sgc"u8, true);
            json.WriteBoolean("sfy"u8, false);
            json.WriteBoolean("qfy"u8, false);
            return 200;
        }

        var lyric = new SongLyric(_content, (int)id - 1);
        var isNew = query.Uri.EndsWith("/v1", StringComparison.Ordinal);
        json.WriteBoolean("sgc"u8, lyric.Kind == SongLyricKind.Uncollected);
        json.WriteBoolean("sfy"u8, lyric.Translation is null);
        json.WriteBoolean("qfy"u8, false);
        if (lyric.Kind == SongLyricKind.Instrumental)
        {
            json.WriteBoolean("nolyric"u8, true);
            return 200;
        }

        if (lyric.Kind == SongLyricKind.Uncollected)
        {
            json.WriteBoolean("uncollected"u8, true);
            return 200;
        }

        WriteText("lrc"u8, 28, lyric.Text);
        WriteText("klyric"u8, lyric.WordTimed is null ? 0 : 3, isNew ? "" : lyric.WordTimed ?? "");
        WriteText("tlyric"u8, lyric.Translation is null ? 0 : 7, lyric.Translation);       // null if there is no translation
        WriteText("romalrc"u8, lyric.Romanised is null ? 0 : 2, lyric.Romanised ?? "");
        if (isNew && lyric.WordTimed is { } words)
        {
            WriteText("yrc"u8, 5, words);
        }

        return 200;

        void WriteText(ReadOnlySpan<byte> name, int version, string? text)
        {
            json.WriteStartObject(name);
            json.WriteNumber("version"u8, version);
            json.WriteString("lyric"u8, text);
            json.WriteEndObject();
        }
    }
}
