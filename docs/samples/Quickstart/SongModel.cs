using ZetDard.Clustering;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;
using ZetDard.Visualization;
using static System.FormattableString;

namespace Quickstart;

/// <summary>What ranks the songs.</summary>
/// <param name="Recommender">Recommends songs.</param>
/// <param name="Because">How its reasons begin.</param>
/// <param name="Notes">What it learned from, for the screen.</param>
internal sealed record SongModel(IRecommender<SongId> Recommender, string Because, IReadOnlyList<(string What, string Text)> Notes)
{
    private const int LabelledSongs = 40;

    /// <summary>Fits the model that was asked for; the graph is fitted already.</summary>
    public static async Task<SongModel> FitAsync(
        Music music, ModelKind kind, SongFeatures? features, Steps steps, CancellationToken cancellationToken)
    {
        if (features is null)
        {
            return new(music.Model.Songs, "Because you listen to", []);
        }

        var count = features.Table.Keys.Count;
        #region models
        IRecommenderTrainer<SongId> trainer = kind == ModelKind.Svm
            ? new SvmTrainer().AsRecommender<SongId>()
            : new ClusterRecommenderTrainer<SongId>(new KMeansTrainer(new() { ClusterCount = (int)Math.Ceiling(Math.Sqrt(count / 2.0)) }));
        var data = music.Catalog.TrainingData with { ItemFeatures = features.Table };
        #endregion
        var songs = await steps.RunAsync(kind.ToString(), tell => trainer.FitAsync(
            data,
            new Relay<TrainingProgress>(progress => tell(new(progress.Total > 0 ? (double)progress.Completed / progress.Total : 0))),
            cancellationToken));
        (string, string) method = kind == ModelKind.Svm
            ? ("SVM", "of each listener one that separates their songs from ten times as many others")
            : ("Clusters", songs.Find<ClusterRecommender<SongId>>()!.Summary);
        return new(songs, kind == ModelKind.Svm ? "Because of its" : "Because it sounds like", [("Features", features.Note), method]);
    }

    /// <summary>Draws the clusters on the plane of their two principal components; the songs of the lists have titles.</summary>
    /// <returns>What was drawn.</returns>
    public string DrawMap(Music music, Listener listener, Lists lists, string path)
    {
        var clusters = Recommender.Find<ClusterRecommender<SongId>>()!;
        var pool = clusters.Pool;
        var axes = PrincipalComponents.Fit(pool.Rows, count: 2);
        var places = axes.Project(pool.Rows);
        var named = lists.Songs.Select(line => line.Named.Id).Concat(listener.Songs).Where(pool.Keys.Contains).Take(LabelledSongs).ToHashSet();
        var points = pool.Keys.Select((song, row) => new ClusterMapPoint(
            places[row][0], places[row].ElementAtOrDefault(1), clusters.ClusterOf(song), named.Contains(song) ? music.Catalog.TitleOf(song) : null));
        var picture = ClusterMapPicture.Draw([.. points], new() { Title = "Songs by their features, in the colours of their clusters" });
        var isSvg = Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase);
        (isSvg ? (Action<string>)picture.SaveSvg : picture.SavePng)(path);
        return Invariant($"The map of {Printable.Count(pool.Keys.Count, "song")} in {clusters.ClusterCount} clusters: {path}");
    }
}

/// <summary>What ranks the songs.</summary>
internal enum ModelKind
{
    /// <summary>The graph of listeners, songs and artists.</summary>
    Graph,

    /// <summary>A support vector machine for each listener.</summary>
    Svm,

    /// <summary>The nearest songs of the clusters of a listener's songs.</summary>
    Clusters,
}
