using System.Text.Json.Serialization;

namespace ZetDard.Netease.Wire;

/// <summary>An artist.</summary>
internal sealed class WireArtist
{
    public long? Id { get; set; }

    public string? Name { get; set; }

    public List<string>? Alias { get; set; }

    public List<string>? Alia { get; set; }

    public long? AlbumSize { get; set; }

    public long? MusicSize { get; set; }

    public string? BriefDesc { get; set; }

    public string? Cover { get; set; }

    public string? PicUrl { get; set; }

    public NeteaseArtist? ToArtist() =>
        Id.ToId() is not { } id
            ? null
            : new NeteaseArtist(id, Name ?? "")
            {
                Aliases = Alias ?? Alia ?? [],
                AlbumCount = AlbumSize.ToCount(),
                SongCount = MusicSize.ToCount(),
                Description = BriefDesc.ToText(),
                Cover = Cover.ToAddress() ?? PicUrl.ToAddress(),
            };
}

/// <summary>A song in a play record.</summary>
internal sealed class WirePlay
{
    [JsonConverter(typeof(Forgiving<WireSong>))]
    public WireSong? Song { get; set; }

    public double? Score { get; set; }

    public long? PlayCount { get; set; }

    public NeteasePlay? ToPlay() =>
        Song?.ToSong() is { } song
            ? new NeteasePlay(song, (int)Math.Clamp(Score ?? 0, 0, 100)) { PlayCount = PlayCount > 0 ? PlayCount : null }
            : null;
}

/// <summary>A programme of a radio station.</summary>
internal sealed class WireProgramme
{
    public long? Id { get; set; }

    public string? Name { get; set; }

    [JsonConverter(typeof(Forgiving<WireCredit>))]
    public WireCredit? Radio { get; set; }

    [JsonConverter(typeof(Forgiving<WireSong>))]
    public WireSong? MainSong { get; set; }

    public long? MainTrackId { get; set; }

    public long? Duration { get; set; }

    public long? CreateTime { get; set; }

    public long? ListenerCount { get; set; }

    public NeteaseProgramme? ToProgramme() =>
        Id.ToId() is not { } id
            ? null
            : new NeteaseProgramme(id, Name ?? "")
            {
                RadioId = Radio?.Id.ToId(),
                RadioName = Radio?.Name.ToText(),
                SongId = MainSong?.Id.ToId() ?? MainTrackId.ToId(),
                Duration = Duration.ToDuration(),
                Created = CreateTime.ToTime(),
                ListenerCount = ListenerCount.ToLongCount(),
            };
}

/// <summary>The sound file of a song.</summary>
internal sealed class WireSongFile
{
    public long? Id { get; set; }

    public string? Url { get; set; }

    public long? Size { get; set; }

    public string? Md5 { get; set; }

    public string? Type { get; set; }

    public long? Br { get; set; }

    public long? Expi { get; set; }

    public long? Code { get; set; }

    [JsonConverter(typeof(Presence))]
    public bool? FreeTrialInfo { get; set; }

    public NeteaseSongFile? ToSongFile() =>
        Id.ToId() is not { } id
            ? null
            : new NeteaseSongFile(id, Url.ToAddress())
            {
                Size = Size > 0 ? Size : null,
                Md5 = Md5 is { Length: 32 } md5 && md5.All(char.IsAsciiHexDigit) ? md5.ToLowerInvariant() : null,
                Type = Type is { Length: > 0 and <= 8 } type && type.All(char.IsAsciiLetterOrDigit) ? type.ToLowerInvariant() : null,
                BitRate = Br > 0 ? Br.ToInt() : null,
                ValidFor = Expi is > 0 and < 31_536_000 ? TimeSpan.FromSeconds(Expi.Value) : null,
                IsTrial = FreeTrialInfo ?? false,
                ServiceCode = Code.ToInt(),
            };
}

/// <summary>One form of a lyric.</summary>
internal sealed class WireText
{
    public string? Lyric { get; set; }
}
