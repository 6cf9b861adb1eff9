using System.Text.Json;

namespace ZetDard.Netease.Testing;

internal sealed partial class ServiceAnswers
{
    private int ArtistHead(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("id");
        if (!_content.HasArtist(id))
        {
            return Gone(json);
        }

        json.WriteString("message"u8, "ok"u8);
        json.WriteStartObject("data"u8);
        json.WriteNumber("videoCount"u8, 0);
        json.WriteStartObject("artist"u8);
        WriteArtist(json, id);
        json.WriteString("cover"u8, PictureAddress(Facet.Cover, id));
        json.WriteString("avatar"u8, PictureAddress(Facet.Picture, id));
        WriteEmpty(json, "transNames"u8);
        json.WriteNull("identities"u8);
        json.WriteNull("identifyTag"u8);
        json.WriteNumber("mvSize"u8, 0);
        json.WriteEndObject();
        json.WriteBoolean("blacklist"u8, false);
        json.WriteNumber("preferShow"u8, -1);
        json.WriteBoolean("showPriMsg"u8, false);
        json.WriteEndObject();
        return 200;
    }

    private void WriteArtist(Utf8JsonWriter json, long id)
    {
        var artist = (int)id - 1;
        json.WriteNumber("id"u8, id);
        json.WriteString("name"u8, _content.World.Artists[artist].Name);
        json.WriteStartArray("alias"u8);
        if (id % 3 == 0)
        {
            json.WriteStringValue($"Artist {id}");
        }

        json.WriteEndArray();
        json.WriteString("briefDesc"u8, id % 4 == 0 ? "" : $"{ContentWords.Tag(_content.World.Artists[artist].Group)}音乐人。");
        json.WriteNumber("albumSize"u8, _content.AlbumsOf(artist).Count);
        json.WriteNumber("musicSize"u8, _content.SongsOfArtist(artist).Count);
    }

    // With the pictures that lists of artists and albums contain.
    private void WriteArtistRow(Utf8JsonWriter json, long id)
    {
        var picture = PictureId(Facet.Cover, id);
        json.WriteStartObject();
        WriteArtist(json, id);
        json.WriteNumber("img1v1Id"u8, Rounded(PictureId(Facet.Picture, id)));
        json.WriteString("img1v1Url"u8, PictureAddress(Facet.Picture, id));
        json.WriteNumber("picId"u8, Rounded(picture));
        json.WriteString("picId_str"u8, string.Create(null, $"{picture}"));
        json.WriteString("picUrl"u8, PictureAddress(Facet.Cover, id));
        json.WriteNumber("topicPerson"u8, 0);
        json.WriteString("trans"u8, ""u8);
        json.WriteEndObject();
    }

    private int ArtistSongs(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("id");
        if (!_content.HasArtist(id))
        {
            return Gone(json);
        }

        var songs = _content.SongsOfArtist((int)id - 1);
        if (query.Text("order") == "time")
        {
            songs = [.. songs.OrderByDescending(song => _content.AlbumTime(_content.AlbumOf(song))).ThenBy(song => song)];
        }

        var limit = query.Limit(100, 200);
        WriteSongList(json, Page(songs, query.Offset, limit));
        json.WriteBoolean("more"u8, query.Offset + limit < songs.Count);
        json.WriteNumber("total"u8, songs.Count);
        return 200;
    }

    private void WriteSongList(Utf8JsonWriter json, IEnumerable<int> songs)
    {
        json.WriteStartArray("songs"u8);
        foreach (var song in songs)
        {
            WriteSong(json, song);
        }

        json.WriteEndArray();
    }

    private int ArtistTopSongs(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("id");
        if (!_content.HasArtist(id))
        {
            return Gone(json);
        }

        var songs = _content.SongsOfArtist((int)id - 1);
        WriteSongList(json, songs.Take(50));
        json.WriteBoolean("more"u8, songs.Count > 50);
        return 200;
    }

    private int ArtistPage(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id();
        if (!_content.HasArtist(id))
        {
            return Gone(json);
        }

        var songs = _content.SongsOfArtist((int)id - 1);
        json.WritePropertyName("artist"u8);
        WriteArtistRow(json, id);
        json.WriteStartArray("hotSongs"u8);
        foreach (var song in songs.Take(50))
        {
            WriteSong(json, song);
        }

        json.WriteEndArray();
        json.WriteBoolean("more"u8, songs.Count > 50);
        return 200;
    }

    private int ArtistIntroduction(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("id");
        if (!_content.HasArtist(id))
        {
            return Gone(json);
        }

        WriteEmpty(json, "introduction"u8);
        json.WriteString("briefDesc"u8, $"{ContentWords.Tag(_content.World.Artists[(int)id - 1].Group)}音乐人。");
        json.WriteNumber("count"u8, 0);
        json.WriteNull("topicData"u8);
        return 200;
    }

