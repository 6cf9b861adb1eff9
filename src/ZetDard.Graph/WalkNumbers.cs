using System.Globalization;

namespace ZetDard.Graph;

/// <summary>The four numbers of the song walk that a fit chooses where the options leave them open.</summary>
/// <param name="Path"><see cref="GraphOptions.PathExponent"/>.</param>
/// <param name="Popularity"><see cref="GraphOptions.PopularityExponent"/>.</param>
/// <param name="Focus"><see cref="GraphOptions.ListenerFocus"/>.</param>
/// <param name="ArtistWeight"><see cref="GraphOptions.ArtistWeight"/>.</param>
internal readonly record struct WalkNumbers(double Path, double Popularity, double Focus, double ArtistWeight)
{
    /// <summary>The numbers where nothing better is known: the best on sparse playlists and listening data
    /// (docs/packages/graph.md).</summary>
    public static WalkNumbers Default { get; } = new(Path: 0.5, Popularity: 0.2, Focus: 1, ArtistWeight: 0.3);

    /// <summary>The numbers of some options; defaults where they are open.</summary>
    public static WalkNumbers Of(GraphOptions options) => new(
        options.PathExponent ?? Default.Path,
        options.PopularityExponent ?? Default.Popularity,
        options.ListenerFocus ?? Default.Focus,
        options.ArtistWeight ?? Default.ArtistWeight);

    /// <summary>The options with these numbers.</summary>
    public GraphOptions In(GraphOptions options) =>
        options with { PathExponent = Path, PopularityExponent = Popularity, ListenerFocus = Focus, ArtistWeight = ArtistWeight };

    /// <summary>The walk over listeners with these numbers.</summary>
    public BipartiteWalk WalkOver(MusicGraph graph, GraphOptions options) =>
        new(graph.UserSongs, graph.SongUsers, Path, Path, Popularity, Focus, options.MaxListenersPerSong, options.MaxListeners);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"path exponent {Path}, popularity exponent {Popularity}, listener focus {Focus}, artist weight {ArtistWeight}");
}
