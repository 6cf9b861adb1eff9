using System.Text.Json.Serialization;

namespace ZetDard.Netease.Wire;

/// <summary>Reads the answers with source-generated code.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(ForgivingLong), typeof(ForgivingDouble), typeof(ForgivingBool), typeof(ForgivingString), typeof(LongList), typeof(TextList),
        typeof(ListOf<WireSong>), typeof(ListOf<WireCredit>), typeof(ListOf<WireAlbum>), typeof(ListOf<WireUser>),
        typeof(ListOf<WirePlaylist>), typeof(ListOf<WireTrack>), typeof(ListOf<WireComment>),
        typeof(ListOf<WireReplied>), typeof(ListOf<WireArtist>), typeof(ListOf<WirePlay>), typeof(ListOf<WireProgramme>),
        typeof(ListOf<WireSongFile>),
    ])]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(SongsAnswer))]
[JsonSerializable(typeof(UserPlaylistsAnswer))]
[JsonSerializable(typeof(PlaylistAnswer))]
[JsonSerializable(typeof(PlaylistsAnswer))]
[JsonSerializable(typeof(ArtistAnswer))]
[JsonSerializable(typeof(ArtistsAnswer))]
[JsonSerializable(typeof(AlbumsAnswer))]
[JsonSerializable(typeof(LyricAnswer))]
[JsonSerializable(typeof(CommentsAnswer))]
[JsonSerializable(typeof(FollowsAnswer))]
[JsonSerializable(typeof(PlayRecordAnswer))]
[JsonSerializable(typeof(LikedSongsAnswer))]
[JsonSerializable(typeof(DailySongsAnswer))]
[JsonSerializable(typeof(ProgrammesAnswer))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(SongFilesAnswer))]
[JsonSerializable(typeof(QrKeyAnswer))]
internal sealed partial class NeteaseJson : JsonSerializerContext;
