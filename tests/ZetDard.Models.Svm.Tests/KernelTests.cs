using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using CsCheck;
using ZetDard.Recommenders;

namespace ZetDard.Models.Svm.Tests;

public sealed class KernelTests
{
    [Theory]
    [InlineData("gaussian")]
    [InlineData("gaussian(gamma=0.1)")]
    [InlineData("linear[text]")]
    [InlineData("polynomial(degree=2, scale=0.5, offset=0)")]
    [InlineData("sigmoid(gamma=0.01, offset=-1.5)")]
    [InlineData("gaussian(scale=0.5)[mfcc,chroma] + 0.5 * linear[text]")]
    [InlineData("each(gaussian)")]
    [InlineData("each(0.5 * gaussian + laplacian)[mfcc]")]
    [InlineData("0.25 * gaussian * linear")]
    [InlineData("(gaussian + linear) * laplacian")]
    [InlineData("gaussian[\"a,b\",\" c\",\"d\"\"e\"]")]
    [InlineData("precomputed")]
    public void Text_of_a_kernel_reads_back(string text)
    {
        var kernel = Kernel.Parse(text);
        Assert.Equal(text, kernel.ToString());
        Assert.Equal(kernel, Kernel.Parse(kernel.ToString()));
    }

    [Theory]
    [InlineData(" GAUSSIAN ( Gamma = 1e-1 ) ", "gaussian(gamma=0.1)")]
    [InlineData("polynomial", "polynomial(degree=3)")]
    [InlineData("((gaussian))", "gaussian")]
    [InlineData("2 * (gaussian + 3 * linear)", "2 * gaussian + 6 * linear")]
    [InlineData("gaussian * 2 * linear * .5", "gaussian * linear")]
    [InlineData("(gaussian + linear)[a, b]", "gaussian[a,b] + linear[a,b]")]
    [InlineData("gaussian()", "gaussian")]
    public void Parse_reads_what_people_write(string text, string expected) => Assert.Equal(expected, Kernel.Parse(text).ToString());

