using System.Diagnostics;
using System.Globalization;
using System.Text;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Models.Svm.Tests;

public sealed class LibsvmFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard-libsvm").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task FitAsync_takes_no_memory_for_features_that_no_row_has()
    {
        SparseRow[] rows = [new(new[] { 0, 2_000_000_000 }, new[] { 1f, 1f }), new(new[] { 0, 7 }, new[] { -1f, 1f })];
        var examples = Examples.From(rows.Zip(["a", "b"]));
        var before = GC.GetTotalAllocatedBytes();
        using var classifier = await new SparseSvmTrainer(new() { Kernel = Kernel.Gaussian(1) })
            .FitAsync(examples, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("a", classifier.Predict(rows[0]));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1_000_000_000);
    }

    [Fact]
    public async Task Examples_are_read_in_all_usual_forms()
    {
        var examples = await ReadAsync("\uFEFF+1 1:0.5\t3:-2e-1  \r\n\r\n-1.0\r\n# a comment\r\nrock 2:1 # another\r\n");
        Assert.Equal(["-1", "1", "rock"], examples.Labels);
        Assert.Equal([1, 0, 2], examples.Classes);
        var first = await examples.ReadAsync(0, Cancellation);
        Assert.Equal([0, 2], (IEnumerable<int>)first.Columns.ToArray());
        Assert.Equal([.5f, -.2f], (IEnumerable<float>)first.Values.ToArray());
        Assert.True((await examples.ReadAsync(1, Cancellation)).Columns.IsEmpty);
        var precomputed = await ReadAsync("1 0:1 1:2 2:3\n2 0:2 1:3 2:4\n");
        var numbered = await precomputed.ReadAsync(1, Cancellation);
        Assert.Equal([0, 1, 2], (IEnumerable<int>)numbered.Columns.ToArray());
    }

    [Theory]
    [InlineData("1 1:1\n1:1 2:2\n", "Line 2", "must begin with a label")]
    [InlineData("1 1:1\n2 1:\n", "Line 2", "has the value '' at index 1")]
    [InlineData("1 1:1\n\n2 1\n", "Line 3", "has '1' where index:value belongs")]
    [InlineData("1 :1\n", "Line 1", "has the index ''")]
    [InlineData("1 2:1 1:1\n", "Line 1", "has index 1 behind 2; indices must ascend")]
    [InlineData("1 2:1 2:1\n", "Line 1", "indices must ascend")]
    [InlineData("1 -1:1\n", "Line 1", "has the index '-1'")]
    [InlineData("1 2147483647:1\n", "Line 1", "the largest that can be read is 2147483646")]
    [InlineData("1 99999999999999999999:1\n", "Line 1", "has the index '99999999999999999999'")]
    [InlineData("1 1:nan\n", "Line 1", "has the value 'nan' at index 1")]
    [InlineData("1 1:inf\n", "Line 1", "values are finite numbers")]
    [InlineData("1 1:1e39\n", "Line 1", "values are finite numbers of single precision")]
    [InlineData("nan 1:1\n", "Line 1", "label that is not finite")]
    [InlineData("1,2 1:1\n", "Line 1", "has several labels")]
    [InlineData("1 qid:3 1:1\n", "Line 1", "has the index 'qid'")]
    [InlineData("1 1:1\n1 0:1 1:1\n", "Line 2", "begins with index 0")]
    [InlineData("1 0:1 1:1\n1 1:1\n", "Line 2", "does not begin with 0:number")]
    [InlineData("1 1:0,5\n", "Line 1", "has the value '0,5' at index 1")]
    [InlineData("# nothing\n", "", "holds no examples")]
    public async Task Bad_lines_are_named(string text, string line, string problem)
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(text));
        Assert.Contains(line, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examples_are_written_and_read_back_in_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");       // LIBSVM's readers fail with its decimal comma
            var examples = await ReadAsync("1 1:0.5 4:-0.1\n-1\nrock 2:1e-30\n");
            var path = Path.Combine(_folder, "copy");
            await LibsvmFile.WriteExamplesAsync(path, examples, cancellationToken: Cancellation);
            Assert.Equal("1 1:0.5 4:-0.1\n-1\nrock 2:1E-30\n", await File.ReadAllTextAsync(path, Cancellation));
            Assert.Equal(examples.Classes, (await LibsvmFile.ReadExamplesAsync(path, Cancellation)).Classes);
            var blank = Examples.From([(default(SparseRow), "hard rock")]);
            await Assert.ThrowsAsync<ArgumentException>(() => LibsvmFile.WriteExamplesAsync(path, blank, cancellationToken: Cancellation));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // Oracle: svm-train and svm-predict, where they are installed.
    [Theory]
    [InlineData("-t 0", "heart_scale.txt", false)]
    [InlineData("-t 1 -g 0.1 -r 1", "heart_scale.txt", false)]
    [InlineData("-t 2", "heart_scale.txt", true)]
    [InlineData("-t 3 -g 0.01", "heart_scale.txt", false)]
    [InlineData("-t 2 -g 0.5", "three", false)]
    [InlineData("-t 2 -g 0.5", "three", true)]
    public async Task Models_of_svm_train_predict_the_same_here(string arguments, string data, bool probabilities)
    {
        RequireLibsvm();
        var path = data == "three" ? ThreeClasses() : SharedFolder.PathOrSkip("oracles", "svm", data);
        var (model, output) = (Path.Combine(_folder, "model"), Path.Combine(_folder, "output"));
        Run("svm-train", $"-q {arguments} {(probabilities ? "-b 1" : "")} {path} {model}");
        Run("svm-predict", $"{(probabilities ? "-b 1" : "")} {path} {model} {output}");
        using var classifier = await LibsvmFile.ReadModelAsync(model, Cancellation);
        Assert.Equal(probabilities, classifier.ScoresAreProbabilities);
        var lines = await File.ReadAllLinesAsync(output, Cancellation);
        var examples = await LibsvmFile.ReadExamplesAsync(path, Cancellation);
        var scores = new float[classifier.Labels.Count];
        var differing = 0;
        string[] heading = probabilities ? lines[0].Split(' ')[1..] : [];
        for (var i = 0; i < examples.Count; i++)
        {
            var row = await examples.ReadAsync(i, Cancellation);
            var fields = lines[i + (probabilities ? 1 : 0)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            differing += classifier.Predict(row) == fields[0] ? 0 : 1;
            classifier.Score(row, scores);
            for (var label = 0; label < heading.Length; label++)
            {
                // LIBSVM ends its coupling early, at .005 / classes.
                var own = scores[classifier.Labels.ToList().IndexOf(heading[label])];
                Assert.Equal(double.Parse(fields[label + 1], CultureInfo.InvariantCulture), own, heading.Length == 2 ? 1e-4 : 5e-3);
            }
        }

        Assert.InRange(differing, 0, probabilities && heading.Length > 2 ? 2 : 0);
    }

    // Oracle: the decision values that scikit-learn's and LIBSVM's formula gives, by hand, from the lines of the file.
    [Fact]
    public async Task Decision_values_are_those_of_the_formula()
    {
        const string Model = "svm_type c_svc\nkernel_type rbf\ngamma 0.5\nnr_class 3\ntotal_sv 3\nrho 0.1 -0.2 0.3\nlabel 3 1 2\nnr_sv 1 1 1\nSV\n"
            + "0.5 0.25 1:1 \n-0.5 0.75 2:1 \n-0.25 -0.75 1:1 2:1 \n";
        using var classifier = await ReadModelAsync(Model);
        Assert.Equal(["1", "2", "3"], classifier.Labels);
        var row = new SparseRow(new[] { 0 }, new[] { .5f });
        double k3 = Math.Exp(-.5 * .25), k1 = Math.Exp(-.5 * 1.25), k2 = Math.Exp(-.5 * 1.25);
        var (f31, f32, f12) = ((.5 * k3) - (.5 * k1) - .1, (.25 * k3) - (.25 * k2) + .2, (.75 * k1) - (.75 * k2) - .3);
        var values = classifier.Machine.Functions.Evaluate(SparseRows.ToMatrix([row], 2));
        Assert.Equal([f12, -f31, -f32], values.Select(value => Math.Round(value, 6)), (left, right) => Math.Abs(left - right) < 1e-5);
        Assert.Equal("3", classifier.Predict(row));
    }

    [Theory]
    [InlineData("gaussian(gamma=0.1)", SvmProbabilities.None)]
    [InlineData("linear", SvmProbabilities.None)]
    [InlineData("polynomial(degree=2, gamma=0.5)", SvmProbabilities.None)]
    [InlineData("sigmoid(gamma=0.01)", SvmProbabilities.None)]
    [InlineData("gaussian(gamma=0.5)", SvmProbabilities.Platt)]
    public async Task Svm_predict_reads_our_models(string kernel, SvmProbabilities probabilities)
    {
        RequireLibsvm();
        var (path, model, output) = (ThreeClasses(), Path.Combine(_folder, "ours"), Path.Combine(_folder, "output"));
        var examples = await LibsvmFile.ReadExamplesAsync(path, Cancellation);
        using var classifier = await new SparseSvmTrainer(new() { Kernel = Kernel.Parse(kernel), Probabilities = probabilities })
            .FitAsync(examples, cancellationToken: Cancellation);
        LibsvmFile.WriteModel(model, classifier);
        var option = probabilities == SvmProbabilities.None ? "" : "-b 1";
        Run("svm-predict", $"{option} {path} {model} {output}");
        var lines = (await File.ReadAllLinesAsync(output, Cancellation))[(option.Length > 0 ? 1 : 0)..];
        var own = await classifier.PredictAsync(examples, cancellationToken: Cancellation);
        Assert.InRange(lines.Zip(own).Count(pair => pair.First.Split(' ')[0] != pair.Second), 0, 1);      // ties of votes

        using var again = await LibsvmFile.ReadModelAsync(model, Cancellation);
        var (before, after) = (new float[3], new float[3]);
        for (var i = 0; i < examples.Count; i++)
        {
            var row = await examples.ReadAsync(i, Cancellation);
            classifier.Score(row, before);
            again.Score(row, after);
            Assert.All(before.Zip(after), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public async Task Precomputed_models_go_both_ways()
    {
        var examples = await ReadAsync("1 0:1 1:4 2:1 3:0\n1 0:2 1:1 2:4 3:1\n2 0:3 1:0 2:1 3:4\n");
        using var classifier = await new SparseSvmTrainer(new() { Kernel = Kernel.Precomputed(), C = 10, ClassWeights = ClassWeights.None })
            .FitAsync(examples, cancellationToken: Cancellation);
        var path = Path.Combine(_folder, "precomputed");
        LibsvmFile.WriteModel(path, classifier);
        Assert.Contains(" 0:3 \n", await File.ReadAllTextAsync(path, Cancellation), StringComparison.Ordinal);
        using var again = await LibsvmFile.ReadModelAsync(path, Cancellation);
        var (before, after) = (new float[2], new float[2]);
        var row = SparseRow.From([9, 3, 2, 1]);
        classifier.Score(row, before);
        again.Score(row, after);
        Assert.Equal(before[0], after[0], 1e-5);
        Assert.NotEqual(0, before[0]);
    }

    [Theory]
    [InlineData("svm_type c_svc", "svm_type nu_svc", "Line 1", "of the type 'nu_svc'; only c_svc")]
    [InlineData("svm_type c_svc", "svm_type one_class", "Line 1", "of the type 'one_class'")]
    [InlineData("svm_type c_svc\n", "", "", "no line 'svm_type'")]
    [InlineData("svm_type c_svc", "1 1:2 2:3", "Line 1", "not the beginning of a model")]
    [InlineData("kernel_type rbf", "kernel_type cosine", "Line 2", "names the kernel 'cosine'")]
    [InlineData("gamma 0.5\n", "", "", "no line 'gamma'")]
    [InlineData("gamma 0.5", "gamma 0,5", "Line 3", "has '0,5' for gamma")]
    [InlineData("gamma 0.5", "gamma -1", "Line 3", "gives gamma = -1")]
    [InlineData("gamma 0.5", "gamma nan", "Line 3", "must be a finite number")]
    [InlineData("nr_class 2", "nr_class 1", "Line 4", "gives nr_class = 1")]
    [InlineData("nr_class 2", "nr_class 3", "Line 6", "has 1 values for rho; it must have 3")]
    [InlineData("rho 0.1", "rho 0.1 0.2", "Line 6", "has 2 values for rho")]
    [InlineData("label 1 -1", "label 1 1", "Line 7", "names a label twice")]
    [InlineData("nr_sv 1 1", "nr_sv 2 1", "Line 8", "do not add up to total_sv, 2")]
    [InlineData("SV\n", "", "Line 9", "no line that the head")]
    [InlineData("-0.5 2:1 \n", "", "", "cut off: its head announces 2 support vectors, and 1 follow")]
    [InlineData("-0.5 2:1 \n", "-0.5 2:1 \n-0.5 2:1 \n", "Line 12", "stands behind the last of the 2")]
    [InlineData("-0.5 2:1", "-0.5 2:", "Line 11", "has the value '' at index 2")]
    [InlineData("-0.5 2:1", "2:1", "Line 11", "where a coefficient belongs")]
    [InlineData("-0.5 2:1", "-0.5 0:1", "Line 11", "has index 0")]
    [InlineData("nr_sv 1 1", "nr_sv 1 1\nprobA 1", "Line 9", "stands alone")]
    public async Task Bad_models_are_named(string good, string bad, string line, string problem)
    {
        const string Model =
            "svm_type c_svc\nkernel_type rbf\ngamma 0.5\nnr_class 2\ntotal_sv 2\nrho 0.1\nlabel 1 -1\nnr_sv 1 1\nSV\n0.5 1:1 \n-0.5 2:1 \n";
        using (await ReadModelAsync(Model))
        {
            var error = await Assert.ThrowsAsync<InvalidDataException>(
                () => ReadModelAsync(Model.Replace(good, bad, StringComparison.Ordinal)));
            Assert.Contains(line, error.Message, StringComparison.Ordinal);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Models_that_libsvm_lacks_are_not_written()
    {
        var path = Path.Combine(_folder, "none");
        var texts = await ReadAsync("rock 1:1\njazz 2:1\nfolk 3:1\n");
        var numbers = await ReadAsync("1 1:1\n2 2:1\n3 3:1\n");
        await RefusedAsync(texts, new(), "'folk' is none");
        await RefusedAsync(numbers, new() { MultiClass = MultiClass.OneAgainstRest }, "one against the rest");
        await RefusedAsync(numbers, new() { Kernel = Kernel.Laplacian() }, "This one has another, or several");
        await RefusedAsync(numbers, new() { Probabilities = SvmProbabilities.Isotonic }, "isotonic");
        string[] names = ["a", "b", "c"];
        using var scaled = await new SvmTrainer().FitAsync(numbers.Select(row => row.ToFeatureRow(names)), cancellationToken: Cancellation);
        Assert.Contains("Standardize = false", Assert.Throws<ArgumentException>(() => LibsvmFile.WriteModel(path, scaled)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));

        async Task RefusedAsync(Examples<SparseRow> examples, SvmOptions options, string problem)
        {
            using var classifier = await new SparseSvmTrainer(options).FitAsync(examples, cancellationToken: Cancellation);
            var error = Assert.Throws<ArgumentException>(() => LibsvmFile.WriteModel(path, classifier));
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }
    }

    private static void RequireLibsvm() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "svm-train"))),
        "LIBSVM's programs are not installed.");

    private static void Run(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {arguments}: {error}");
    }

    private async Task<Examples<SparseRow>> ReadAsync(string text)
    {
        var path = Path.Combine(_folder, "data");
        await File.WriteAllTextAsync(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Cancellation);
        return await LibsvmFile.ReadExamplesAsync(path, Cancellation);
    }

    private async Task<SparseSvmClassifier> ReadModelAsync(string text)
    {
        var path = Path.Combine(_folder, "given");
        await File.WriteAllTextAsync(path, text, Cancellation);
        return await LibsvmFile.ReadModelAsync(path, Cancellation);
    }

    // Three overlapping classes, whose labels first occur in the order 3, 1, 2.
    private string ThreeClasses()
    {
        var random = new Random(3);
        var text = new StringBuilder();
        for (var i = 0; i < 90; i++)
        {
            var label = new[] { 3, 1, 2 }[i % 3];
            text.Append(CultureInfo.InvariantCulture, $"{label}");
            for (var column = 1; column <= 4; column++)
                text.Append(CultureInfo.InvariantCulture, $" {column}:{(column == label ? 1.2 : 0) + random.NextDouble() + random.NextDouble():F3}");
            text.Append('\n');
        }

        var path = Path.Combine(_folder, "three");
        File.WriteAllText(path, text.ToString());
        return path;
    }
}
