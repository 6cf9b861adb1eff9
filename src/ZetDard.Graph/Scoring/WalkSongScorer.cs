using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Songs by a walk of two branches: song → user → song (<see cref="BipartiteWalk"/>), and song → artist → song
/// (<see cref="ArtistBranch"/>).</summary>
/// <remarks>
/// Each branch is divided by its mean mass over the users, so that <see cref="GraphOptions.ArtistWeight"/> says how much the
/// artists count whatever the data.
/// </remarks>
internal sealed class WalkSongScorer : IScorer
{
    private readonly MusicGraph _graph;
    private readonly BipartiteWalk _overUsers;
    private readonly ArtistBranch _overArtists;
    private readonly float _userScale;
    private readonly float _artistScale;

    /// <summary>The song walk with the numbers of some options.</summary>
    public WalkSongScorer(MusicGraph graph, GraphOptions options)
        : this(graph, WalkNumbers.Of(options).WalkOver(graph, options), WalkNumbers.Of(options).ArtistWeight)
    {
    }

    private WalkSongScorer(MusicGraph graph, BipartiteWalk overUsers, double artistWeight)
    {
        _graph = graph;
        _overUsers = overUsers;
        _overArtists = new(graph);
        _userScale = Inverse(_overUsers.MeanMass());
        _artistScale = (float)artistWeight * Inverse(_overArtists.MeanMass());
    }

    /// <summary>The walk from one song to similar ones, with the artist weight of some options.</summary>
    /// <remarks>
    /// From a single song, the number of shared listeners tells most. The exponents for users (0.25) and for popularity (−0.05)
    /// do little more than order songs with
    /// equally many shared listeners: songs of short lists and popular songs come first. They were chosen on splits of the data
    /// in docs/packages/graph.md.
    /// </remarks>
    public static WalkSongScorer ToSimilarSongs(MusicGraph graph, GraphOptions options) => new(
        graph,
        new(
            graph.UserSongs, graph.SongUsers, leaveItem: 0, leaveUser: 0.25, enterItem: -0.05,
            maxUsers: options.MaxListenersPerSong, maxOnward: options.MaxListeners),
        WalkNumbers.Of(options).ArtistWeight);

    public IListenerScorer For(Listener listener) => new Scorer(this, listener);

    /// <summary>What a branch is multiplied by, from its mean mass; 0 for a branch that brings nothing.</summary>
    internal static float Inverse(double mass) => mass > 0 ? (float)(1 / mass) : 0;

    private sealed class Scorer(WalkSongScorer walk, Listener listener) : IListenerScorer
    {
        private readonly BipartiteWalk.Halfway _overUsers = walk._overUsers.Start(listener.Songs, listener.Mass, listener.Row);

        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            _overUsers.Arrive(scores, walk._userScale, only);
            walk._overArtists.Add(scores, listener, walk._artistScale);
        }

        public Reason Explain(int node, int count)
        {
            var contributions = new ReasonBuilder();
            var overUsers = _overUsers.Contributions(node);
            for (var i = 0; i < listener.Songs.Length; i++)
            {
                contributions.Add(walk._graph.Songs[listener.Songs[i]], overUsers[i].Mass * walk._userScale, overUsers[i].Support);
            }

            foreach (var artist in walk._graph.SongArtists.Row(node))
            {
                if (Array.BinarySearch(listener.Artists, artist) is >= 0 and var place)
                {
                    contributions.Add(
                        walk._graph.Artists[artist], walk._overArtists.Mass(artist, listener.Heard[place], node) * walk._artistScale);
                }
            }

            return contributions.Build(count);
        }

        public void Dispose() => _overUsers.Dispose();
    }
}
