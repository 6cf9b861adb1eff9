using System.Diagnostics;
using System.Globalization;
using ZetDard.Graph;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>
/// One listener's songs by the walk on a large graph, on one thread: time by the bound on the listeners of a song, and how far
/// the lists agree with those without one.
/// </summary>
/// <remarks>
/// The graph is made without song weights and taste vectors, which the song walk does not read, so that no time goes into
/// fitting them. Listeners are histories of 40 songs, a seeded choice from lists that have as many.
/// </remarks>
internal static class GraphMode
{
    private const string Usage =
        "Usage: graph tiny|small|large|huge [BOUND[/BOUND] ...]      (on the listeners of a song, and on those who go on; 0 for none; without any: none and the defaults)";
    private const int HistoryLength = 40;
    private const int ListenerCount = 101;

    public static int Run(ReadOnlySpan<string> args)
    {
        if (args.Length == 0 || !Enum.TryParse<InteractionSet>(args[0], ignoreCase: true, out var set) || !Enum.IsDefined(set))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        var bounds = new List<(int OfSong, int Onward)>();
        foreach (var text in args[1..])
        {
            var parts = text.Split('/');
            if (
                parts.Length > 2
                || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var ofSong)
                || !int.TryParse(parts[^1], CultureInfo.InvariantCulture, out var onward)
                || ofSong < 0
                || onward < 0
            )
            {
                Console.Error.WriteLine(Usage);
                return 2;
            }

            bounds.Add((ofSong == 0 ? int.MaxValue : ofSong, parts.Length == 1 || onward == 0 ? int.MaxValue : onward));
        }

        Verify();
        var matrix = SyntheticInteractions.Create(set);
        var listeners = Histories(matrix);
        var model = Model(matrix);
        Console.WriteLine(
            "| most listeners of a song | who go on | median, ms | CPU | 90 % below, ms | CPU | visits left out | of the first 20 songs without a bound |"
        );
        Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|");
        var defaults = new GraphOptions();
        HashSet<SongId>[]? unbounded = null;
        foreach (
            var (bound, onward) in bounds.Count > 0
                ? bounds
                : [(int.MaxValue, int.MaxValue), (defaults.MaxListenersPerSong, defaults.MaxListeners)]
        )
        {
            var bounded = model.With(options => (options.MaxListenersPerSong, options.MaxListeners) = (bound, onward));
            // warms up, too
            var lists = Array.ConvertAll(listeners, listener => bounded.Songs.Recommend(listener, n: 20).Select(r => r.Item).ToHashSet());
            unbounded ??= (bound, onward) == (int.MaxValue, int.MaxValue) ? lists : null;
            var (wall, cpu) = (new List<double>(), new List<double>());
            foreach (var listener in listeners)
            {
                var before = Environment.CpuUsage.TotalTime;
                var watch = Stopwatch.StartNew();
                bounded.Songs.Recommend(listener);
                wall.Add(watch.Elapsed.TotalMilliseconds);
                cpu.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            }

            wall.Sort();
            cpu.Sort();
            var (median, most) = (ListenerCount / 2, ListenerCount * 9 / 10);
            var visits = listeners.Sum(listener => Degrees(listener).Sum());
            var visited = listeners.Sum(listener => Degrees(listener).Sum(degree => Math.Min(degree, bound)));
            var shared = unbounded?.Zip(lists, (a, b) => (double)a.Intersect(b).Count() / Math.Max(1, a.Count)).Average();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {Text(bound)} | {Text(onward)} | {wall[median]:F2} | {cpu[median]:F2} | {wall[most]:F2} | {cpu[most]:F2} | {1 - ((double)visited / visits):P1} | {shared:P1} |"
                )
            );
        }

        return 0;

        static string Text(int bound) => bound == int.MaxValue ? "any" : bound.ToString("N0", CultureInfo.InvariantCulture);

        IEnumerable<long> Degrees(Profile listener) =>
            ((HistoryProfile<SongId>)listener).Items.Select(song => (long)model.Graph.SongUsers.Degree(model.Graph.Songs.IndexOf(song)));
    }

    /// <summary>
    /// The time of a wrong list means nothing. Therefore on the tiny set the walk is compared with its definition, with and
    /// without a bound.
    /// </summary>
    private static void Verify()
    {
        var matrix = SyntheticInteractions.Create(InteractionSet.Tiny);
        foreach (var (maxUsers, maxOnward) in new[] { (20, 50), (20, int.MaxValue), (int.MaxValue, int.MaxValue) })
        {
            var walk = new BipartiteWalk(matrix, matrix.Transpose(), 0.5, 0.5, 0.2, maxUsers: maxUsers, maxOnward: maxOnward);
            var items = matrix.Row(7).ToArray();
            var mass = Array.ConvertAll(items, _ => 1f);
            using var halfway = walk.Start(items, mass, ownRow: 7);
            using var scores = ScoreBuffer.Rent(matrix.ColumnCount);
            halfway.Arrive(scores, scale: 1);
            if (
                !scores.Values.SequenceEqual(
                    BipartiteWalkReference.Arrive(matrix, 0.5, 0.5, 0.2, 1, maxUsers, maxOnward, items, mass, ownRow: 7, scale: 1)
                )
            )
            {
                throw new InvalidOperationException("The walk differs from its definition: its time means nothing.");
            }
        }
    }

    private static GraphModel Model(CsrMatrix matrix)
    {
        var interactions = new InteractionDataset<SongId>(
            new(Enumerable.Range(0, matrix.RowCount).Select(user => new UserId(user))),
            new(Enumerable.Range(0, matrix.ColumnCount).Select(song => new SongId(song))),
            matrix
        );
        var data = new TrainingData<SongId>(interactions)
        {
            Artists = Relation.FromPairs(
                interactions.Items.Select(song => (song, new ArtistId(song.Value % Math.Max(1, matrix.ColumnCount / 10))))
            ),
        };
        var noWeights = new NeighbourLists(matrix.ColumnCount, new int[matrix.ColumnCount + 1], [], []);
        return new(
            data,
            new MusicGraph(data, noWeights),
            new GraphOptions { Artists = ArtistMethod.OfSongs, Friends = FriendMethod.SharedSongs },
            tasteVectors: null
        );
    }

    private static Profile[] Histories(CsrMatrix matrix)
    {
        var random = new Random(42);
        var profiles = new List<Profile>();
        while (profiles.Count < ListenerCount)
        {
            var songs = matrix.Row(random.Next(matrix.RowCount)).ToArray();
            if (songs.Length >= HistoryLength)
            {
                random.Shuffle(songs);
                profiles.Add(Profile.FromHistory(songs.Take(HistoryLength).Select(song => new SongId(song))));
            }
        }

        return [.. profiles];
    }
}
