using System.Text.Json.Serialization;

namespace ZetDard.Netease.Wire;

/// <summary>
/// A song in either shape: the newer one has the members ar, al, dt, alia and pop; the older one artists, album, duration, alias
/// and popularity.
/// </summary>
internal sealed class WireSong
{
    public long? Id { get; set; }

    public string? Name { get; set; }

    public List<WireCredit>? Ar { get; set; }

    public List<WireCredit>? Artists { get; set; }

    [JsonConverter(typeof(Forgiving<WireAlbum>))]
    public WireAlbum? Al { get; set; }

    [JsonConverter(typeof(Forgiving<WireAlbum>))]
    public WireAlbum? Album { get; set; }

    public long? Dt { get; set; }

    public long? Duration { get; set; }

    public double? Pop { get; set; }

    public double? Popularity { get; set; }

    public List<string>? Alia { get; set; }

    public List<string>? Alias { get; set; }

    public long? Fee { get; set; }

    public long? PublishTime { get; set; }

    public long? OriginCoverType { get; set; }

    [JsonConverter(typeof(Forgiving<WireOriginal>))]
    public WireOriginal? OriginSongSimpleData { get; set; }

    public NeteaseSong? ToSong() =>
        Id.ToId() is not { } id
            ? null
            : new NeteaseSong(id, Name ?? "", WireCredit.ToCredits(Ar ?? Artists))
            {
                Album = (Al ?? Album)?.ToAlbumOfSong(),
                Duration = (Dt ?? Duration).ToDuration(),
                Popularity = (Pop ?? Popularity) is { } popularity ? Math.Clamp(popularity, 0, 100) : null,
                Aliases = Alia ?? Alias ?? [],
                Fee = Fee.ToInt(),
                Published = PublishTime.ToTime(),
                Origin = (NeteaseOrigin?)OriginCoverType.ToInt(),
                Original = OriginSongSimpleData?.ToOriginal(),
            };
}

/// <summary>An artist in the credits of a song; some have id 0.</summary>
internal sealed class WireCredit
{
    public long? Id { get; set; }

    public string? Name { get; set; }

    /// <summary>Returns the credits that have an id or a name.</summary>
    public static IReadOnlyList<NeteaseCredit> ToCredits(List<WireCredit>? rows) =>
        rows is null
            ? []
            : rows.ToModels(
                row => row.Id.ToId() is null && string.IsNullOrWhiteSpace(row.Name)
                    ? null
                    : new NeteaseCredit(row.Id.ToId() ?? 0, row.Name ?? ""));
}

/// <summary>An album.</summary>
internal sealed class WireAlbum
{
    public long? Id { get; set; }

    public string? Name { get; set; }

    public List<WireCredit>? Artists { get; set; }

    [JsonConverter(typeof(Forgiving<WireCredit>))]
    public WireCredit? Artist { get; set; }

    public string? PicUrl { get; set; }

    public long? Size { get; set; }

    public long? PublishTime { get; set; }

    /// <summary>The album of a song; it may have id 0 and no name.</summary>
    public NeteaseAlbum ToAlbumOfSong() => new(Id.ToId() ?? 0, Name ?? "")
    {
        Artists = WireCredit.ToCredits(Artists ?? (Artist is null ? null : [Artist])),
        Cover = PicUrl.ToAddress(),
        SongCount = Size > 0 ? Size.ToCount() : null,
        Published = PublishTime.ToTime(),
    };

    public NeteaseAlbum? ToAlbum() => Id.ToId() is null ? null : ToAlbumOfSong();
}

/// <summary>The original of a cover.</summary>
internal sealed class WireOriginal
{
    public long? SongId { get; set; }

    public string? Name { get; set; }

    public List<WireCredit>? Artists { get; set; }

    public NeteaseOriginalSong? ToOriginal() => SongId.ToId() is { } id ? new(id, Name ?? "", WireCredit.ToCredits(Artists)) : null;
}
