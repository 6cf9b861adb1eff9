using System.Reflection;

namespace ZetDard.Recommenders.Testing;

/// <summary>What every recommender must do, as plain calls for any test framework.</summary>
/// <example>
/// <code>
/// [Fact]
/// public Task My_trainer_keeps_the_promises() =&gt; RecommenderConformance.CheckAsync(
///     threadCount =&gt; new MyTrainer(new() { ThreadCount = threadCount }), RecommenderPromises.Collaborative);
/// </code>
/// </example>
public static class RecommenderConformance
{
    private const int RowStep = 11;         // every eleventh listener is looked at
    private const int MaxNamed = 11;       // or so many of those who were named

    /// <summary>
    /// Fits the trainer several times and checks every promise of <see cref="IRecommenderTrainer{TItem}"/> and
    /// <see cref="IRecommender{TItem}"/>.
    /// </summary>
    /// <typeparam name="TItem">The item's id type.</typeparam>
    /// <param name="create">
    /// Makes the trainer for a number of threads (0 for as many as there are); one that has no such option ignores it.
    /// </param>
    /// <param name="promises">What this kind of recommender promises besides what all recommenders must do.</param>
    /// <param name="data">
    /// What to fit on; a <see cref="MusicWorld"/> where <see langword="null"/>. For <see cref="RecommenderPromises.Cold"/> its features
    /// or sound hold items that nobody has.
    /// </param>
    /// <param name="formats">The formats of the parts, where the model is made of other models; its own format is known.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="ConformanceException">Promises are broken; the message lists all of them.</exception>
    public static async Task CheckAsync<TItem>(
        Func<int, IRecommenderTrainer<TItem>> create,
        RecommenderPromises promises,
        TrainingData<TItem>? data = null,
        IReadOnlyCollection<ModelFormat>? formats = null,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(create);
        data ??= Common.Data<TItem>();
        var broken = new Broken();
        Common.CheckDescription(threadCount => create(threadCount).Description, broken);
        var before = Common.HashOf(data);
        var recommender = await create(1).FitAsync(data, cancellationToken: cancellationToken).ConfigureAwait(false);
        broken.When(Common.HashOf(data) != before, "Fitting leaves the training data as it was: it was changed.");
        var subject = SubjectOf(recommender, data, promises, broken);
        var lists = Lists(recommender, subject);
        foreach (var threadCount in new[] { 1, 2, 0 })
        {
            var again = await create(threadCount).FitAsync(data, cancellationToken: cancellationToken).ConfigureAwait(false);
            broken.When(
                Lists(again, subject) != lists,
                $"The same data, options and seed give the same bits: a fit with {threadCount} threads (0: all) differs from one with 1.");
        }

        await Common.CheckCancellationAsync((progress, token) => create(0).FitAsync(data, progress, token), broken).ConfigureAwait(false);
        await Common.CheckMissingSideDataAsync(
            bare => create(0).FitAsync(bare, cancellationToken: cancellationToken), data, broken).ConfigureAwait(false);
        await broken.WhenNotThrownAsync<ArgumentNullException>(
            () => create(0).FitAsync(null!, cancellationToken: cancellationToken),
            "A fit on null is an ArgumentNullException").ConfigureAwait(false);
        await CheckSmallDataAsync(create(0), data, broken, cancellationToken).ConfigureAwait(false);
        if (promises.HasFlag(RecommenderPromises.Collaborative))
        {
            await CheckCheckerboardAsync(create(0), broken, cancellationToken).ConfigureAwait(false);
        }

        if (promises.HasFlag(RecommenderPromises.NotSaveable))
        {
            var path = Path.Combine(Path.GetTempPath(), $"zetdard-{Guid.NewGuid():N}.model");
            broken.WhenNotThrown<NotSupportedException>(
                () => ModelFile.Save(recommender, path), "Saving what cannot be saved is a NotSupportedException");
            File.Delete(path);
        }
        else if (recommender.Find<ISaveable>() is { } saveable)
        {
            Common.CheckSaveAndLoad(
                saveable,
                path => ModelFile.Load<TItem>(path, [saveable.Format, .. formats ?? []]),
                loaded => Lists(loaded, subject) == lists,
                broken);
        }
        else
        {
            broken.When(true, "It can be saved: Find<ISaveable>() gives nothing.");
        }

        CheckIncremental(recommender, lists, subject, cancellationToken);
        Check(recommender, subject);
        broken.ThrowIfAny(recommender.GetType().Name);
    }

