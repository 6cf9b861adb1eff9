using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Chooses the numbers of the song walk that the options leave open, by songs hidden from a sample of the users.</summary>
/// <remarks>
/// <para>
/// A case is a user of whose songs a fifth is hidden. The walk starts from the other songs and leaves the user's own row out, and a hidden
/// song counts one user fewer, so that the graph is as dense as the one that recommends later. The value of a list is the mean of its
/// recall and its nDCG at 20.
/// </para>
/// <para>
/// The search goes number by number, each together with the popularity exponent: first the focus, then the path exponent, then the artist
/// weight. It is a race: cases come in rounds, and a candidate that is worse than the leader by more than
/// <see cref="StandardErrors"/> standard errors of the paired difference drops out. The defaults are left only for numbers that are better
/// by as much, so that noise does not move them. Once they are left, the best mean decides.
/// </para>
/// <para>
/// Time is bounded by counts of cases and of steps, so that the choice is the same on every machine and for any number of threads.
/// </para>
/// </remarks>
internal sealed class WalkTuning
{
    private const int MinUsers = 100;
    private const int MinSongs = 5;                 // of a user: a fifth is one
    private const int FoldCount = 5;
    private const int MaxCases = 2_000;
    private const long MaxStepsPerNumber = 2_000_000_000;        // one to three seconds of one processor
    private const int FirstRound = 250;
    private const int ListLength = 20;
    private const double StandardErrors = 2.5;

    private static readonly double[] Paths = [0.3, 0.5, 0.7, 1];
    private static readonly double[] Popularities = [0, 0.2, 0.4, 0.6, 0.8];
    private static readonly double[] Focuses = [1, 1.5, 2, 3, 4, 6];
    private static readonly double[] ArtistWeights = [0, 0.15, 0.3, 0.6, 1, 2];

    private readonly MusicGraph _graph;
    private readonly GraphOptions _options;
    private readonly int[] _users;                  // one for each case: all users, then all again, as far as cases go
    private readonly int _userCount;
    private readonly double _meanLength;            // of a list that a random step reaches
    private readonly ArtistBranch? _overArtists;
    private readonly double _artistMass;
    private readonly Dictionary<double, float[]> _factors = [];         // of a popularity exponent: d^−exponent of each song
    // The mean mass of the walk over users, where artists count beside it.
    private readonly Dictionary<WalkNumbers, double> _masses = [];
    private readonly Dictionary<WalkNumbers, List<double>> _values = [];        // of each candidate by case, as far as it was measured
    private readonly HiddenCase?[] _cases;

    /// <param name="graph">The graph.</param>
    /// <param name="options">Bounds, seed and threads.</param>
    /// <param name="users">The users of the cases, in their order.</param>
    internal WalkTuning(MusicGraph graph, GraphOptions options, int[] users)
    {
        (_graph, _options, _userCount) = (graph, options, users.Length);
        _users = [.. Enumerable.Repeat(users, FoldCount).SelectMany(all => all).Take(MaxCases)];
        _cases = new HiddenCase?[_users.Length];
        var squares = Enumerable.Range(0, graph.Users.Count).Sum(user => Math.Pow(graph.UserSongs.Degree(user), 2));
        _meanLength = squares / graph.UserSongs.EntryCount;
        _overArtists = graph.Artists.Count > 0 ? new(graph) : null;
        _artistMass = _overArtists?.MeanMass() ?? 0;
    }

    /// <summary>The numbers for a graph: those given, and of the others the chosen ones.</summary>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static WalkNumbers Choose(
        MusicGraph graph, GraphOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var numbers = WalkNumbers.Of(options);
        int[] users = [.. Enumerable.Range(0, graph.Users.Count).Where(HasFittingList)];
        if (users.Length < MinUsers
            || options is { PathExponent: not null, PopularityExponent: not null, ListenerFocus: not null, ArtistWeight: not null })
        {
            return numbers;
        }

        new Random(options.Seed).Shuffle(users);
        var tuning = new WalkTuning(graph, options, users);
        var popularities = Open(options.PopularityExponent, Popularities);
        Move(Open(options.ListenerFocus, Focuses), focus => numbers with { Focus = focus });
        Move(Open(options.PathExponent, Paths), path => numbers with { Path = path });
        if (tuning._overArtists is not null)
        {
            Move(Open(options.ArtistWeight, ArtistWeights), weight => numbers with { ArtistWeight = weight });
        }

        return numbers;

        bool HasFittingList(int user) => graph.UserSongs.Degree(user) is >= MinSongs and var length && length <= options.MaxListLength;

        static double[] Open(double? given, double[] grid) => given is { } value ? [value] : grid;

