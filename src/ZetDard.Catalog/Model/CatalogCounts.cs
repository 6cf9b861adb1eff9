namespace ZetDard.Catalog;

/// <summary>The number of rows of each kind in a catalogue.</summary>
public sealed record CatalogCounts(
    long Songs, long Artists, long Users, long Playlists, long PlaylistSongs, long Subscriptions, long Plays, long Comments, long Lyrics,
    long Follows);