    private int ArtistAlbums(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id();
        if (!_content.HasArtist(id))
        {
            return Gone(json);
        }

        var albums = _content.AlbumsOf((int)id - 1);
        var limit = query.Limit(30, 100);
        json.WritePropertyName("artist"u8);
        WriteArtistRow(json, id);
        json.WriteStartArray("hotAlbums"u8);
        foreach (var album in Page(albums, query.Offset, limit))
        {
            json.WriteStartObject();
            WriteAlbumRow(json, album.Key, album.Count());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("more"u8, query.Offset + limit < albums.Count);
        return 200;
    }

    private void WriteAlbumRow(Utf8JsonWriter json, long album, int size)
    {
        var picture = PictureId(Facet.Album, album);
        json.WriteNumber("id"u8, album);
        json.WriteString("name"u8, _content.AlbumName(album));
        json.WriteString("type"u8, size > 2 ? "专辑" : "EP/Single");
        json.WriteString("subType"u8, "录音室版"u8);
        json.WriteNumber("size"u8, size);
        json.WriteNumber("publishTime"u8, _content.AlbumTime(album));
        json.WriteNumber("picId"u8, Rounded(picture));
        if (album % 2 == 0)
        {
            json.WriteString("picId_str"u8, string.Create(null, $"{picture}"));
        }

        json.WriteString("picUrl"u8, PictureAddress(Facet.Album, album));
        json.WriteString("company"u8, ""u8);
        json.WriteString("description"u8, ""u8);
        json.WriteString("tags"u8, ""u8);
        WriteEmpty(json, "alias"u8);
        json.WriteString("commentThreadId"u8, string.Create(null, $"R_AL_3_{album}"));
        json.WriteBoolean("paid"u8, false);
        json.WriteBoolean("onSale"u8, false);
        json.WriteNumber("status"u8, 0);
        var artist = album / NeteaseContent.AlbumsPerArtist;
        json.WritePropertyName("artist"u8);
        WriteArtistRow(json, artist);
        json.WriteStartArray("artists"u8);
        WriteArtistRow(json, artist);
        json.WriteEndArray();
        WriteEmpty(json, "songs"u8);
    }

    private int AlbumPage(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id();
        var artist = id / NeteaseContent.AlbumsPerArtist;
        if (!_content.HasArtist(artist) || _content.AlbumsOf((int)artist - 1).FirstOrDefault(songs => songs.Key == id) is not { } album)
        {
            return Gone(json);
        }

        json.WriteBoolean("resourceState"u8, true);
        WriteSongList(json, album);
        json.WriteStartObject("album"u8);
        WriteAlbumRow(json, id, album.Count());
        json.WriteEndObject();
        return 200;
    }

    private int SimilarArtists(ServiceQuery query, Utf8JsonWriter json)
    {
        var id = query.Id("artistid");
        if (!_content.HasArtist(id))
        {
            return Gone(json);
        }

        var others = _content.ArtistsOfGroup(_content.World.Artists[(int)id - 1].Group).Where(artist => artist != id - 1)
            .OrderBy(artist => _content.Seed.Bits(Facet.Similar, -id, artist)).Take(20);
        json.WriteStartArray("artists"u8);
        foreach (var artist in others)
        {
            WriteArtistRow(json, artist + 1L);
        }

        json.WriteEndArray();
        return 200;
    }

    private int Search(ServiceQuery query, Utf8JsonWriter json)
    {
        var words = query.Text("s");
        if (words.Length == 0)
        {
            return Refuse(json, 400, "参数错误");
        }

        json.WriteStartObject("result"u8);
        switch (query.Number("type", 1))
        {
            case 1:
                SearchSongs(query, json, words);
                break;
            case 100:
                SearchArtists(query, json, words);
                break;
            case 1002:
                SearchUsers(query, json);
                break;
            default:
                break;      // nothing found
        }

        json.WriteEndObject();
        return 200;
    }

    private void SearchSongs(ServiceQuery query, Utf8JsonWriter json, string words)
    {
        var isNew = query.Uri.StartsWith("/api/cloudsearch", StringComparison.Ordinal);
        var songs = _content.World.Songs;
        int[] found =
            [.. Enumerable.Range(0, songs.Count)
                .Where(song => songs[song].Title.Contains(words, StringComparison.OrdinalIgnoreCase)
                    || songs[song].Artists.Any(artist => artist.Name.Contains(words, StringComparison.OrdinalIgnoreCase)))
                .Take(MaxFoundSaid)];
        if (found.Length > 0)
        {
            json.WriteStartArray("songs"u8);
            foreach (var song in Page([.. found.Take(MaxFound)], query.Offset, query.Limit(30, 100)))
            {
                if (isNew)
                {
                    WriteSong(json, song, writer =>
                    {
                        writer.WritePropertyName("privilege"u8);
                        WritePrivilege(writer, song);
                    });
                }
                else
                {
                    WriteOldSong(json, song);
                }
            }

            json.WriteEndArray();
        }

        json.WriteBoolean("hasMore"u8, query.Offset + query.Limit(30, 100) < found.Length);
        json.WriteNumber("songCount"u8, found.Length);
    }

    private void SearchArtists(ServiceQuery query, Utf8JsonWriter json, string words)
    {
        var artists = _content.World.Artists;
        int[] found =
            [.. Enumerable.Range(0, artists.Count)
                .Where(artist => artists[artist].Name.Contains(words, StringComparison.OrdinalIgnoreCase))
                .Take(MaxFound)];
        json.WriteNumber("artistCount"u8, found.Length);
        if (found.Length > 0)
        {
            json.WriteStartArray("artists"u8);
            foreach (var artist in Page(found, query.Offset, query.Limit(30, 100)))
            {
                WriteArtistRow(json, artist + 1L);
            }

            json.WriteEndArray();
        }
    }
}
