using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics.Tests;

// Oracle: labels by people. Repeated five-fold cross-validation; songs of one artist are never in training and test at once,
// and everything is fitted on the training folds.
public sealed class TextFeatureQualityTests(ITestOutputHelper output)
{
    private const int Repeats = 2;
    private const int Folds = 5;

    [Fact]
    public void Tf_idf_and_word_vectors_tell_moods_apart_by_a_linear_classifier()
    {
        var songs = MoodSongs.LabelledOrSkip();
        var vectors = WordVectors.Learn(
            MoodSongs.UnlabelledOrSkip().Where(text => ScriptShares.Of(text).Chinese > .6),
            cancellationToken: TestContext.Current.CancellationToken
        );
        var pooling = new WordVectorFeatureExtractor(vectors);
        var pooled = Rows(pooling, songs);
        var (tfIdf, wordVec, both) = (new List<double>(), new List<double>(), new List<double>());
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var fold = FoldsByArtist(songs, seed: repeat);
            var (scores, vectorScores) = (new double[songs.Count], new double[songs.Count]);
            for (var held = 0; held < Folds; held++)
            {
                int[] train = [.. Enumerable.Range(0, songs.Count).Where(i => fold[i] != held)];
                int[] test = [.. Enumerable.Range(0, songs.Count).Where(i => fold[i] == held)];
                var extractor = TfIdfFeatureExtractor.Fit(
                    train.Select(i => songs[i].Text),
                    cancellationToken: TestContext.Current.CancellationToken
                );
                Score(Rows(extractor, songs), train, test, songs, 10, scores, isStandardized: false);
                Score(pooled, train, test, songs, .005, vectorScores, isStandardized: true);
            }

            bool[] labels = [.. songs.Select(song => song.IsPositive)];
            tfIdf.Add(Auc.Of(scores, labels));
            wordVec.Add(Auc.Of(vectorScores, labels));
            both.Add(Auc.Of([.. scores.Zip(vectorScores, (a, b) => a + b)], labels));
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"AUC, mean of {Repeats} repeats: tfidf {tfIdf.Average():F3}, wordvec {wordVec.Average():F3}, both {both.Average():F3}"
            )
        );
        Assert.InRange(tfIdf.Average(), .75, 1);
        Assert.InRange(wordVec.Average(), .75, 1);
        Assert.InRange(both.Average(), .78, 1);
    }

    private static float[][] Rows(IFeatureExtractor<string> extractor, IReadOnlyList<MoodSong> songs) =>
        [
            .. songs
                .AsParallel()
                .AsOrdered()
                .Select(song =>
                {
                    var row = new float[extractor.Dimension];
                    extractor.Extract(song.Text, row);
                    return row;
                }),
        ];

    private static void Score(
        float[][] rows,
        int[] train,
        int[] test,
        IReadOnlyList<MoodSong> songs,
        double c,
        double[] scores,
        bool isStandardized
    )
    {
        if (isStandardized)
        {
            var classifier = PooledClassifier.Fit(
                [.. train.Select(i => rows[i])],
                [.. Enumerable.Range(0, train.Length)],
                [.. train.Select(i => songs[i].IsPositive)],
                c,
                default
            );
            foreach (var i in test)
                scores[i] = classifier.Score(rows[i]);
            return;
        }

        (int[] Columns, float[] Values) Sparse(int i)
        {
            int[] columns = [.. Enumerable.Range(0, rows[i].Length).Where(column => rows[i][column] != 0)];
            return (columns, Array.ConvertAll(columns, column => rows[i][column]));
        }

        var fitted = LogisticRegression.Fit(
            SparseRows.Matrix(rows[0].Length, [.. train.Select(Sparse)]),
            [.. train.Select(i => songs[i].IsPositive)],
            c
        );
        foreach (var i in test)
        {
            var (columns, values) = Sparse(i);
            scores[i] = fitted.Score(columns, values);
        }
    }

    private static int[] FoldsByArtist(IReadOnlyList<MoodSong> songs, int seed)
    {
        string[] artists = [.. songs.Select(song => song.Artist).Distinct().Order(StringComparer.Ordinal)];
        new Random(seed).Shuffle(artists);
        var place = artists.Select((artist, i) => (artist, i)).ToDictionary(pair => pair.artist, pair => pair.i);
        return [.. songs.Select(song => place[song.Artist] % Folds)];
    }
}
