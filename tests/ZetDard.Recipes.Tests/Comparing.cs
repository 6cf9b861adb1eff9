using ZetDard.Recommenders;

namespace ZetDard.Recipes.Tests;

/// <summary>A researcher compares a model of their own with others, saves it and loads it.</summary>
internal static class Comparing
{
    public static async Task<IRecommender<SongId>> RunAsync(
        TrainingData<SongId> data,
        string path,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        #region comparing
        var mine = Trainer.From<SongId>(fold => new SameArtist(fold.Interactions, fold.Artists!), "same artist 1");
        var both = Trainer.From<SongId>(
            async (fold, progress, cancellation) =>
                Recommender.Blend(
                    (await mine.FitAsync(fold, progress, cancellation), .8),
                    (await new PopularityTrainer<SongId>().FitAsync(fold, progress, cancellation), .2)
                )
        );
        var split = HoldOut.Fraction(data.Interactions, .2, seed: 1);
        var result = await Experiments.CompareAsync(
            data,
            split,
            [("same artist", mine), ("popularity", new PopularityTrainer<SongId>()), ("both", both)],
            new() { K = [10] },
            cancellationToken: cancellationToken
        );

        output.Write(result);
        output.WriteLine($"same artist - popularity: {result.Difference("same artist", "popularity", "recall", 10)}");
        output.WriteLine($"user 8: {result["same artist"]["recall", 10].Values[result.CaseOf(new UserId(8))]:F2}");

        ModelFile.Save(await mine.FitAsync(data, cancellationToken: cancellationToken), path, ModelOrigin.Of(mine, data));
        output.WriteLine(ModelFile.ReadCard(path));
        var loaded = ModelFile.Load<SongId>(path, SameArtist.FileFormat);
        #endregion
        return loaded;
    }

    #region own-model
    /// <summary>Songs by the artists whom the listener has, those that most listeners have first.</summary>
    public sealed class SameArtist(InteractionDataset<SongId> data, Relation<SongId, ArtistId> artists) : IRecommender<SongId>, ISaveable
    {
        private readonly ILookup<SongId, ArtistId> _artists = artists.Pairs().ToLookup(pair => pair.From, pair => pair.To);
        private readonly Dictionary<SongId, int> _listeners = data.ToInteractions().CountBy(row => row.Item).ToDictionary();

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            ArgumentNullException.ThrowIfNull(request);
            var known = data.KnownItems(request.Profile);
            var theirs = known.ToArray().SelectMany(song => _artists[data.Items[song]]).CountBy(artist => artist).ToDictionary();
            float[] scores =
            [
                .. data.Items.Select(song => (float)_artists[song].Sum(artist => theirs.GetValueOrDefault(artist)) * _listeners[song]),
            ];
            return Ranking.Top(request, data.Items, scores, known);
        }

        public static ModelFormat FileFormat { get; } =
            new("same-artist", reader => new SameArtist(reader.ReadDataset<SongId>(), reader.ReadRelation<SongId, ArtistId>()));

        public ModelFormat Format => FileFormat;

        public void Write(ModelWriter writer)
        {
            writer.Write(data);
            writer.Write(artists);
        }
    }
    #endregion
}
