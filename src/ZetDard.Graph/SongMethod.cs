namespace ZetDard.Graph;

/// <summary>How songs are recommended.</summary>
public enum SongMethod
{
    /// <summary>A walk from the listener's songs over listeners and over artists back to songs. Through their artists it also
    /// reaches songs that share no listener with the listener's songs.</summary>
    Walk,

    /// <summary>The song → song weights |Ui ∩ Uj| / |Ui|, added up over the listener's songs. The fastest for many listeners.</summary>
    Weights,

    /// <summary>The thesis's method: the songs of the most similar users, each counted with the similarity.</summary>
    SimilarUsers,
}
