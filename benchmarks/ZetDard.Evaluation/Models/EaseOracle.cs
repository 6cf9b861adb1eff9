using MathNet.Numerics.LinearAlgebra;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>EASE (Steck 2019) in its dual form: dense and plain, for data with few users and any number of items.</summary>
/// <remarks>
/// X is users × items, 0 or 1; G = (X Xᵀ + λI)⁻¹, users × users. By Woodbury's identity P = (XᵀX + λI)⁻¹ = (I − Xᵀ G X) / λ, so
/// that no matrix of items × items is needed:
/// p_j = (1 − x_jᵀ G x_j) / λ, and a history h scores an item j that it lacks −(h P)_j / p_j = (h Xᵀ G X)_j / (λ p_j).
/// </remarks>
/// <param name="lambda">Regularization, above 0.</param>
internal sealed class EaseOracle(double lambda) : IRecommenderTrainer<SongId>
{
    // G takes 8 bytes a pair of users: 3.2 GB at this many.
    private const int MaxUsers = 20_000;

    public Task<IRecommender<SongId>> FitAsync(
        TrainingData<SongId> data,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => Task.Run<IRecommender<SongId>>(() => Fit(data.Interactions), cancellationToken);

    private Recommender Fit(InteractionDataset<SongId> data)
    {
        var x = data.Matrix;
        if (x.RowCount > MaxUsers)
        {
            throw new ArgumentException($"The dense EASE oracle takes at most {MaxUsers} users; there are {x.RowCount}.", nameof(data));
        }

        var byItem = x.Transpose();
        var gram = Matrix<double>.Build.Dense(x.RowCount, x.RowCount);
        for (var user = 0; user < x.RowCount; user++)
        {
            gram[user, user] = lambda;
        }

        for (var item = 0; item < byItem.RowCount; item++)
        {
            foreach (var a in byItem.Row(item))
            {
                foreach (var b in byItem.Row(item))
                {
                    gram[a, b]++;
                }
            }
        }

        var g = gram.Cholesky().Solve(Matrix<double>.Build.DenseIdentity(x.RowCount)).ToRowArrays();
        var p = new double[byItem.RowCount];
        for (var item = 0; item < p.Length; item++)
        {
            var sum = 0.0;
            foreach (var a in byItem.Row(item))
            {
                foreach (var b in byItem.Row(item))
                {
                    sum += g[a][b];
                }
            }

            p[item] = (1 - sum) / lambda;
        }

        return new(data, byItem, g, p, lambda);
    }

    private sealed class Recommender(InteractionDataset<SongId> data, CsrMatrix byItem, double[][] g, double[] p, double lambda)
        : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            var known = data.KnownItems(request.Profile).ToArray();
            if (known.Length == 0)
            {
                return [];
            }

            var overlaps = new double[byItem.ColumnCount]; // h Xᵀ
            foreach (var item in known)
            {
                foreach (var user in byItem.Row(item))
                {
                    overlaps[user]++;
                }
            }

            var weights = new double[byItem.ColumnCount]; // h Xᵀ G
            for (var user = 0; user < overlaps.Length; user++)
            {
                for (var other = 0; overlaps[user] > 0 && other < weights.Length; other++)
                {
                    weights[other] += overlaps[user] * g[user][other];
                }
            }

            var scores = new double?[p.Length];
            for (var item = 0; item < p.Length; item++)
            {
                var sum = 0.0;
                foreach (var user in byItem.Row(item))
                {
                    sum += weights[user];
                }

                scores[item] = sum / (lambda * p[item]);
            }

            return PlainRanking.Top(request, data.Items, scores, known);
        }
    }
}
