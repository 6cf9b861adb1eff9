namespace ZetDard.Netease.Testing;

internal enum SongLyricKind { Text, Instrumental, Uncollected }
