using System.Globalization;
using System.Runtime.InteropServices;

namespace ZetDard.Recommenders.Testing.Tests;

/// <summary>A small recommender by features keeps all promises; each fault breaks one, and the suite must name it.</summary>
public sealed class RecommenderFaultTests
{
    private const RecommenderPromises Promises = RecommenderPromises.Cold;

    private static TrainingData<SongId> Data => MusicWorld.Create(
        new() { UserCount = 60, SongCount = 80, ArtistCount = 10, MeanSongsPerUser = 12, ColdSongCount = 6 }).ToTrainingData();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_sound_recommender_passes() =>
        RecommenderConformance.CheckAsync(threads => new TasteTrainer("", threads), Promises, Data, cancellationToken: Cancellation);

    [Theory]
    [InlineData("lines", "The description is one line")]
    [InlineData("counted", "Trainers made alike have the same description")]
    [InlineData("threads described", "The description does not depend on the number of threads")]
    [InlineData("culture", "The description is the same in every culture")]
    [InlineData("changes features", "Fitting leaves the training data as it was")]
    [InlineData("threads", "give the same bits: a fit with 2 threads")]
    [InlineData("deaf", "A fit that is cancelled before it begins")]
    [InlineData("hard of hearing", "A fit that is cancelled by its first report of progress")]
    [InlineData("unnamed", "Side data that is missing is an ArgumentException that names it: InvalidOperationException")]
    [InlineData("null", "A fit on null is an ArgumentNullException")]
    [InlineData("small", "Data with one user with one item gives empty lists")]
    [InlineData("unsaveable", "It can be saved")]
    [InlineData("forgets", "A loaded model answers as the saved one")]
    [InlineData("update forgets", "An update makes a new user known")]
    [InlineData("update changes", "An update leaves the recommender as it was")]
    [InlineData("cold unasked", "Items that nobody has are listed only when IncludeCold asks for them")]
    [InlineData("cold reorders", "IncludeCold leaves the order of the other items as it is")]
    [InlineData("cold grows", "it is not with IncludeCold")]
    [InlineData("no cold", "IncludeCold lists items that nobody has")]
    [InlineData("cold not allowed", "There are exactly N results of an allow-list: it is not so with IncludeCold")]
    [InlineData("cold known", "one that nobody else has is listed")]
    [InlineData("silent", "A known listener gets a list")]
    [InlineData("ties", "Ties go by ascending index")]
    [InlineData("grows", "A shorter list is the start of a longer one")]
    [InlineData("late deny", "There are exactly N results after a deny-list")]
    [InlineData("late allow", "There are exactly N results of an allow-list")]
    [InlineData("known never", "KeepKnown adds items")]
    [InlineData("no reason", "There are 1 to ReasonCount reasons")]
    [InlineData("shares", "Shares are above 0 and add up to 1 or less")]
    [InlineData("share order", "The largest share comes first")]
    [InlineData("support", "A support is a part of a whole")]
    [InlineData("reasons change", "Asking for reasons changes no list")]
    [InlineData("stranger", "For an unknown user there is an empty list")]
    [InlineData("strange", "A kind of profile that cannot be served is an ArgumentException:")]
    [InlineData("null request", "A null request is an ArgumentNullException")]
    [InlineData("batch", "A batch gives what single requests give")]
    [InlineData("counts", "Concurrent requests give what single ones give")]
    [InlineData("similar", "An item is not similar to itself")]
    public Task A_fault_is_named(string fault, string promise) =>
        Faults.IsNamedAsync(promise, () => RecommenderConformance.CheckAsync(
            threads => new TasteTrainer(fault, threads), Promises, Data, cancellationToken: Cancellation));

