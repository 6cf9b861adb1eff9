using System.Text.Json.Serialization;

namespace ZetDard.Netease.Wire;

// The members of the answers besides the code. A list is null if it is absent or not a list, and empty if it is null or {}.

internal sealed class UserAnswer
{
    [JsonConverter(typeof(Forgiving<WireUser>))]
    public WireUser? Profile { get; set; }

    public long? ListenSongs { get; set; }

    public bool? PeopleCanSeeMyPlayRecord { get; set; }

    public long? CreateTime { get; set; }
}

internal sealed class SearchAnswer
{
    [JsonConverter(typeof(Forgiving<SearchResult>))]
    public SearchResult? Result { get; set; }
}

internal sealed class SearchResult
{
    public List<WireSong>? Songs { get; set; }

    public long? SongCount { get; set; }

    public List<WireUser>? Userprofiles { get; set; }

    public long? UserprofileCount { get; set; }

    public bool? HasMore { get; set; }
}

internal sealed class SongsAnswer
{
    public List<WireSong>? Songs { get; set; }

    public bool? More { get; set; }

    public long? Total { get; set; }
}

internal sealed class UserPlaylistsAnswer
{
    public List<WirePlaylist>? Playlist { get; set; }

    public bool? More { get; set; }
}

internal sealed class PlaylistAnswer
{
    [JsonConverter(typeof(Forgiving<WirePlaylist>))]
    public WirePlaylist? Playlist { get; set; }
}

internal sealed class PlaylistsAnswer
{
    public List<WirePlaylist>? List { get; set; }

    public List<WirePlaylist>? Playlists { get; set; }
}

internal sealed class ArtistAnswer
{
    [JsonConverter(typeof(Forgiving<ArtistData>))]
    public ArtistData? Data { get; set; }
}

internal sealed class ArtistData
{
    [JsonConverter(typeof(Forgiving<WireArtist>))]
    public WireArtist? Artist { get; set; }
}

internal sealed class ArtistsAnswer
{
    public List<WireArtist>? Artists { get; set; }
}

internal sealed class AlbumsAnswer
{
    public List<WireAlbum>? HotAlbums { get; set; }

    public bool? More { get; set; }
}

internal sealed class LyricAnswer
{
    [JsonConverter(typeof(Forgiving<WireText>))]
    public WireText? Lrc { get; set; }

    [JsonConverter(typeof(Forgiving<WireText>))]
    public WireText? Tlyric { get; set; }

    [JsonConverter(typeof(Forgiving<WireText>))]
    public WireText? Romalrc { get; set; }

    [JsonConverter(typeof(Forgiving<WireText>))]
    public WireText? Yrc { get; set; }

    [JsonConverter(typeof(Forgiving<WireText>))]
    public WireText? Klyric { get; set; }

    public bool? Nolyric { get; set; }

    public bool? PureMusic { get; set; }

    public bool? Uncollected { get; set; }

    public bool? Sgc { get; set; }
}

internal sealed class CommentsAnswer
{
    public List<WireComment>? Comments { get; set; }

    public List<WireComment>? HotComments { get; set; }

    public bool? More { get; set; }

    public bool? HasMore { get; set; }

    public long? Total { get; set; }
}

internal sealed class FollowsAnswer
{
    public List<WireUser>? Follow { get; set; }

    public List<WireUser>? Followeds { get; set; }

    public List<WireUser>? Userprofiles { get; set; }

    public bool? More { get; set; }

    public long? Size { get; set; }
}

internal sealed class PlayRecordAnswer
{
    public List<WirePlay>? AllData { get; set; }

    public List<WirePlay>? WeekData { get; set; }
}

internal sealed class LikedSongsAnswer
{
    public List<long>? Ids { get; set; }
}

internal sealed class DailySongsAnswer
{
    [JsonConverter(typeof(Forgiving<DailySongsData>))]
    public DailySongsData? Data { get; set; }
}

internal sealed class DailySongsData
{
    public List<WireSong>? DailySongs { get; set; }
}

internal sealed class ProgrammesAnswer
{
    public List<WireProgramme>? Programs { get; set; }

    public bool? More { get; set; }

    public long? Count { get; set; }
}

internal sealed class AccountAnswer
{
    [JsonConverter(typeof(Presence))]
    public bool? Account { get; set; }

    [JsonConverter(typeof(Forgiving<WireUser>))]
    public WireUser? Profile { get; set; }
}

internal sealed class SongFilesAnswer
{
    public List<WireSongFile>? Data { get; set; }
}

internal sealed class QrKeyAnswer
{
    [JsonConverter(typeof(Forgiving<QrKeyAnswer>))]
    public QrKeyAnswer? Data { get; set; }

    public string? Unikey { get; set; }
}
