namespace ZetDard.Recommenders;

/// <summary>A playlist that the model was trained on.</summary>
/// <param name="Playlist">Its id.</param>
public sealed record PlaylistProfile(PlaylistId Playlist) : Profile
{
    internal override string Kind => "a playlist";
}