    /// <summary>
    /// Checks the promises of a fitted recommender, also of other things than those it was fitted on, such as the artists and friends of
    /// a graph.
    /// </summary>
    /// <typeparam name="TItem">What is recommended.</typeparam>
    /// <typeparam name="TTrained">The items of the data.</typeparam>
    /// <param name="recommender">The recommender.</param>
    /// <param name="trainedOn">What it was fitted on.</param>
    /// <param name="promises">What this kind of recommender promises besides what all recommenders must do.</param>
    /// <exception cref="ConformanceException">Promises are broken; the message lists all of them.</exception>
    public static void Check<TItem, TTrained>(
        IRecommender<TItem> recommender, TrainingData<TTrained> trainedOn, RecommenderPromises promises)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(trainedOn);
        var broken = new Broken();
        Check(recommender, SubjectOf(recommender, trainedOn, promises, broken));
        broken.ThrowIfAny(recommender.GetType().Name);
    }

    /// <summary>The recommender trainers in an assembly, for a test that demands a check of each.</summary>
    public static IReadOnlyList<Type> TrainersOf(Assembly assembly) => Common.ImplementationsOf(typeof(IRecommenderTrainer<>), assembly);

    private static Subject<TTrained> SubjectOf<TItem, TTrained>(
        IRecommender<TItem> recommender, TrainingData<TTrained> data, RecommenderPromises promises, Broken broken)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        var cold = Common.DescribedItems(data).Where(item => !data.Interactions.Items.Contains(item)).ToArray();
        if (promises.HasFlag(RecommenderPromises.Cold) && cold.Length == 0)
        {
            throw new ArgumentException(
                $"{nameof(RecommenderPromises)}.{nameof(RecommenderPromises.Cold)} is looked at where the features or sound of the data hold items that nobody has; these hold none.",
                nameof(data));
        }

        var rows = Enumerable.Range(0, data.Interactions.Users.Count);
        rows = promises.HasFlag(RecommenderPromises.NamedListenersOnly)
            ? rows.Where(row => recommender.Recommend(data.Interactions.ProfileOf(row), n: 1).Count > 0).Take(MaxNamed)
            : rows.Where(row => row % RowStep == 0);
        return new(data, promises, [.. rows], cold, broken);
    }

    private static void Check<TItem, TTrained>(IRecommender<TItem> recommender, Subject<TTrained> subject)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        var (data, broken) = (subject.Data.Interactions, subject.Broken);
        broken.When(subject.Rows.Length == 0, "A known listener gets a list: none of them does.");
        foreach (var row in subject.Rows)
        {
            var (profile, whom, known) = (data.ProfileOf(row), $"user {data.Users[row].Value}", Known<TItem, TTrained>(subject.Data, row));
            CheckLists(recommender, profile, whom, known, broken);
            CheckCold(recommender, profile, whom, subject);
            CheckRules(recommender, profile, whom, known, subject);
            CheckScores(recommender, profile, whom, broken);
            if (!subject.Promises.HasFlag(RecommenderPromises.NamedListenersOnly))
            {
                CheckLists(
                    recommender, HistoryOf(data, row), $"the history of {whom}", typeof(TItem) == typeof(UserId) ? [] : known, broken);
                CheckCold(
                    recommender,
                    Profile.FromHistory([.. ItemsOf(data, row), .. subject.Cold.Take(1)]),
                    $"the history of {whom} with an item that nobody else has",
                    subject);
            }

            if (!subject.Promises.HasFlag(RecommenderPromises.NoReasons))
            {
                CheckReasons(recommender, profile, broken);
            }
        }

        CheckUnknown(recommender, subject);
        CheckBatchAndConcurrency(recommender, subject);
        if (recommender.Find<ISimilarItems<TItem>>() is { } similar)
        {
            SimilarItemsConformance.Check(
                similar, [.. subject.Rows.SelectMany(row => Known<TItem, TTrained>(subject.Data, row)).Distinct().Take(30)], broken);
        }
    }

    private static void CheckLists<TItem>(
        IRecommender<TItem> recommender, Profile profile, string whom, HashSet<TItem> known, Broken broken)
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
            broken.When(
                before.Score == after.Score && before.Item.Value >= after.Item.Value,
                $"Ties go by ascending index: {after.Item} comes after {before.Item} for {whom}.");
        }

        foreach (var n in new[] { 1, 3, 10 })
        {
            var list = recommender.Recommend(profile, n);
            broken.When(
                list.Count != Math.Min(n, all.Count),
                $"There are exactly N results, or as many as exist: {list.Count} for N = {n} with {all.Count} candidates, for {whom}.");
            broken.When(
                !list.SequenceEqual(all.Take(n)), $"A shorter list is the start of a longer one: it is not for N = {n}, for {whom}.");
        }

        var someItems = all.Where((_, i) => i % 3 == 0).Select(r => r.Item).ToHashSet();
        var denied = recommender.Recommend(new(profile, 10) { Deny = someItems });
        broken.When(denied.Any(r => someItems.Contains(r.Item)), $"Denied items are left out: one is listed for {whom}.");
        broken.When(
            denied.Count != Math.Min(10, all.Count - someItems.Count),
            $"There are exactly N results after a deny-list: {denied.Count} of {all.Count - someItems.Count} for {whom}.");
        var allowed = recommender.Recommend(new(profile, 10) { Allow = someItems });
        broken.When(allowed.Any(r => !someItems.Contains(r.Item)), $"Only allowed items are listed: another one is for {whom}.");
        broken.When(
            allowed.Count != Math.Min(10, someItems.Count),
            $"There are exactly N results of an allow-list: {allowed.Count} of {someItems.Count} for {whom}.");
        var withKnown = recommender.Recommend(new(profile, int.MaxValue) { KeepKnown = true });
        broken.When(
            withKnown.Count < all.Count || (known.Count > 1 && withKnown.Count == all.Count),
            $"KeepKnown adds items: {withKnown.Count} are listed with it, {all.Count} without, for {whom}.");
    }

    // Of what the model was fitted on; that an artist has no listener says nothing.
    private static void CheckCold<TItem, TTrained>(IRecommender<TItem> recommender, Profile profile, string whom, Subject<TTrained> subject)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        if (typeof(TItem) != typeof(TTrained))
        {
            return;
        }

        var (items, broken) = (subject.Data.Interactions.Items, subject.Broken);
        var asked = new RecommendationRequest<TItem>(profile, int.MaxValue) { IncludeCold = true };
        var (warm, all) = (recommender.Recommend(asked with { IncludeCold = false }), recommender.Recommend(asked));
        var coldOnly = subject.Cold.Select(item => TItem.From(item.Value)).ToHashSet();
        broken.When(
            warm.Any(IsCold) || recommender.Recommend(asked with { IncludeCold = false, Allow = coldOnly }).Count > 0,
            $"Items that nobody has are listed only when IncludeCold asks for them: one is, for {whom}.");
        broken.When(
            !all.Where(r => !IsCold(r)).Select(r => r.Item).SequenceEqual(warm.Select(r => r.Item)),
            $"IncludeCold leaves the order of the other items as it is: it differs for {whom}.");
        broken.When(
            !recommender.Recommend(asked with { N = 5 }).SequenceEqual(all.Take(5)),
            $"A shorter list is the start of a longer one: it is not with IncludeCold, for {whom}.");
        if (subject.Promises.HasFlag(RecommenderPromises.Cold))
        {
            broken.When(!all.Any(IsCold), $"IncludeCold lists items that nobody has: none is listed for {whom}.");
            broken.When(
                recommender.Recommend(asked with { Allow = coldOnly }).Count != all.Count(r => coldOnly.Contains(r.Item)),
                $"There are exactly N results of an allow-list: it is not so with IncludeCold, for {whom}.");
            broken.When(
                profile is HistoryProfile<TItem> history && all.Any(r => history.Items.Contains(r.Item)),
                $"Known items are left out: one that nobody else has is listed for {whom}.");
        }

        bool IsCold(Recommendation<TItem> one) => !items.Contains(TTrained.From(one.Item.Value));
    }

    private static void CheckScores<TItem>(IRecommender<TItem> recommender, Profile profile, string whom, Broken broken)
        where TItem : struct, IId<TItem>
    {
        if (recommender is not IItemScorer<TItem> scorer)
        {
            return;
        }

        var plain = new RecommendationRequest<TItem>(profile, int.MaxValue);
        foreach (var request in new[] { plain, plain with { IncludeCold = true }, plain with { KeepKnown = true } })
        {
            using var scores = ScoreBuffer.Rent(scorer.Items.Count);
            var known = scorer.Score(request, scores);
            var ranked = Ranking.Top(request, scorer.Items, scores, known, explain: null, scorer.Floor);
            broken.When(
                !ranked.SequenceEqual(recommender.Recommend(request)),
                $"The scores of an IItemScorer, ranked, are the list: they are not for {whom}.");
        }
    }

    // Rules must be kept or refused, because a list that ignores a rule looks like one that keeps it. Without the relation that a rule
    // needs, nothing is checked.
    private static void CheckRules<TItem, TTrained>(
        IRecommender<TItem> recommender, Profile profile, string whom, HashSet<TItem> known, Subject<TTrained> subject)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        if (subject is not Subject<TItem> { Data: var data, Broken: var broken })
        {
            return;
        }

        var asked = new RecommendationRequest<TItem>(profile, 20) { IncludeCold = subject.Promises.HasFlag(RecommenderPromises.Cold) };
        CheckRule(
            data.Artists,
            new() { MaxPerArtist = 1 },
            artists => list => list.SelectMany(artists.Of).CountBy(artist => artist).All(pair => pair.Value == 1));
        CheckRule(
            data.Artists,
            new() { Artists = ArtistChoice.Known },
            artists => list => list.All(item => artists.Of(item).Any(OfListener(artists).Contains)));
        CheckRule(
            data.Artists,
            new() { Artists = ArtistChoice.New },
            artists => list => !list.Any(item => artists.Of(item).Any(OfListener(artists).Contains)));
        CheckRule(data.Versions, new() { OneVersion = true }, versions => list =>
        {
            var (listed, owned) = (list.Select(item => OneOf(versions, item)).ToArray(), known.Select(item => OneOf(versions, item)));
            return listed.Distinct().Count() == listed.Length && !listed.Intersect(owned).Any();
        });
        try
        {
            recommender.Recommend(asked with { Rules = ListRules.None });
        }
        catch (ArgumentException e)
        {
            broken.When(true, $"ListRules.None asks for nothing and is never refused: {e.Message}");
        }

        HashSet<ArtistId> OfListener(Relation<TItem, ArtistId> artists) => [.. known.SelectMany(artists.Of)];

        static TItem OneOf(Relation<TItem, TItem> versions, TItem item) => versions.Of(item).FirstOrDefault(item);

        void CheckRule<TRelation>(TRelation? relation, ListRules rules, Func<TRelation, Func<IReadOnlyCollection<TItem>, bool>> keeps)
            where TRelation : class
        {
            if (relation is not null)
            {
                var request = asked with { Rules = rules };
                Look(() => recommender.Recommend(request));
                Look(() => recommender.RecommendMany([request])[0]);
            }

            void Look(Func<IReadOnlyList<Recommendation<TItem>>> recommend)
            {
                try
                {
                    broken.When(
                        !keeps(relation)([.. recommend().Select(r => r.Item)]),
                        $"Rules are kept, or refused with an ArgumentException: {rules} is not, for {whom}.");
                }
                catch (ArgumentException)
                {
                    // It refuses rules.
                }
            }
        }
    }

    private static void CheckReasons<TItem>(IRecommender<TItem> recommender, Profile profile, Broken broken)
        where TItem : struct, IId<TItem>
    {
        var plain = recommender.Recommend(profile);
        var explained = recommender.Recommend(profile, reasonCount: 3);
        broken.When(
            !plain.Select(r => (r.Item, r.Score)).SequenceEqual(explained.Select(r => (r.Item, r.Score))),
            "Asking for reasons changes no list: it does.");
        foreach (var reason in explained.Select(r => r.Reason))
        {
            broken.When(reason.Count is < 1 or > 3, $"There are 1 to ReasonCount reasons: {reason.Count} for 3.");
            broken.When(
                reason.Any(c => !(c.Share > 0 && c.Share <= 1.0001f)) || reason.Sum(c => c.Share) > 1.0001f,
                $"Shares are above 0 and add up to 1 or less: {reason}.");
            broken.When(
                reason.Zip(reason.Skip(1)).Any(pair => pair.First.Share < pair.Second.Share), $"The largest share comes first: {reason}.");
            broken.When(
                reason.Any(c => c.Support is { } support && (support.Both < 0 || support.Both > support.All)),
                $"A support is a part of a whole: {reason}.");
        }
    }

    private static void CheckUnknown<TItem, TTrained>(IRecommender<TItem> recommender, Subject<TTrained> subject)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        var (promises, broken) = (subject.Promises, subject.Broken);
        var (servesAnyone, namedOnly) = (
            promises.HasFlag(RecommenderPromises.ServesAnyone), promises.HasFlag(RecommenderPromises.NamedListenersOnly));
        var stranger = subject.Data.Interactions.Rows == RowKind.User
            ? Profile.Of(new UserId(long.MaxValue))
            : Profile.Of(new PlaylistId(long.MaxValue));
        var history = Profile.FromHistory([TTrained.From(long.MaxValue)]);
        var expected = servesAnyone ? "a list" : "an empty list";
        (Profile Profile, string Whom)[] unknown =
            [(stranger, "an unknown user"), (history, "a history of unknown items"), (Profile.FromHistory<TTrained>([]), "an empty history")];
        foreach (var (profile, whom) in unknown)
        {
            if (namedOnly && profile is HistoryProfile<TTrained>)
            {
                broken.WhenNotThrown<ArgumentException>(
                    () => recommender.Recommend(profile), $"A history is an ArgumentException where listeners were named: for {whom}");
            }
            else
            {
                broken.When(recommender.Recommend(profile).Count > 0 != servesAnyone, $"For {whom} there is {expected}.");
            }
        }

        if (!servesAnyone)
        {
            var strange = Profile.FromHistory([new StrangeId(1)]);
            broken.WhenNotThrown<ArgumentException>(
                () => recommender.Recommend(strange), "A kind of profile that cannot be served is an ArgumentException");
            broken.WhenNotThrown<ArgumentException>(
                () => recommender.RecommendMany([new RecommendationRequest<TItem>(stranger, 10), new(strange, 10)]),
                "A kind of profile that cannot be served is an ArgumentException in a batch too");
        }

        broken.WhenNotThrown<ArgumentNullException>(() => recommender.Recommend(null!), "A null request is an ArgumentNullException");
        broken.WhenNotThrown<ArgumentOutOfRangeException>(
            () => recommender.Recommend(stranger, n: 0), "N = 0 is an ArgumentOutOfRangeException");
    }

    private static void CheckBatchAndConcurrency<TItem, TTrained>(IRecommender<TItem> recommender, Subject<TTrained> subject)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        var requests = Array.ConvertAll(subject.Rows, row => new RecommendationRequest<TItem>(subject.Data.Interactions.ProfileOf(row), 7));
        var single = requests.Select(request => Print(recommender.Recommend(request))).ToArray();
        subject.Broken.When(
            !recommender.RecommendMany(requests).Select(Print).SequenceEqual(single),
            "A batch gives what single requests give: it differs.");
        var concurrent = new string[8 * requests.Length];
        Parallel.For(0, concurrent.Length, i => concurrent[i] = Print(recommender.Recommend(requests[i % requests.Length])));
        subject.Broken.When(
            concurrent.Where((list, i) => list != single[i % single.Length]).Any(),
            "Concurrent requests give what single ones give: one differs.");
    }

    // The side data stays whole: what it tells of items without interactions must not be listed unasked.
    private static async Task CheckSmallDataAsync<TItem>(
        IRecommenderTrainer<TItem> trainer, TrainingData<TItem> data, Broken broken, CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        var (user, rows) = (data.Interactions.Users[0], data.Interactions.Rows);
        var item = Common.DescribedItems(data).First(data.Interactions.Items.Contains);
        var (none, one) = (InteractionDataset.FromPairs<TItem>([], rows), InteractionDataset.FromPairs([(user, item)], rows));
        foreach (var (small, what) in new[] { (none, "no user"), (one, "one user with one item") })
        {
            var recommender = await trainer.FitAsync(
                data with { Interactions = small }, cancellationToken: cancellationToken).ConfigureAwait(false);
            broken.When(recommender.Recommend(data.Interactions.ProfileOf(0)).Count > 0, $"Data with {what} gives empty lists.");
        }
    }

    // Even users have all even items, odd users all odd ones, but user u lacks item u: the one right answer for user u is item u.
    private static async Task CheckCheckerboardAsync<TItem>(
        IRecommenderTrainer<TItem> trainer, Broken broken, CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        const int Size = 20;
        var board = InteractionDataset.FromPairs(
            from user in Enumerable.Range(0, Size)
            from item in Enumerable.Range(0, Size)
            where user % 2 == item % 2 && user != item
            select (new UserId(user), TItem.From(item)));
        var recommender = await trainer.FitAsync(
            new(board) { Friends = Relation.FromPairs<UserId, UserId>([]) }, cancellationToken: cancellationToken).ConfigureAwait(false);
        for (var user = 0; user < Size; user++)
        {
            var first = recommender.Recommend(Profile.Of(new UserId(user)), n: 1);
            broken.When(
                first.Count != 1 || first[0].Item.Value != user,
                $"On the checkerboard user {user} is recommended item {user}: got {(first.Count == 0 ? "nothing" : $"item {first[0].Item.Value}")}.");
        }
    }

    private static void CheckIncremental<TItem>(
        IRecommender<TItem> recommender, string lists, Subject<TItem> subject, CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        if (recommender.Find<IIncremental<TItem>>() is not { } incremental)
        {
            return;
        }

        var stranger = new UserId(1_000_000);
        var additions = InteractionDataset.FromPairs(
            ItemsOf(subject.Data.Interactions, 0).Select(item => (stranger, item)), subject.Data.Interactions.Rows);
        var updated = incremental.Update(new(additions), cancellationToken);
        subject.Broken.When(updated.Recommend(additions.ProfileOf(0)).Count == 0, "An update makes a new user known: they get no list.");
        subject.Broken.When(Lists(recommender, subject) != lists, "An update leaves the recommender as it was: it changed.");
    }

    private static TItem[] ItemsOf<TItem>(InteractionDataset<TItem> data, int row)
        where TItem : struct, IId<TItem> => Array.ConvertAll(data.Matrix.Row(row).ToArray(), item => data.Items[item]);

    private static Profile HistoryOf<TItem>(InteractionDataset<TItem> data, int row)
        where TItem : struct, IId<TItem> => Profile.FromHistory(ItemsOf(data, row));

    private static HashSet<TItem> Known<TItem, TTrained>(TrainingData<TTrained> data, int row)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained>
    {
        var items = ItemsOf(data.Interactions, row);
        var known = typeof(TItem) == typeof(TTrained) ? items.Select(item => item.Value)
            : typeof(TItem) == typeof(ArtistId) ? data.Artists!.Pairs()
                .Where(pair => items.Contains(pair.From))
                .Select(pair => pair.To.Value)
            : typeof(TItem) == typeof(UserId) ? [data.Interactions.Users[row].Value]
            : Enumerable.Empty<long>();
        return [.. known.Select(TItem.From)];
    }

    // Of everything that one fit serves: the artists and friends of a graph are saved and fitted by threads like its songs.
    private static string Lists<TItem>(IRecommender<TItem> recommender, Subject<TItem> subject)
        where TItem : struct, IId<TItem> =>
        string.Join(
            '\n',
            ListsOf(recommender, subject),
            ListsOf(recommender.Find<IRecommender<ArtistId>>(), subject),
            ListsOf(recommender.Find<IRecommender<UserId>>(), subject));

    private static string ListsOf<TItem, TTrained>(IRecommender<TItem>? recommender, Subject<TTrained> subject)
        where TItem : struct, IId<TItem>
        where TTrained : struct, IId<TTrained> =>
        recommender is null ? "" : string.Join('\n',
            from row in subject.Rows
            let request = new RecommendationRequest<TItem>(subject.Data.Interactions.ProfileOf(row), 20) { ReasonCount = 2 }
            select $"{Print(recommender.Recommend(request))} {Print(recommender.Recommend(request with { IncludeCold = true }))}");

    // Bits of the scores, not their digits: equal must mean equal.
    private static string Print<TItem>(IReadOnlyList<Recommendation<TItem>> list)
        where TItem : struct, IId<TItem> =>
        string.Join(
            ' ',
            list.Select(r =>
                $"{r.Item.Value}:{BitConverter.SingleToInt32Bits(r.Score):X8}[{string.Join(',', r.Reason.Select(c => $"{c.Kind}{c.Id}{c.Feature}:{BitConverter.SingleToInt32Bits(c.Share):X8}"))}]"));

    /// <summary>What is looked at.</summary>
    /// <param name="Data">What the recommender was fitted on.</param>
    /// <param name="Promises">What it promises.</param>
    /// <param name="Rows">The listeners who are looked at.</param>
    /// <param name="Cold">Items that nobody has and of which everything is known.</param>
    /// <param name="Broken">Where broken promises go.</param>
    private sealed record Subject<TTrained>(
        TrainingData<TTrained> Data, RecommenderPromises Promises, int[] Rows, TTrained[] Cold, Broken Broken)
        where TTrained : struct, IId<TTrained>;

    private readonly record struct StrangeId(long Value) : IId<StrangeId>
    {
        public static StrangeId From(long value) => new(value);
    }
}
