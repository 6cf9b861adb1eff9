namespace ZetDard.Graph;

/// <summary>How similar songs are found.</summary>
public enum SimilarSongMethod
{
    /// <summary>A walk from the song: over its listeners, of whom those with short lists count a little more, and over its artists, who count as in the song walk.</summary>
    Walk,

    /// <summary>The thesis's way: the song → song weights |Ui ∩ Uj| / |Ui|. Many songs have equal weights; of these the one with the smaller index comes first.</summary>
    Weights,
}
