using System.Text.Json.Serialization;

namespace ZetDard.Netease.Wire;

/// <summary>A playlist, as lists and details contain it.</summary>
internal sealed class WirePlaylist
{
    public long? Id { get; set; }

    public string? Name { get; set; }

    public long? UserId { get; set; }

    [JsonConverter(typeof(Forgiving<WireUser>))]
    public WireUser? Creator { get; set; }

    public bool? Subscribed { get; set; }

    public long? SpecialType { get; set; }

    public long? TrackCount { get; set; }

    public long? PlayCount { get; set; }

    public long? SubscribedCount { get; set; }

    public long? CommentCount { get; set; }

    public long? ShareCount { get; set; }

    public long? CreateTime { get; set; }

    public long? TrackUpdateTime { get; set; }

    public List<string>? Tags { get; set; }

    public string? Description { get; set; }

    public string? CoverImgUrl { get; set; }

    public string? UpdateFrequency { get; set; }

    public List<WireTrack>? TrackIds { get; set; }

    public List<WireSong>? Tracks { get; set; }

    public NeteasePlaylist? ToPlaylist() =>
        Id.ToId() is not { } id
            ? null
            : new NeteasePlaylist(id, Name ?? "")
            {
                CreatorId = UserId.ToId() ?? Creator?.UserId.ToId(),
                IsSubscribed = Subscribed,
                Kind = (NeteasePlaylistKind?)SpecialType.ToInt(),
                TrackCount = TrackCount.ToCount(),
                PlayCount = PlayCount.ToLongCount(),
                SubscriberCount = SubscribedCount.ToLongCount(),
                CommentCount = CommentCount.ToLongCount(),
                ShareCount = ShareCount.ToLongCount(),
                Created = CreateTime.ToTime(),
                TracksUpdated = TrackUpdateTime.ToTime(),
                Tags = Tags ?? [],
                Description = Description.ToText(),
                Cover = CoverImgUrl.ToAddress(),
                UpdateFrequency = UpdateFrequency.ToText(),
            };
}

/// <summary>A song at its place in a playlist.</summary>
internal sealed class WireTrack
{
    public long? Id { get; set; }

    public long? At { get; set; }
}