    [Theory]
    [InlineData("", 1, "one of gaussian, laplacian, linear, polynomial, precomputed, sigmoid, each(…)")]
    [InlineData("rbf", 1, "one of gaussian")]
    [InlineData("gaussian(", 10, "one of gamma, scale")]
    [InlineData("gaussian(degree=2)", 10, "one of gamma, scale")]
    [InlineData("linear(gamma=2)", 8, "no numbers")]
    [InlineData("gaussian(gamma=x)", 16, "gamma as a number")]
    [InlineData("gaussian(gamma=NaN)", 16, "gamma as a number")]
    [InlineData("gaussian(gamma=0)", 1, "finite and above 0")]
    [InlineData("gaussian(gamma=1, scale=2)", 1, "not both")]
    [InlineData("gaussian(gamma=1, gamma=2)", 19, "each once")]
    [InlineData("polynomial(degree=2.5)", 19, "a whole degree of 1 to 20")]
    [InlineData("polynomial(degree=21)", 19, "a whole degree of 1 to 20")]
    [InlineData("polynomial(offset=-1)", 1, "0 or more")]
    [InlineData("-1 * gaussian", 1, "finite and above 0")]
    [InlineData("0.5", 4, "a kernel behind the weight")]
    [InlineData("gaussian linear", 10, "'+', '*' or the end")]
    [InlineData("gaussian +", 11, "a weight, '('")]
    [InlineData("gaussian[]", 10, "the name of a family")]
    [InlineData("gaussian[a", 10, "the name of a family")]
    [InlineData("gaussian[a][b]", 12, "'+', '*' or the end")]
    [InlineData("(gaussian[a])[b]", 14, "on columns already")]
    [InlineData("each(gaussian[a])", 1, "chooses its columns itself")]
    [InlineData("each(each(gaussian))", 1, "chooses its columns itself")]
    [InlineData("gaussian[\"a]", 11, "a quotation mark")]
    public void Parse_says_where_a_text_goes_wrong_and_what_is_allowed(string text, int place, string expected)
    {
        var error = Assert.Throws<FormatException>(() => Kernel.Parse(text));
        Assert.Contains($"character {place}", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(Kernel.TryParse(text, CultureInfo.InvariantCulture, out _));
    }

    [Theory]
    [InlineData(1e308)]
    [InlineData(1e-308)]
    public void Weights_that_leave_the_numbers_when_they_are_multiplied_are_refused(double weight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => weight * (weight * Kernel.Linear()));

    [Fact]
    public void Parse_refuses_parentheses_without_end() =>
        Assert.Throws<FormatException>(() => Kernel.Parse(new string('(', 100_000)));

    // Oracle: the parser; whatever operators build is read back equal.
    [Fact]
    public void Text_of_built_kernels_reads_back()
    {
        var leaf = Gen.OneOf(
            Gen.Double[1e-6, 1e6].Select(gamma => Kernel.Gaussian(gamma)),
            Gen.Const(Kernel.Linear()),
            Gen.Int[1, 5].Select(degree => Kernel.Polynomial(degree)),
            Gen.String[Gen.Char["ab,[]\" é"], 1, 4].Where(name => !string.IsNullOrWhiteSpace(name)).Select(name => Kernel.Laplacian().On(name)));
        var pair = Gen.Select(leaf, leaf, Gen.Double[1e-3, 1e3], Gen.Int[0, 2]);
        Gen.Select(pair, pair).Sample((left, right) =>
        {
            var kernel = Combine(left) * Combine(right);
            Assert.Equal(kernel.ToString(), Kernel.Parse(kernel.ToString()).ToString());
        }, iter: 500);

        static Kernel Combine((Kernel A, Kernel B, double Weight, int How) parts) => parts.How switch
        {
            0 => (parts.Weight * parts.A) + parts.B,
            1 => parts.A * parts.B * parts.Weight,
            _ => parts.Weight * parts.A,
        };
    }

    [Fact]
    public void Kernel_is_text_in_json_and_in_converters()
    {
        var kernel = (Kernel.Gaussian(scale: .5).On("mfcc") + (.5 * Kernel.Linear().On("text")));
        Assert.Equal("\"gaussian(scale=0.5)[mfcc] \\u002B 0.5 * linear[text]\"", JsonSerializer.Serialize(kernel));
        Assert.Equal(kernel, JsonSerializer.Deserialize<Kernel>(JsonSerializer.Serialize(kernel)));
        Assert.Equal(kernel, TypeDescriptor.GetConverter(typeof(Kernel)).ConvertFromInvariantString(kernel.ToString()));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Kernel>("\"gausian\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Kernel>("3"));
    }

    [Fact]
    public void Open_gamma_is_one_by_columns_and_variance_of_the_training_rows()
    {
        // Oracle: variance of 1, 3, 5, 7 is 5, over 2 columns.
        var rows = RowMatrix.Dense([1, 3, 5, 7, 1000, 1000], 3, 2);
        Assert.Equal(.1, GammaOf(Kernel.Gaussian(), rows, 2), 12);
        Assert.Equal(.05, GammaOf(Kernel.Gaussian(scale: .5), rows, 2), 12);
        Assert.Equal(1 / (2 * Math.Sqrt(5)), GammaOf(Kernel.Laplacian(), rows, 2), 12);
        Assert.Equal(3, GammaOf(Kernel.Gaussian(3), rows, 2));

        // The same rows without their zeros.
        var dense = RowMatrix.Dense([0, 2, 4, 0], 2, 2);
        var sparse = RowMatrix.Sparse([2, 4], [0, 1, 2], [1, 0], 2);
        Assert.Equal(GammaOf(Kernel.Gaussian(), dense, 2), GammaOf(Kernel.Gaussian(), sparse, 2), 12);

        // Constant columns have no variance; γ stays finite.
        Assert.Equal(.5, GammaOf(Kernel.Gaussian(), RowMatrix.Dense([3, 3, 3, 3], 2, 2), 2));
    }

    [Fact]
    public void Families_and_columns_are_found_by_name()
    {
        string[] names = ["mfcc1.mean", "text1", "mfcc2.mean", "tempo"];
        var rows = RowMatrix.Dense([.. Enumerable.Range(0, 8).Select(i => (float)i)], 2, 4);
        Assert.Equal([0, 2, 3], Leaf(Kernel.Gaussian().On("tempo", "mfcc")).Columns!);
        Assert.Equal([2], Leaf(Kernel.Gaussian().On("mfcc2.mean")).Columns!);
        var each = Assert.IsType<KernelForm.Sum>(KernelForms.Settle(Kernel.PerFamily(Kernel.Linear()), names, rows, 2));
        Assert.Equal([[0, 2], [1], [3]], each.Parts.Select(part => ((KernelForm.Leaf)part.Part).Columns!));
        Assert.All(each.Parts, part => Assert.Equal(1 / 3.0, part.Weight));
        var error = Assert.Throws<ArgumentException>(() => Leaf(Kernel.Gaussian().On("mfccs")));
        Assert.Contains("the families are mfcc, text, tempo", error.Message, StringComparison.Ordinal);
        Assert.Contains("without names", Assert.Throws<ArgumentException>(
            () => KernelForms.Settle(Kernel.Gaussian().On("a"), [], rows, 2)).Message, StringComparison.Ordinal);

        KernelForm.Leaf Leaf(Kernel kernel) => (KernelForm.Leaf)KernelForms.Settle(kernel, names, rows, 2);
    }

    [Fact]
    public void Factories_refuse_numbers_that_are_no_kernel()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Kernel.Gaussian(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Kernel.Gaussian(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Kernel.Laplacian(scale: double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Kernel.Polynomial(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => 0 * Kernel.Linear());
        Assert.Throws<ArgumentException>(() => Kernel.Linear().On());
    }

    private static double GammaOf(Kernel kernel, RowMatrix rows, int trainingCount) =>
        ((KernelForm.Leaf)KernelForms.Settle(kernel, [], rows, trainingCount)).Gamma;
}
