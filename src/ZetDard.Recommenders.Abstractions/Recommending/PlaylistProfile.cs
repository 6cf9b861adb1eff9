namespace ZetDard.Recommenders;

/// <summary>A playlist that the model was trained on.</summary>
/// <param name="Playlist">The id of the playlist.</param>
public sealed record PlaylistProfile(PlaylistId Playlist) : Profile
{
    internal override string Kind => "a playlist";

    /// <summary>Says whose profile it is.</summary>
    public override string ToString() => $"playlist {Playlist}";
}