    // Promises that the sound one does not keep.
    [Theory]
    [InlineData(RecommenderPromises.Collaborative, "On the checkerboard user 1 is recommended item 1")]
    [InlineData(RecommenderPromises.NotSaveable, "Saving what cannot be saved is a NotSupportedException")]
    [InlineData(RecommenderPromises.NamedListenersOnly, "A history is an ArgumentException where listeners were named")]
    [InlineData(RecommenderPromises.ServesAnyone, "For an unknown user there is a list")]
    public Task A_promise_too_many_is_named(RecommenderPromises more, string promise) =>
        Faults.IsNamedAsync(promise, () => RecommenderConformance.CheckAsync(
            threads => new TasteTrainer("board", threads), Promises | more, Data, cancellationToken: Cancellation));

    [Fact]
    public async Task Cold_items_are_not_looked_at_where_there_are_none()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => RecommenderConformance.CheckAsync(
            threads => new TasteTrainer("", threads),
            Promises,
            MusicWorld.Create(new() { UserCount = 400, SongCount = 20, ArtistCount = 10 }).ToTrainingData(),
            cancellationToken: Cancellation));
        Assert.Contains("these hold none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trainers_of_an_assembly_are_those_that_are_not_nested() =>
        Assert.Equal([typeof(PopularityTrainer<>)], RecommenderConformance.TrainersOf(typeof(PopularityTrainer<>).Assembly));

    private sealed class TasteTrainer(string fault, int threadCount) : IRecommenderTrainer<SongId>
    {
        private static int s_count;

        public string Description => fault switch
        {
            "lines" => "taste\nof features",
            "counted" => string.Create(CultureInfo.InvariantCulture, $"taste {Interlocked.Increment(ref s_count)}"),
            "threads described" => string.Create(CultureInfo.InvariantCulture, $"taste {threadCount}"),
            "culture" => string.Create(CultureInfo.CurrentCulture, $"taste {0.5}"),
            _ => "taste",
        };

        public async Task<IRecommender<SongId>> FitAsync(
            TrainingData<SongId> data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            Faults.Begin(fault, data, cancellationToken);
            progress?.Report(new("Tasting", 0, 1));
            if (fault is not ("deaf" or "hard of hearing"))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            await Task.Yield();
            var features = data.ItemFeatures ?? (fault switch
            {
                "board" => new(data.Interactions.Items, ["same"], new float[data.Interactions.Items.Count]),
                "unnamed" => throw new InvalidOperationException("Something is missing."),
                _ => throw new ArgumentException("Taste is of features: give ItemFeatures.", nameof(data)),
            });
            if (fault == "changes features")
            {
                MemoryMarshal.AsMemory(features.Rows[0].Values).Span[0]++;
            }

            return new Taste(fault == "threads" && threadCount == 2 ? "counts" : fault, data.Interactions, features);
        }
    }

    /// <summary>Ranks items by how near their features are to the mean of those that the listener knows.</summary>
    private sealed class Taste : IRecommender<SongId>, ISaveable, IBatchRecommender<SongId>, IIncremental<SongId>, ISimilarItems<SongId>
    {
        private readonly string _fault;
        private readonly FeatureTable<SongId> _features;
        private readonly Vocabulary<SongId> _items;
        private InteractionDataset<SongId> _data;
        private int _calls;

        public Taste(string fault, InteractionDataset<SongId> data, FeatureTable<SongId> features)
        {
            (_fault, _data, _features) = (fault, data, features);
            _items = new(data.Items.Where(features.Keys.Contains).Concat(features.Keys.Where(item => !data.Items.Contains(item))));
        }

        public ModelFormat Format => new(
            $"taste {_fault}",
            reader => new Taste(_fault == "forgets" ? "ties" : _fault, reader.ReadDataset<SongId>(), reader.ReadFeatures<SongId>()));

        public void Write(ModelWriter writer)
        {
            writer.Write(_data);
            writer.Write(_features);
        }

        public TAbility? Find<TAbility>()
            where TAbility : class => _fault == "unsaveable" && typeof(TAbility) == typeof(ISaveable) ? null : this as TAbility;

        public IReadOnlyList<Recommendation<SongId>>[] RecommendMany(
            IReadOnlyList<RecommendationRequest<SongId>> requests, CancellationToken cancellationToken) =>
            [.. requests.Select(request => Recommend(_fault == "batch" ? request with { N = request.N + 1 } : request))];

        public IRecommender<SongId> Update(TrainingData<SongId> additions, CancellationToken cancellationToken)
        {
            var updated = _fault == "update forgets"
                ? _data
                : InteractionDataset.From(_data.ToInteractions().Concat(additions.Interactions.ToInteractions()));
            if (_fault == "update changes")
            {
                _data = InteractionDataset.From(_data.ToInteractions().Where(interaction => interaction.User.Value > 10));
            }

            return new Taste(_fault, updated, _features);
        }

        public IReadOnlyList<Recommendation<SongId>> Similar(SongId item, int n)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
            return _items.Contains(item) ? Recommend(new(Profile.FromHistory([item]), n) { KeepKnown = _fault == "similar" }) : [];
        }

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            if (request is null)
            {
                throw _fault == "null request" ? new InvalidOperationException() : new ArgumentNullException(nameof(request));
            }

            request = _fault switch
            {
                "strange" when !_data.CanServe(request.Profile) => request with { Profile = Profile.Of(_data.Users[0]) },
                "stranger" when request.Profile is UserProfile { User.Value: long.MaxValue } =>
                    request with { Profile = Profile.Of(_data.Users[0]) },
                "known never" => request with { KeepKnown = false },
                "no cold" => request with { IncludeCold = false },
                "cold unasked" => request with { IncludeCold = true },
                _ => request,
            };
            return _fault switch
            {
                "silent" when request.Profile is UserProfile => [],
                "small" when _data.Matrix.EntryCount == 1 => Ranked(request with { KeepKnown = true }),
                "cold reorders" when request.IncludeCold => [.. Ranked(request).Reverse()],
                "cold grows" when request is { IncludeCold: true, N: 5 } => [.. Ranked(request).Skip(1)],
                "cold not allowed" when request is { IncludeCold: true, Allow: not null } => [],
                "grows" when request.N == 3 => [.. Ranked(request).Skip(1)],
                "late deny" => [.. Ranked(request with { Deny = null }).Where(r => request.Admits(r.Item))],
                "late allow" => [.. Ranked(request with { Allow = null }).Where(r => request.Admits(r.Item))],
                "ties" => [.. Ranked(request).Select(r => r with { Score = 1 })],
                "reasons change" when request.ReasonCount > 0 => [.. Ranked(request).Skip(1)],
                "counts" => [.. Ranked(request).Select(r => r with { Score = r.Score * Interlocked.Increment(ref _calls) })],
                _ => Ranked(request),
            };
        }

        private IReadOnlyList<Recommendation<SongId>> Ranked(RecommendationRequest<SongId> request)
        {
            var known = _data.KnownItems(request.Profile).ToArray().Select(item => _data.Items[item]);
            if (request.Profile is HistoryProfile<SongId> history && _fault != "cold known")
            {
                known = known.Union(history.Items);
            }

            int[] own = [.. known.Select(_items.IndexOf).Where(item => item >= 0)];
            if (own.Length == 0)
            {
                return [];
            }

            var scores = new float[_items.Count];
            for (var item = 0; item < scores.Length; item++)
            {
                var isCandidate = request.IncludeCold || _data.Items.Contains(_items[item]);
                scores[item] = isCandidate ? 1 / (1 + own.Sum(other => Distance(item, other))) : float.NegativeInfinity;
            }

            return Ranking.Top(request, _items, scores, own, _ => Why(), float.NegativeInfinity);
        }

        private float Distance(int left, int right) =>
            _features[_items[left]].Values.ToArray().Zip(_features[_items[right]].Values.ToArray(), (a, b) => (a - b) * (a - b)).Sum();

        private Reason Why() => _fault switch
        {
            "no reason" => Reason.None,
            "shares" => new([Contribution.OfFeature("taste", 1.5f)]),
            "share order" => new([Contribution.OfFeature("taste", 0.2f), Contribution.OfFeature("tempo", 0.5f)]),
            "support" => new([Contribution.OfFeature("taste", 1, new Support(3, 2))]),
            _ => new([Contribution.OfFeature("taste", 1)]),
        };
    }
}