        void Move(double[] grid, Func<double, WalkNumbers> with)
        {
            var candidates = from value in grid from popularity in popularities select with(value) with { Popularity = popularity };
            numbers = tuning.Best(numbers, isDefault: numbers == WalkNumbers.Of(options), candidates, progress, cancellationToken);
        }
    }

    /// <summary>The best of some numbers and of those before; where these are the defaults, only if it is better beyond noise.</summary>
    private WalkNumbers Best(
        WalkNumbers before,
        bool isDefault,
        IEnumerable<WalkNumbers> others,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        List<WalkNumbers> candidates = [before, .. others.Where(numbers => numbers != before)];
        var (best, count, steps) = (before, 0, 0.0);
        while (candidates.Count > 1 && count < _users.Length)
        {
            var walkCount = candidates.DistinctBy(numbers => (numbers.Path, numbers.Focus)).Count();
            var end = Math.Min(_users.Length, Math.Max(FirstRound, 2 * count));
            if (steps + (walkCount * Steps(count, end)) > MaxStepsPerNumber)
            {
                if (count > 0)
                {
                    break;
                }

                end = MinUsers;
            }

            steps += walkCount * Steps(count, end);
            count = end;
            Measure(candidates, count, cancellationToken);
            best = candidates.MaxBy(numbers => _values[numbers].Take(count).Sum());
            candidates.RemoveAll(numbers => !(isDefault && numbers == before) && IsBetter(best, numbers, count));
            progress?.Report(new("walk exponents", count, _users.Length));
        }

        return best == before || (isDefault && !IsBetter(best, before, count)) ? before : best;
    }

    /// <summary>Whether the one is better than the other on the first cases, beyond noise.</summary>
    /// <remarks>The cases of one user are not independent, so that they count as one.</remarks>
    private bool IsBetter(WalkNumbers one, WalkNumbers other, int caseCount)
    {
        var byUser = Enumerable.Range(0, caseCount).GroupBy(i => _users[i]);
        double[] differences = [.. byUser.Select(cases => cases.Average(i => _values[one][i] - _values[other][i]))];
        var mean = differences.Average();
        var squares = differences.Sum(difference => Math.Pow(difference - mean, 2));
        return mean > StandardErrors * Math.Sqrt(squares / (differences.Length - 1) / differences.Length);
    }

    /// <summary>The work of one walk for each of some cases, estimated: the listeners of the songs, and the songs of those who go
    /// on.</summary>
    private double Steps(int start, int end)
    {
        var steps = 0.0;
        foreach (var user in _users.AsSpan(start, end - start))
        {
            var visits = 0.0;
            foreach (var song in _graph.UserSongs.Row(user))
            {
                visits += Math.Min(_options.MaxListenersPerSong, _graph.SongUsers.Degree(song));
            }

            steps += visits + (Math.Min(visits, Math.Min(_options.MaxListeners, _graph.Users.Count)) * _meanLength);
        }

        return steps;
    }

    /// <summary>The values of measured numbers, by case.</summary>
    internal IReadOnlyList<double> ValuesOf(WalkNumbers numbers) => _values[numbers];

    /// <summary>Measures what is not yet measured of the candidates on the first <paramref name="caseCount"/> cases.</summary>
    internal void Measure(IReadOnlyList<WalkNumbers> candidates, int caseCount, CancellationToken cancellationToken)
    {
        var maxThreads = _options.ThreadCount == 0 ? -1 : _options.ThreadCount;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = maxThreads, CancellationToken = cancellationToken };
        foreach (var numbers in candidates)
        {
            _values.TryAdd(numbers, []);
            if (!_factors.ContainsKey(numbers.Popularity))
            {
                _factors.Add(numbers.Popularity, BipartiteWalk.Powers(_graph.SongUsers, -numbers.Popularity));
            }
        }

        // One walk serves all candidates that differ in the popularity exponent or the artist weight only.
        var open = candidates.Where(numbers => _values[numbers].Count < caseCount);
        foreach (var group in open.GroupBy(numbers => (numbers.Path, numbers.Focus, Start: _values[numbers].Count)).ToArray())
        {
            WalkNumbers[] members = [.. group];
            var walk = (members[0] with { Popularity = 0 }).WalkOver(_graph, _options);
            var weights = Array.ConvertAll(members, numbers => (Users: 1f, Artists: 0f));
            if (_overArtists is not null)
            {
                MeasureMasses(walk, [.. members.Where(numbers => !_masses.ContainsKey(numbers))]);
                weights = Array.ConvertAll(
                    members,
                    numbers => (WalkSongScorer.Inverse(_masses[numbers]), (float)numbers.ArtistWeight * WalkSongScorer.Inverse(_artistMass)));
            }

            var values = new double[caseCount - group.Key.Start][];
            Parallel.For(0, values.Length, parallel, i => values[i] = ValuesOf(walk, group.Key.Start + i, members, weights));
            foreach (var (i, numbers) in members.Index())
            {
                _values[numbers].AddRange(values.Select(one => one[i]));
            }
        }
    }

    private void MeasureMasses(BipartiteWalk walk, WalkNumbers[] candidates)
    {
        if (candidates.Length > 0)
        {
            var masses = walk.SampledMeanMasses([.. candidates.Select(numbers => _factors[numbers.Popularity])]);
            foreach (var (i, numbers) in candidates.Index())
            {
                _masses[numbers] = masses[i];
            }
        }
    }

    private double[] ValuesOf(BipartiteWalk walk, int index, WalkNumbers[] members, (float Users, float Artists)[] weights)
    {
        var (listener, hidden) = _cases[index] ??= Hide(index);
        using var onward = ScoreBuffer.Rent(_graph.Songs.Count);
        using var artists = ScoreBuffer.Rent(_graph.Songs.Count);
        using (var halfway = walk.Start(listener.Songs, listener.Mass, listener.Row))
        {
            halfway.Arrive(onward, scale: 1);
        }

        _overArtists?.Add(artists, listener, scale: 1);
        // No graph would recommend a song that nobody else has.
        int[] known = [.. listener.KnownSongs, .. hidden.Where(song => _graph.SongUsers.Degree(song) == 1)];
        foreach (var song in known)
        {
            onward[song] = artists[song] = 0;
        }

        int[] hits = [.. hidden.Where(song => onward[song] > 0 || artists[song] > 0)];
        var values = new double[members.Length];
        if (hits.Length == 0)
        {
            return values;
        }

        foreach (var song in hits)
        {
            artists[song] *= OneUserFewer(song, ArtistBranch.HitExponent);
        }

        // Whole vectors, though most songs are not reached: gathering those that are would take longer.
        var count = _graph.Songs.Count;
        var (rentedArriving, rentedScores) = (ArrayPool<float>.Shared.Rent(count), ArrayPool<float>.Shared.Rent(count));
        var arriving = rentedArriving.AsSpan(0, count);
        var scores = rentedScores.AsSpan(0, count);
        foreach (var ofPopularity in members.Index().GroupBy(member => member.Item.Popularity))
        {
            TensorPrimitives.Multiply(onward.Values, _factors[ofPopularity.Key], arriving);
            foreach (var song in hits)
            {
                arriving[song] *= OneUserFewer(song, -ofPopularity.Key);
            }

            foreach (var (member, _) in ofPopularity)
            {
                TensorPrimitives.Multiply(arriving, weights[member].Users, scores);
                if (weights[member].Artists > 0)
                {
                    TensorPrimitives.MultiplyAdd(artists.Values, weights[member].Artists, scores, scores);
                }

                values[member] = ValueOf(scores, hits, hidden.Count);
            }
        }

        ArrayPool<float>.Shared.Return(rentedArriving);
        ArrayPool<float>.Shared.Return(rentedScores);
        return values;
    }

    /// <summary>
    /// The mean of recall and nDCG of the list that scores give, from the ranks of the hidden songs: the list itself is not
    /// needed.
    /// </summary>
    /// <param name="scores">A score of 0 or more for each song; equal ones are ranked in their order.</param>
    /// <param name="hits">The hidden songs that may have a score.</param>
    /// <param name="hiddenCount">How many songs are hidden, those that are not reached included.</param>
    internal static double ValueOf(ReadOnlySpan<float> scores, int[] hits, int hiddenCount)
    {
        var (found, gain, ideal) = (0, 0.0, 0.0);
        foreach (var hit in hits)
        {
            if (scores[hit] > 0 && Rank(scores, hit) is < ListLength and var rank)
            {
                found++;
                gain += Discount(rank);
            }
        }

        for (var rank = 0; rank < Math.Min(ListLength, hiddenCount); rank++)
        {
            ideal += Discount(rank);
        }

        return 0.5 * (((double)found / hiddenCount) + (gain / ideal));

        static double Discount(int rank) => 1 / Math.Log2(rank + 2);
    }

    // How many songs come before: greater scores, and equal ones of smaller index. Counting ends where the song is in no list.
    private static int Rank(ReadOnlySpan<float> scores, int song)
    {
        var (own, count) = (scores[song], 0);
        for (var block = 0; block < scores.Length && count < ListLength; block += Vector<float>.Count)
        {
            var end = Math.Min(block + Vector<float>.Count, scores.Length);
            if (end - block == Vector<float>.Count && !Vector.GreaterThanOrEqualAny(new Vector<float>(scores[block..]), new(own)))
            {
                continue;       // as nearly all blocks
            }

            for (var other = block; other < end; other++)
            {
                count += scores[other] > own || (scores[other] == own && other < song) ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>A case: the user as seen, and the hidden songs. The k-th case of a user hides the k-th fifth of the songs, in a
    /// random order that is the user's own.</summary>
    internal HiddenCase Hide(int index)
    {
        var user = _users[index];
        var songs = _graph.UserSongs.Row(user).ToArray();
        var shuffled = songs.ToArray();
        new Random(unchecked((_options.Seed * 397) ^ user)).Shuffle(shuffled);
        var fold = index / _userCount;
        var hidden = shuffled[(fold * songs.Length / FoldCount)..((fold + 1) * songs.Length / FoldCount)].ToHashSet();
        return new(Listener.OfSongs(_graph, user, [.. songs.Where(song => !hidden.Contains(song))]), hidden);
    }

    /// <summary>The user as the walk sees them, and the songs that it should find.</summary>
    internal sealed record HiddenCase(Listener Listener, HashSet<int> Hidden);

    private float OneUserFewer(int song, double exponent) =>
        (float)Math.Pow((_graph.SongUsers.Degree(song) - 1.0) / _graph.SongUsers.Degree(song), exponent);
}
