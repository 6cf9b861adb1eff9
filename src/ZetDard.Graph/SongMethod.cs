namespace ZetDard.Graph;

/// <summary>How songs are recommended.</summary>
public enum SongMethod
{
    /// <summary>A walk from the listener's songs over listeners and over artists back to songs. Reaches songs that nobody shares with him, through their artists.</summary>
    Walk,

    /// <summary>The song → song weights |Ui ∩ Uj| / |Ui|, added up over the listener's songs. The fastest for many listeners.</summary>
    Weights,

    /// <summary>The thesis's way: the songs of the most similar users, each counted with the similarity.</summary>
    SimilarUsers,
}
