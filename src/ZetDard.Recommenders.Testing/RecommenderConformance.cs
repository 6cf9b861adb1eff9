using System.Reflection;

namespace ZetDard.Recommenders.Testing;

/// <summary>What every recommender must do, as plain calls for any test framework.</summary>
public static class RecommenderConformance
{
    /// <summary>Fits the trainer several times, to songs or to a kind of item of your own, and checks every promise of <see cref="IRecommenderTrainer{TItem}"/> and <see cref="IRecommender{TItem}"/>.</summary>
    /// <param name="create">Makes the trainer for a number of threads (0 for as many as there are); one that has no such option ignores it.</param>
    /// <param name="promises">What this kind promises beyond the common.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="ConformanceException">Promises are broken; the message lists all of them.</exception>
    public static async Task CheckAsync<TItem>(Func<int, IRecommenderTrainer<TItem>> create, RecommenderPromises promises, CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(create);
        var data = WithItems<TItem>(MusicWorld.Create(new() { UserCount = 120, SongCount = 300, ArtistCount = 40, GroupCount = 4 }).ToTrainingData());
        var broken = new Broken();
        var before = Print(data);
        var recommender = await create(1).FitAsync(data, cancellationToken: cancellationToken).ConfigureAwait(false);
        broken.When(Print(data) != before, "Fitting leaves the training data as it was: it was changed.");

        var lists = Lists(recommender, data);
        foreach (var threadCount in new[] { 1, 2, 0 })
        {
            var again = await create(threadCount).FitAsync(data, cancellationToken: cancellationToken).ConfigureAwait(false);
            broken.When(Lists(again, data) != lists, $"The same data, options and seed give the same bits: a fit with {threadCount} threads (0: all) differs from one with 1.");
        }

        await CheckCancellationAsync(create(0), data, broken).ConfigureAwait(false);
        await CheckSmallDataAsync(create(0), broken, cancellationToken).ConfigureAwait(false);
        if (promises.HasFlag(RecommenderPromises.Collaborative))
        {
            await CheckCheckerboardAsync(create(0), broken, cancellationToken).ConfigureAwait(false);
        }

        if (!promises.HasFlag(RecommenderPromises.NotSaveable))
        {
            CheckSaveAndLoad(recommender, data, broken);
        }

        CheckIncremental(recommender, data, lists, broken, cancellationToken);
        CheckSimilar(recommender, data, broken);
        Check(recommender, data, promises, broken);
        broken.ThrowIfAny(recommender.GetType().Name);
    }

