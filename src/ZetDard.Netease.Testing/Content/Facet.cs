namespace ZetDard.Netease.Testing;

/// <summary>The kinds of random draws. Each has a sequence of its own, so that a new kind does not change the others.</summary>
internal enum Facet
{
    ListCount, InLiked, ListOf, InBoth, InPrivate, HasPrivate, HasDeleted, GoneSong, Subscription, SubscribedSlot, Title, Numbers,
    OneWayFollow, FollowsOfficial, GoneFollow, HidesRecord, Profile, LikedOrder, WrongMore,
    Duration, Fee, Cover, Origin, Picture, Album, Lyric, LyricLine, Comment, CommentWriter, File, FileByte, Similar, Daily, Radio, Session,
    Sound, Melody,
}
