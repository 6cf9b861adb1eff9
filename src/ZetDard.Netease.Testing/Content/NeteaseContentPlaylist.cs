namespace ZetDard.Netease.Testing;

/// <summary>A playlist of <see cref="NeteaseContent"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OwnerId">Who made it.</param>
/// <param name="Name">Its name, Chinese or English, of the owner's taste group.</param>
/// <param name="Visibility">Who may see it.</param>
public sealed record NeteaseContentPlaylist(long Id, long OwnerId, string Name, NeteaseContentVisibility Visibility)
{
    /// <summary>What kind of list.</summary>
    public NeteasePlaylistKind Kind { get; init; }
}
