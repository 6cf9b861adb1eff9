namespace ZetDard.Graph;

/// <summary>How similar songs are found.</summary>
public enum SimilarSongMethod
{
    /// <summary>A walk from the song over its listeners and over its artists. Listeners with short lists count a little more;
    /// artists count as in the song walk.</summary>
    Walk,

    /// <summary>The thesis's method: the song → song weights |Ui ∩ Uj| / |Ui|. On sparse data many songs have equal weights; they
    /// are ordered by their index.</summary>
    Weights,
}
