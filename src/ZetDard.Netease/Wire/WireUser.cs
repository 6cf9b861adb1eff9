namespace ZetDard.Netease.Wire;

/// <summary>A user, as searches, follows and details contain them.</summary>
internal sealed class WireUser
{
    public long? UserId { get; set; }

    public string? Nickname { get; set; }

    public long? Province { get; set; }

    public long? City { get; set; }

    public long? Gender { get; set; }

    public long? PlaylistCount { get; set; }

    public long? Follows { get; set; }

    public long? Followeds { get; set; }

    public long? CreateTime { get; set; }

    public bool? Mutual { get; set; }

    public NeteaseUser? ToUser() =>
        UserId.ToId() is not { } id
            ? null
            : new NeteaseUser(id, Nickname ?? "")
            {
                Region = Province.ToInt() is { } province and > 0 ? new NeteaseRegion(province, City.ToCount() ?? 0) : null,
                Gender = (NeteaseGender?)Gender.ToInt(),
                PlaylistCount = PlaylistCount.ToCount(),
                FollowCount = Follows.ToCount(),
                FollowerCount = Followeds.ToCount(),
                Created = CreateTime.ToTime(),
                IsMutual = Mutual,
            };
}
