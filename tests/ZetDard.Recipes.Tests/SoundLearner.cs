using ZetDard.Recommenders;

namespace ZetDard.Recipes.Tests;

internal static class SoundLearner
{
    public static async Task<IRecommender<SongId>> FitAsync(TrainingData<SongId> data, CancellationToken cancellationToken)
    {
        #region own-learner
        // Inside the fold: a network learns to hear the artists of the training songs, then describes every song that has
        // sound, cold ones too.
        var learner = FeatureLearner.From<SongId>(
            async (fold, progress, cancellation) =>
            {
                var artists = fold.Artists!.Pairs().ToLookup(pair => pair.From, pair => $"{pair.To.Value}");
                var labelled = fold
                    .Interactions.Items.Where(fold.Waveforms!.Items.Contains)
                    .Select(song => new Example<SongId>(song, artists[song].First()));
                using var network = await new RandomNetworkTrainer().FitAsync(
                    Examples.From(fold.Waveforms, labelled),
                    progress,
                    cancellation
                );
                return (await fold.Waveforms.ExtractAsync(network.Layer, cancellationToken: cancellation)).Table;
            },
            "last layer of a random network 1"
        );

        var trainer = new KernelRidgeTrainer().AsRecommender<SongId>().With(learner);
        var split = HoldOut.Fraction(data.Interactions, 0.3, seed: 1);
        // learns from this part alone
        var model = await trainer.FitAsync(data with { Interactions = split.Train }, cancellationToken: cancellationToken);
        #endregion
        return model;
    }
}
