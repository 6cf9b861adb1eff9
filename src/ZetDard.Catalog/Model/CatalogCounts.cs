namespace ZetDard.Catalog;

/// <summary>How many rows of each kind a catalogue holds.</summary>
public sealed record CatalogCounts(
    long Songs, long Artists, long Users, long Playlists, long PlaylistSongs, long Subscriptions, long Plays, long Comments, long Lyrics, long Follows);
