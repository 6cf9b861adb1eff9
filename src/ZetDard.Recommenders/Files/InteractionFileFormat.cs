namespace ZetDard.Recommenders;

/// <summary>How a file holds interactions.</summary>
public enum InteractionFileFormat
{
    /// <summary>Each row has one interaction: user, item and, where known, artist, count and time. Exports of Last.fm have this form.</summary>
    Columns,

    /// <summary>Each row has one user: the id of the user, then the ids of their items. Never found from the content.</summary>
    Lists,

    /// <summary>Each line is a song, as <c>title - artist</c> or <c>artist - title</c>: a playlist of NetEase copied as text.</summary>
    Titles,

    /// <summary>Spotify's extended streaming history or its account data: one file of JSON, or a folder of them.</summary>
    Spotify,

    /// <summary>An export of ListenBrainz: one listen in JSON on each line.</summary>
    ListenBrainz,
}
