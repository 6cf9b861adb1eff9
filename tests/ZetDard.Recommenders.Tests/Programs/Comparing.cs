using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests.Programs;

/// <summary>A researcher compares a model of their own with others. The recipe in docs/packages/recommenders.md is this program.</summary>
public sealed class Comparing
{
    [Fact]
    public async Task Program_prints_the_table_the_difference_and_the_value_for_one_user()
    {
        using var output = new StringWriter();
        await RunAsync(MusicWorld.Create(new() { UserCount = 80 }).ToTrainingData(), output, TestContext.Current.CancellationToken);
        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        Assert.Equal("78 cases", lines[0]);      // two of the 80 have too few songs to hide one
        Assert.Contains(lines, line => line.StartsWith("same artist  0.", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("same artist - popularity: +0.", StringComparison.Ordinal) && line.Contains("[0.", StringComparison.Ordinal));      // the interval is above 0
        Assert.DoesNotContain(lines, line => line.Contains("failed", StringComparison.Ordinal));
        Assert.StartsWith("user 8: ", lines[^2], StringComparison.Ordinal);
    }

    private static async Task RunAsync(TrainingData<SongId> data, TextWriter output, CancellationToken cancellationToken)
    {
        #region comparing
        var mine = Trainer.From<SongId>(fold => new SameArtist(fold));
        var both = Trainer.From<SongId>(fold => CompositionExtensions.Blend<SongId>((new SameArtist(fold), .8), (new PopularityRecommender<SongId>(fold.Interactions), .2)));

        var split = HoldOut.Fraction(data.Interactions, .2, seed: 1);
        var result = await Experiments.CompareAsync(
            data, split, [("same artist", mine), ("popularity", new PopularityTrainer<SongId>()), ("both", both)], new() { K = [10] }, cancellationToken: cancellationToken);

        output.Write(result);
        output.WriteLine($"same artist - popularity: {result.Difference("same artist", "popularity", "recall", 10)}");
        output.WriteLine($"user 8: {result["same artist"]["recall", 10].Values[result.CaseOf(new UserId(8))]:F2}");
        #endregion
    }

    #region own-model
    /// <summary>Songs by the artists whom the listener has, those that most listeners have first.</summary>
    private sealed class SameArtist(TrainingData<SongId> data) : IRecommender<SongId>
    {
        private readonly ILookup<SongId, ArtistId> _artists = data.Artists!.Pairs().ToLookup(pair => pair.From, pair => pair.To);
        private readonly Dictionary<SongId, int> _listeners = data.Interactions.ToInteractions().CountBy(row => row.Item).ToDictionary();

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            var songs = data.Interactions.Items;
            var known = data.Interactions.KnownItems(request.Profile);
            var theirs = known.ToArray().SelectMany(song => _artists[songs[song]]).CountBy(artist => artist).ToDictionary();
            float[] scores = [.. songs.Select(song => (float)_artists[song].Sum(artist => theirs.GetValueOrDefault(artist)) * _listeners[song])];
            return Ranking.Top(request, songs, scores, known);
        }
    }
    #endregion
}
