using ZetDard.MicrosoftML;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>The classifiers of rows of features by name. To add one, add an entry with its grid, the default first.</summary>
internal static class RowModels
{
    private static readonly double[] Cs = [1, 3, 10, 30];
    private static readonly double[] Scales = [1, .5, 2];
    private static readonly double[] Lambdas = [.02, .005, .1];

    private const string Straight = "its borders are straight, and the labels are not linear in the columns";
    private const string Centred = "its borders are straight and, without an intercept, pass through the mean of all rows";
    private const string Products = "the products of columns that it compares are dominated by a few extreme values";
    private const string Saturated =
        "no similarity that is highest for equal rows: it is linear where the scale is small, and saturated where it is not";
    private const string Narrow = "each of its kernels sees one family of columns, which says little where a family is one column or two";
    private const string Greedy = "its trees look at one column at a time, and need more rows for each label than a distance";
    private const string Alike = "it compares the same columns as the nearest rows do, which say as much where labels lie in small heaps";

    /// <param name="multiClass">How machines tell many classes apart; one against the rest where scores are averaged over a group.</param>
    public static IReadOnlyList<ClassifierModel<FeatureRow>> All(MultiClass multiClass)
    {
        return
        [
            new("knn", IsDefault: true, [.. new[] { 5, 1, 3, 9 }.Select(k => With(new NearestRowsTrainer(k), ("k", k)))]),
            new(
                "logistic",
                IsDefault: true,
                [.. new[] { 1, .1, 10, 100 }.Select(c => With(new LogisticRegressionTrainer(new() { C = c }), ("c", c)))]
            )
            {
                Weakness = Straight,
            },
            Svm("linear", [Kernel.Linear()], Straight),
            Svm(
                "polynomial",
                [.. from degree in new[] { 3, 2 } from scale in Scales select Kernel.Polynomial(degree, scale: scale)],
                Products
            ),
            Svm("rbf", [.. Scales.Select(scale => Kernel.Gaussian(scale: scale))], Alike),
            Svm("laplacian", [.. Scales.Select(scale => Kernel.Laplacian(scale: scale))], Alike),
            Svm("sigmoid", [.. new[] { 1, .1, .02 }.Select(scale => Kernel.Sigmoid(scale: scale))], Saturated),
            Svm("families", Families, Narrow),
            Ridge("linear", [Kernel.Linear()], [1000, 100, 10_000], Centred),
            Ridge("rbf", [.. Scales.Select(scale => Kernel.Gaussian(scale: scale))], Lambdas, Alike),
            Ridge("laplacian", [.. Scales.Select(scale => Kernel.Laplacian(scale: scale))], Lambdas, Alike),
            Ridge("families", Families, Lambdas, Narrow),
            Trees("lightgbm", MicrosoftMLMethod.LightGbm, isDefault: true),
            Trees("fasttree", MicrosoftMLMethod.FastTree, isDefault: false),
            Linear("lbfgs", MicrosoftMLMethod.Lbfgs),
            Linear("sdca", MicrosoftMLMethod.Sdca),
        ];

        ClassifierModel<FeatureRow> Svm(string name, Kernel[] kernels, string weakness) =>
            new(
                $"svm/{name}",
                IsDefault: true,
                [
                    .. from kernel in kernels
                    from c in Cs
                    select With(
                        new SvmTrainer(
                            new()
                            {
                                C = c,
                                Kernel = kernel,
                                MultiClass = multiClass,
                            }
                        ),
                        ("kernel", kernel.ToString()),
                        ("c", c)
                    ),
                ]
            )
            {
                Weakness = weakness,
            };

        static ClassifierModel<FeatureRow> Ridge(string name, Kernel[] kernels, double[] lambdas, string weakness) =>
            new(
                $"ridge/{name}",
                IsDefault: true,
                [
                    .. from kernel in kernels
                    from lambda in lambdas
                    select With(
                        new KernelRidgeTrainer(new() { Kernel = kernel, Lambda = lambda }),
                        ("kernel", kernel.ToString()),
                        ("lambda", lambda)
                    ),
                ]
            )
            {
                Weakness = weakness,
            };

        static ClassifierModel<FeatureRow> Trees(string name, MicrosoftMLMethod method, bool isDefault) =>
            new(
                $"mlnet/{name}",
                isDefault,
                [
                    .. from trees in new[] { 100, 300 }
                    from leaf in new[] { 10, 3 }
                    select With(
                        new MicrosoftMLTrainer(
                            new()
                            {
                                Method = method,
                                Iterations = trees,
                                MinExamplesPerLeaf = leaf,
                            }
                        ),
                        ("trees", trees),
                        ("leaf", leaf)
                    ),
                ]
            )
            {
                Weakness = Greedy,
            };

        static ClassifierModel<FeatureRow> Linear(string name, MicrosoftMLMethod method) =>
            new(
                $"mlnet/{name}",
                IsDefault: true,
                [
                    .. new[] { 100, 10, 30 }.Select(iterations =>
                        With(new MicrosoftMLTrainer(new() { Method = method, Iterations = iterations }), ("iterations", iterations))
                    ),
                ]
            )
            {
                Weakness = Straight,
            };
    }

    // Half the usual γ: the mean of many kernels varies less than one of them.
    private static Kernel[] Families => [.. new[] { .5, .25, 1 }.Select(scale => Kernel.PerFamily(Kernel.Gaussian(scale: scale)))];

    private static Candidate<FeatureRow> With(IClassifierTrainer<FeatureRow> trainer, params (string Name, object Value)[] options) =>
        new(options.ToDictionary(option => option.Name, option => option.Value), trainer);
}