    /// <summary>Checks the promises of a fitted recommender of any item, such as the artists and friends of a graph.</summary>
    /// <param name="recommender">The recommender.</param>
    /// <param name="trainedOn">What it was fitted on.</param>
    /// <param name="promises">What this kind promises beyond the common.</param>
    /// <exception cref="ConformanceException">Promises are broken; the message lists all of them.</exception>
    public static void Check<TItem>(IRecommender<TItem> recommender, TrainingData<SongId> trainedOn, RecommenderPromises promises)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(trainedOn);
        var broken = new Broken();
        Check(recommender, trainedOn, promises, broken);
        broken.ThrowIfAny(recommender.GetType().Name);
    }

    /// <summary>The trainers of songs in an assembly, for a test that demands a check of each.</summary>
    public static IReadOnlyList<Type> TrainersOf(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, IsNested: false })
            .Where(type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRecommenderTrainer<>)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)];
    }

    private static TrainingData<TItem> WithItems<TItem>(TrainingData<SongId> songs)
        where TItem : struct, IId<TItem>
    {
        if (songs is TrainingData<TItem> same)
        {
            return same;
        }

        var (data, artists) = (songs.Interactions, songs.Artists!);
        return new(new InteractionDataset<TItem>(data.Users, Items(data.Items), data.Matrix, data.UnixSeconds.IsEmpty ? null : data.UnixSeconds.ToArray(), data.Rows))
        {
            Artists = new(Items(artists.From), artists.To, artists.Matrix),
            Friends = songs.Friends,
        };

        static Vocabulary<TItem> Items(Vocabulary<SongId> songs) => new(songs.Select(song => TItem.From(song.Value)));
    }

    private static void Check<TItem, TTrained>(IRecommender<TItem> recommender, TrainingData<TTrained> data, RecommenderPromises promises, Broken broken)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        foreach (var row in SomeRows(data))
        {
            var profile = data.Interactions.ProfileOf(row);
            CheckLists(recommender, profile, $"user {data.Interactions.Users[row].Value}", Known<TItem, TTrained>(data, row), broken);
            var history = Profile.FromHistory(data.Interactions.Matrix.Row(row).ToArray().Select(item => data.Interactions.Items[item]));
            CheckLists(recommender, history, $"the history of user {data.Interactions.Users[row].Value}", typeof(TItem) == typeof(UserId) ? [] : Known<TItem, TTrained>(data, row), broken);
            if (!promises.HasFlag(RecommenderPromises.NoReasons))
            {
                CheckReasons(recommender, profile, broken);
            }
        }

        CheckUnknown<TItem, TTrained>(recommender, promises, broken);
        CheckBatchAndConcurrency(recommender, data, broken);
    }

    private static void CheckLists<TItem>(IRecommender<TItem> recommender, Profile profile, string whom, HashSet<TItem> known, Broken broken)
        where TItem : struct, IId<TItem>
    {
        var all = recommender.Recommend(profile, n: int.MaxValue);
        broken.When(all.Count == 0, $"A known listener gets a list: {whom} got none.");
        broken.When(all.DistinctBy(r => r.Item).Count() != all.Count, $"No item is listed twice: one is, for {whom}.");
        broken.When(all.Any(r => !float.IsFinite(r.Score)), $"Scores are finite: one is not, for {whom}.");
        broken.When(all.Any(r => known.Contains(r.Item)), $"Known items are left out: one is listed for {whom}.");
        broken.When(all.Any(r => r.Reason.Count > 0), $"Without ReasonCount there are no reasons: there is one for {whom}.");
        for (var i = 1; i < all.Count; i++)
        {
            var (before, after) = (all[i - 1], all[i]);
            broken.When(before.Score < after.Score, $"Scores order the list: {after.Score} comes after {before.Score} for {whom}.");
            broken.When(before.Score == after.Score && before.Item.Value >= after.Item.Value, $"Ties go by ascending index: {after.Item} comes after {before.Item} for {whom}.");
        }

        foreach (var n in new[] { 1, 3, 10 })
        {
            var list = recommender.Recommend(profile, n);
            broken.When(list.Count != Math.Min(n, all.Count), $"There are exactly N results, or as many as exist: {list.Count} for N = {n} with {all.Count} candidates, for {whom}.");
            broken.When(!list.SequenceEqual(all.Take(n)), $"A shorter list is the start of a longer one: it is not for N = {n}, for {whom}.");
        }

        var someItems = all.Where((_, i) => i % 3 == 0).Select(r => r.Item).ToHashSet();
        var denied = recommender.Recommend(new(profile, 10) { Deny = someItems });
        broken.When(denied.Any(r => someItems.Contains(r.Item)), $"Denied items are left out: one is listed for {whom}.");
        broken.When(denied.Count != Math.Min(10, all.Count - someItems.Count), $"There are exactly N results after a deny-list: {denied.Count} of {all.Count - someItems.Count} for {whom}.");
        var allowed = recommender.Recommend(new(profile, 10) { Allow = someItems });
        broken.When(allowed.Any(r => !someItems.Contains(r.Item)), $"Only allowed items are listed: another one is for {whom}.");
        broken.When(allowed.Count != Math.Min(10, someItems.Count), $"There are exactly N results of an allow-list: {allowed.Count} of {someItems.Count} for {whom}.");
        var withKnown = recommender.Recommend(new(profile, int.MaxValue) { KeepKnown = true });
        broken.When(withKnown.Count < all.Count, $"KeepKnown adds items: {withKnown.Count} instead of {all.Count} for {whom}.");
    }

    private static void CheckReasons<TItem>(IRecommender<TItem> recommender, Profile profile, Broken broken)
        where TItem : struct, IId<TItem>
    {
        var plain = recommender.Recommend(profile);
        var explained = recommender.Recommend(profile, reasonCount: 3);
        broken.When(!plain.Select(r => (r.Item, r.Score)).SequenceEqual(explained.Select(r => (r.Item, r.Score))), "Asking for reasons changes no list: it does.");
        foreach (var reason in explained.Select(r => r.Reason))
        {
            broken.When(reason.Count is < 1 or > 3, $"There are 1 to ReasonCount reasons: {reason.Count} for 3.");
            broken.When(reason.Any(c => !(c.Share > 0 && c.Share <= 1.0001f)) || reason.Sum(c => c.Share) > 1.0001f, $"Shares are above 0 and add up to 1 or less: {reason}.");
            broken.When(reason.Zip(reason.Skip(1)).Any(pair => pair.First.Share < pair.Second.Share), $"The largest share comes first: {reason}.");
            broken.When(reason.Any(c => c.Support is { } support && (support.Both < 0 || support.Both > support.All)), $"A support is a part of a whole: {reason}.");
        }
    }

    private static void CheckUnknown<TItem, TTrained>(IRecommender<TItem> recommender, RecommenderPromises promises, Broken broken)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        var servesAnyone = promises.HasFlag(RecommenderPromises.ServesAnyone);
        var expected = servesAnyone ? "a list" : "an empty list";
        var strangers = new (Profile Profile, string Whom)[]
        {
            (Profile.Of(new UserId(long.MaxValue)), "an unknown user"),
            (Profile.FromHistory([TTrained.From(long.MaxValue)]), $"a history of unknown {IdKind<TTrained>.Name}s"),
            (Profile.FromHistory(Array.Empty<TTrained>()), "an empty history"),
        };
        foreach (var (profile, whom) in strangers)
        {
            broken.When(recommender.Recommend(profile).Count > 0 != servesAnyone, $"For {whom} there is {expected}.");
        }

        if (!servesAnyone)
        {
            var strange = Profile.FromHistory([new StrangeId(1)]);
            broken.WhenNotThrown<ArgumentException>(() => recommender.Recommend(strange), "A kind of profile that cannot be served is an ArgumentException");
            broken.WhenNotThrown<ArgumentException>(
                () => recommender.RecommendMany([new RecommendationRequest<TItem>(strangers[0].Profile, 10), new(strange, 10)]),
                "A kind of profile that cannot be served is an ArgumentException in a batch too");
        }

        broken.WhenNotThrown<ArgumentNullException>(() => recommender.Recommend(null!), "A null request is an ArgumentNullException");
        broken.WhenNotThrown<ArgumentOutOfRangeException>(() => recommender.Recommend(Profile.Of(new UserId(1)), n: 0), "N = 0 is an ArgumentOutOfRangeException");
    }

    private static void CheckBatchAndConcurrency<TItem, TTrained>(IRecommender<TItem> recommender, TrainingData<TTrained> data, Broken broken)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        var requests = SomeRows(data).Select(row => new RecommendationRequest<TItem>(data.Interactions.ProfileOf(row), 7)).ToArray();
        var single = requests.Select(request => Print(recommender.Recommend(request))).ToArray();
        broken.When(!recommender.RecommendMany(requests).Select(Print).SequenceEqual(single), "A batch gives what single requests give: it differs.");
        var concurrent = new string[8 * requests.Length];
        Parallel.For(0, concurrent.Length, i => concurrent[i] = Print(recommender.Recommend(requests[i % requests.Length])));
        broken.When(concurrent.Where((list, i) => list != single[i % single.Length]).Any(), "Concurrent requests give what single ones give: one differs.");
    }

    private static async Task CheckCancellationAsync<TItem>(IRecommenderTrainer<TItem> trainer, TrainingData<TItem> data, Broken broken)
        where TItem : struct, IId<TItem>
    {
        using var source = new CancellationTokenSource();
        var midway = new MidwayCancellation(source);
        await EndsCancelledAsync(new CancellationToken(canceled: true), progress: null, "A fit that is cancelled before it begins").ConfigureAwait(false);
        await EndsCancelledAsync(source.Token, midway, "A fit that is cancelled by its first report of progress").ConfigureAwait(false);

        async Task EndsCancelledAsync(CancellationToken cancellationToken, IProgress<TrainingProgress>? progress, string what)
        {
            try
            {
                await trainer.FitAsync(data, progress, cancellationToken).ConfigureAwait(false);

                // One that reports only when it is through has nothing left to cancel.
                broken.When(progress is null || (midway.HasReported && !midway.IsLast), $"{what} ends with OperationCanceledException: it finished.");
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private sealed class MidwayCancellation(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public bool HasReported { get; private set; }

        public bool IsLast { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (!HasReported)
            {
                (HasReported, IsLast) = (true, value.Completed >= value.Total);
                source.Cancel();
            }
        }
    }

    private static async Task CheckSmallDataAsync<TItem>(IRecommenderTrainer<TItem> trainer, Broken broken, CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        foreach (var (data, what) in new[] { (InteractionDataset.FromPairs<TItem>([]), "no user"), (InteractionDataset.FromPairs<TItem>([(new(1), TItem.From(1))]), "one user with one song") })
        {
            var noSideData = Relation.FromPairs<TItem, ArtistId>([]);
            var recommender = await trainer.FitAsync(new(data) { Artists = noSideData, Friends = Relation.FromPairs<UserId, UserId>([]) }, cancellationToken: cancellationToken).ConfigureAwait(false);
            broken.When(recommender.Recommend(Profile.Of(new UserId(1))).Count > 0, $"Data with {what} gives empty lists.");
        }
    }

    // Even users have all even songs, odd users all odd ones, but user u lacks song u: the one right answer for user u is song u.
    private static async Task CheckCheckerboardAsync<TItem>(IRecommenderTrainer<TItem> trainer, Broken broken, CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        const int Size = 20;
        var board = InteractionDataset.FromPairs(
            from user in Enumerable.Range(0, Size)
            from song in Enumerable.Range(0, Size)
            where user % 2 == song % 2 && user != song
            select (new UserId(user), TItem.From(song)));
        var recommender = await trainer.FitAsync(new(board) { Friends = Relation.FromPairs<UserId, UserId>([]) }, cancellationToken: cancellationToken).ConfigureAwait(false);
        for (var user = 0; user < Size; user++)
        {
            var first = recommender.Recommend(Profile.Of(new UserId(user)), n: 1);
            broken.When(first.Count != 1 || first[0].Item.Value != user, $"On the checkerboard user {user} is recommended song {user}: got {(first.Count == 0 ? "nothing" : $"song {first[0].Item.Value}")}.");
        }
    }

    private static void CheckSaveAndLoad<TItem>(IRecommender<TItem> recommender, TrainingData<TItem> data, Broken broken)
        where TItem : struct, IId<TItem>
    {
        if (recommender.Find<ISaveable>() is not { } saveable)
        {
            broken.When(true, "It can be saved: Find<ISaveable>() gives nothing.");
            return;
        }

        var path = Path.Combine(Path.GetTempPath(), $"zetdard-{Guid.NewGuid():N}.model");
        try
        {
            ModelFile.Save(recommender, path);
            var loaded = ModelFile.Load<TItem>(path, saveable.Format);
            broken.When(Lists(loaded, data) != Lists(recommender, data), "A loaded model gives the lists of the saved one: it differs.");
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
            broken.WhenNotThrown<InvalidDataException>(() => ModelFile.Load<TItem>(path, saveable.Format), "A truncated model file is an InvalidDataException");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void CheckIncremental<TItem>(IRecommender<TItem> recommender, TrainingData<TItem> data, string lists, Broken broken, CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        if (recommender.Find<IIncremental<TItem>>() is not { } incremental)
        {
            return;
        }

        var stranger = new UserId(1_000_000);
        var songs = data.Interactions.Matrix.Row(0).ToArray().Select(item => data.Interactions.Items[item]).ToArray();
        var updated = incremental.Update(new(InteractionDataset.FromPairs(songs.Select(song => (stranger, song)))), cancellationToken);
        broken.When(updated.Recommend(Profile.Of(stranger)).Count == 0, "An update makes a new user known: he gets no list.");
        broken.When(Lists(recommender, data) != lists, "An update leaves the recommender as it was: it changed.");
    }

    private static void CheckSimilar<TItem>(IRecommender<TItem> recommender, TrainingData<TItem> data, Broken broken)
        where TItem : struct, IId<TItem>
    {
        if (recommender.Find<ISimilarItems<TItem>>() is not { } similar)
        {
            return;
        }

        var item = data.Interactions.Items[data.Interactions.Matrix.Row(0)[0]];
        var list = similar.Similar(item, 5);
        broken.When(list.Count is 0 or > 5 || list.Any(r => r.Item.Equals(item)), "Similar items are 1 to n, without the item itself.");
        broken.When(list.Zip(list.Skip(1)).Any(pair => pair.First.Score < pair.Second.Score), "Scores order similar items.");
        broken.When(similar.Similar(TItem.From(long.MaxValue)).Count > 0, "An unknown item has no similar items.");
        broken.WhenNotThrown<ArgumentOutOfRangeException>(() => similar.Similar(item, 0), "n = 0 is an ArgumentOutOfRangeException");
    }

    private static IEnumerable<int> SomeRows<TTrained>(TrainingData<TTrained> data)
        where TTrained : struct, IId<TTrained> => Enumerable.Range(0, data.Interactions.Users.Count).Where(row => row % 11 == 0);

    private static HashSet<TItem> Known<TItem, TTrained>(TrainingData<TTrained> data, int row)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        var items = data.Interactions.Matrix.Row(row).ToArray().Select(item => data.Interactions.Items[item]).ToHashSet();
        var known = typeof(TItem) == typeof(TTrained) ? items.Select(item => item.Value)
            : typeof(TItem) == typeof(ArtistId) ? data.Artists!.Pairs().Where(pair => items.Contains(pair.From)).Select(pair => pair.To.Value)
            : typeof(TItem) == typeof(UserId) ? [data.Interactions.Users[row].Value]
            : Enumerable.Empty<long>();
        return [.. known.Select(TItem.From)];
    }

    // Of everything that one fit serves: the artists and friends of a graph are saved and fitted by threads like its songs.
    private static string Lists<TItem>(IRecommender<TItem> recommender, TrainingData<TItem> data)
        where TItem : struct, IId<TItem> =>
        string.Join('\n', ListsOf(recommender, data), ListsOf(recommender.Find<IRecommender<ArtistId>>(), data), ListsOf(recommender.Find<IRecommender<UserId>>(), data));

    private static string ListsOf<TItem, TTrained>(IRecommender<TItem>? recommender, TrainingData<TTrained> data)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained> =>
        recommender is null ? "" : string.Join('\n', SomeRows(data).Select(row => Print(recommender.Recommend(data.Interactions.ProfileOf(row), 20, reasonCount: 2))));

    // Bits of the scores, not their digits: equal must mean equal.
    private static string Print<TItem>(IReadOnlyList<Recommendation<TItem>> list)
        where TItem : struct, IId<TItem> =>
        string.Join(' ', list.Select(r => $"{r.Item.Value}:{BitConverter.SingleToInt32Bits(r.Score):X8}[{string.Join(',', r.Reason.Select(c => $"{c.Kind}{c.Id}{c.Feature}:{BitConverter.SingleToInt32Bits(c.Share):X8}"))}]"));

    private static string Print<TItem>(TrainingData<TItem> data)
        where TItem : struct, IId<TItem> => string.Join(
        '\n',
        string.Join(' ', data.Interactions.ToInteractions()),
        string.Join(' ', data.Artists?.Pairs() ?? []),
        string.Join(' ', data.Friends?.Pairs() ?? []));

    private readonly record struct StrangeId(long Value) : IId<StrangeId>
    {
        public static StrangeId From(long value) => new(value);
    }
}
