using ZetDard.Models.Svm;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>The classifiers of rows of features by name. To add one, add an entry with its grid, the default first.</summary>
internal static class RowModels
{
    private static readonly double[] Cs = [1, 3, 10, 30];
    private static readonly double[] Scales = [1, .5, 2];
    private static readonly double[] Lambdas = [.02, .005, .1];

    /// <param name="multiClass">How machines tell many classes apart; one against the rest where scores are averaged over a group.</param>
    public static IReadOnlyList<ClassifierModel<FeatureRow>> All(MultiClass multiClass)
    {
        return
        [
            new("knn", IsDefault: true, [.. new[] { 5, 1, 3, 9 }.Select(k => With(new NearestRowsTrainer(k), ("k", k)))]),
            new("logistic", IsDefault: true, [.. new[] { 1, .1, 10, 100 }.Select(c => With(new LogisticRegressionTrainer(new() { C = c }), ("c", c)))]),
            Svm("linear", [Kernel.Linear()]),
            Svm("polynomial", [.. from degree in new[] { 3, 2 } from scale in Scales select Kernel.Polynomial(degree, scale: scale)]),
            Svm("rbf", [.. Scales.Select(scale => Kernel.Gaussian(scale: scale))]),
            Svm("laplacian", [.. Scales.Select(scale => Kernel.Laplacian(scale: scale))]),
            Svm("sigmoid", [.. new[] { 1, .1, .02 }.Select(scale => Kernel.Sigmoid(scale: scale))]),
            Svm("families", Families),
            Ridge("linear", [Kernel.Linear()], [1000, 100, 10_000]),
            Ridge("rbf", [.. Scales.Select(scale => Kernel.Gaussian(scale: scale))], Lambdas),
            Ridge("laplacian", [.. Scales.Select(scale => Kernel.Laplacian(scale: scale))], Lambdas),
            Ridge("families", Families, Lambdas),
        ];

        ClassifierModel<FeatureRow> Svm(string name, Kernel[] kernels) =>
            new(
                $"svm/{name}",
                IsDefault: true,
                [
                    .. from kernel in kernels
                    from c in Cs
                    select With(
                        new SvmTrainer(new() { C = c, Kernel = kernel, MultiClass = multiClass }),
                        ("kernel", kernel.ToString()),
                        ("c", c)
                    ),
                ]
            );

        static ClassifierModel<FeatureRow> Ridge(string name, Kernel[] kernels, double[] lambdas) =>
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
            );
    }

    // Half the usual γ: the mean of many kernels varies less than one of them.
    private static Kernel[] Families => [.. new[] { .5, .25, 1 }.Select(scale => Kernel.PerFamily(Kernel.Gaussian(scale: scale)))];

    private static Candidate<FeatureRow> With(IClassifierTrainer<FeatureRow> trainer, params (string Name, object Value)[] options) =>
        new(options.ToDictionary(option => option.Name, option => option.Value), trainer);
}
