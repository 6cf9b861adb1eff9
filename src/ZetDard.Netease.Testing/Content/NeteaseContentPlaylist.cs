namespace ZetDard.Netease.Testing;

/// <summary>A playlist of <see cref="NeteaseContent"/>.</summary>
/// <param name="Id">The playlist's id.</param>
/// <param name="OwnerId">The id of the user who created it.</param>
/// <param name="Name">The name, Chinese or English, in the words of the owner's taste group.</param>
/// <param name="Visibility">Who may see the playlist.</param>
public sealed record NeteaseContentPlaylist(long Id, long OwnerId, string Name, NeteaseContentVisibility Visibility)
{
    /// <summary>The kind of playlist.</summary>
    public NeteasePlaylistKind Kind { get; init; }
}
