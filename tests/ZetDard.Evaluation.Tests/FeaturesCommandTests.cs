using System.Globalization;
using System.Text;

namespace ZetDard.Evaluation.Tests;

public sealed class FeaturesCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zetdard").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Two heaps, 6 apart in x with deviations of .5: any sound model tells them apart.
    [Fact]
    public async Task Features_tests_models_on_other_rows_and_drops_equal_ones()
    {
        var train = Write("train.csv", $"{Heaps(20, seed: 1)}copy,0.5,0.5,left\ncopy,0.5,0.5,right\n");
        var test = Write("test.csv", Heaps(10, seed: 2));
        var run = await ProgramRun.OfAsync(
            Json, "features", "--train", train, "--test", test, "--label", "label", "--drop", "name", "--models", "knn,logistic,svm/rbf,ridge/families");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal((41, 1, 20), ((int)run.Data["train"]!, (int)run.Data["dropped"]!, (int)run.Data["test"]!));
        Assert.Equal(["knn", "logistic", "svm/rbf", "ridge/families"], run.Models);
        foreach (var model in run.Models)
        {
            Assert.Equal((1, 1), (run.Metric(model, "accuracy"), run.Metric(model, "macroF1")));
            Assert.True((double)run.Row(model)["peakMegabytes"]! > 10);
        }
    }

    [Fact]
    public async Task Features_has_rows_of_ml_net()
    {
        var train = Write("train.csv", Heaps(20, seed: 1));
        var test = Write("test.csv", Heaps(10, seed: 2));
        var run = await ProgramRun.OfAsync(
            Json, "features", "--train", train, "--test", test, "--label", "label", "--drop", "name",
            "--models", "mlnet/lightgbm,mlnet/fasttree,mlnet/lbfgs,mlnet/sdca");
        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Models, model => Assert.Equal(1, run.Metric(model, "accuracy")));
        Assert.Equal(100, (int)run.Row("mlnet/lightgbm")["options"]!["trees"]!);
    }

    // The label is whether x and y have one sign: no straight border tells it.
    [Fact]
    public async Task Features_says_why_a_model_is_below_the_baseline()
    {
        var random = new Random(1);
        var lines = new StringBuilder("x,y,label\n");
        for (var i = 0; i < 200; i++)
        {
            var (x, y) = ((random.NextDouble() * 2) - 1, (random.NextDouble() * 2) - 1);
            lines.Append(CultureInfo.InvariantCulture, $"{x},{y},{(x * y > 0 ? "same" : "other")}\n");
        }

        var train = Write("train.csv", lines.ToString());
        var run = await ProgramRun.OfAsync(Json, "features", "--train", train, "--label", "label", "--models", "svm/linear,svm/polynomial,knn");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["knn", "svm/linear", "svm/polynomial"], run.Models);
        Assert.Contains("below knn: its borders are straight", (string?)run.Row("svm/linear")["options"]!["note"], StringComparison.Ordinal);
        Assert.Null(run.Row("knn")["options"]!["note"]);
    }

    [Fact]
    public async Task Features_cross_validates_without_a_test_and_writes_what_was_predicted()
    {
        var predictions = Path.Combine(_folder, "predictions.csv");
        var train = Write("train.csv", Heaps(10, seed: 1));
        var run = await ProgramRun.OfAsync(
            Json, "features", "--train", train, "--label", "label", "--drop", "name", "--models", "knn", "--folds", "4", "--repeats", "2", "--predictions", predictions);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal((4, 2), ((int)run.Data["folds"]!, (int)run.Data["repeats"]!));
        var lines = await File.ReadAllLinesAsync(predictions, TestContext.Current.CancellationToken);
        Assert.Equal(1 + 40, lines.Length);
        Assert.Equal("model,repeat,fold,thing,label,predicted", lines[0]);
        Assert.Equal(20, lines.Skip(1).Select(line => line.Split(',')).Where(field => field[1] == "1").DistinctBy(field => field[3]).Count());
    }

    // Groups of one label each, whose rows are all alike: who knows one row of a group knows all. Divided groups would make the baseline right.
    [Fact]
    public async Task Features_never_divides_a_group()
    {
        var lines = new StringBuilder("x,label,album\n");
        for (var album = 0; album < 12; album++)
        {
            for (var song = 0; song < 3; song++)
            {
                lines.Append(CultureInfo.InvariantCulture, $"{album + (song * 1e-3)},{(album % 2 == 0 ? "even" : "odd")},a{album}\n");
            }
        }

        var train = Write("train.csv", lines.ToString());
        var run = await ProgramRun.OfAsync(Json, "features", "--train", train, "--label", "label", "--group", "album", "--models", "knn");
        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Metric("knn", "accuracy") < .5);
        Assert.Equal(run.Metric("knn", "accuracy"), run.Metric("knn", "groupAccuracy"), .35);
    }

    [Fact]
    public async Task Features_chooses_options_on_the_training_rows_and_names_the_grid()
    {
        var train = Write("train.csv", Heaps(15, seed: 1));
        var run = await ProgramRun.OfAsync(Json, "features", "--train", train, "--label", "label", "--drop", "name", "--models", "knn", "--tune", "--folds", "3");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("k 5|1|3|9", (string?)run.Row("knn")["options"]!["grid"]);
        Assert.Contains((int)run.Row("knn")["options"]!["k"]!, new[] { 5, 1, 3, 9 });
    }

    [Fact]
    public async Task Features_counts_labels_that_training_lacks_as_wrong_and_says_so()
    {
        var train = Write("train.csv", Heaps(20, seed: 1));
        var test = Write("test.csv", $"{Heaps(5, seed: 2)}s,0,0,unheard\n");
        var run = await ProgramRun.OfAsync(Json, "features", "--train", train, "--test", test, "--label", "label", "--drop", "name", "--models", "logistic,svm/rbf");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("none of the labels unheard", run.Error, StringComparison.Ordinal);
        Assert.Equal(10 / 11.0, run.Metric("logistic", "accuracy"), 1e-9);
        Assert.Equal(10 / 11.0, run.Metric("svm/rbf", "accuracy"), 1e-9);
    }

    [Fact]
    public async Task Features_reads_a_file_that_begins_with_a_byte_order_mark()
    {
        var train = Write("train.csv", $"\uFEFF{Heaps(10, seed: 1)}");
        var run = await ProgramRun.OfAsync(Json, "features", "--train", train, "--label", "label", "--drop", "name", "--models", "knn");
        Assert.Equal((0, 2), (run.ExitCode, (int)run.Data["columns"]!));
    }

    [Theory]
    [InlineData("name,x,label\na,1,p\nb,2,q\n", "mood", "has no column 'mood'; it has name, x, label")]
    [InlineData("name,x,label\na,1,p\nb,two,q\n", "label", "row 2, column 'x': 'two' is no number")]
    [InlineData("name,x,label\na,1,p\nb,NaN,q\n", "label", "row 2, column 'x': 'NaN' is not finite")]
    [InlineData("name,x,label\na,1,p\nb,2\n", "label", "row 2: it has 2 fields, the header has 3")]
    [InlineData("name,x,x,label\na,1,2,p\n", "label", "2 columns are named 'x'")]
    [InlineData("name,x,label\na,1,p\nb,2,p\n", "label", "there must be two labels")]
    [InlineData("name,x,label\na,1,p\nb,1,q\n", "label", "one label, 'p', after 1 equal rows were dropped")]
    [InlineData("name,x,label\na,1,p\nb,2,q\n", "label", "2 groups cannot be divided into 5 folds, because no group is ever split. Ask for --folds 2 or fewer.")]
    [InlineData("name;x;label\na;1;p\n", "label", "Fields must be separated by commas.")]
    [InlineData("name,x,label\na,1,\n", "label", "row 1: the column 'label' is empty")]
    [InlineData("name,x,label\n", "label", "has no rows")]
    [InlineData("", "label", "is empty")]
    [InlineData("name,label\na,p\n", "label", "no column of numbers")]
    public async Task Unusable_rows_end_with_2_and_a_message(string csv, string label, string message)
    {
        var run = await ProgramRun.OfAsync(null, "features", "--train", Write("train.csv", csv), "--label", label, "--drop", "name");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_cannot_learn_says_so_in_its_row()
    {
        // Three rows of one label in one fold: what is left to learn from has the other label only.
        var train = Write("train.csv", "x,label,group\n1,p,a\n2,p,a\n3,q,b\n4,q,b\n");
        var run = await ProgramRun.OfAsync(Json, "features", "--train", train, "--label", "label", "--group", "group", "--models", "logistic", "--folds", "2");
        Assert.Equal(1, run.ExitCode);
        Assert.NotNull((string?)run.Row("logistic")["error"]);
    }

    private string Json => Path.Combine(_folder, "table.json");

    private static string Heaps(int count, int seed)
    {
        var random = new Random(seed);
        var lines = new StringBuilder("name,x,y,label\n");
        for (var i = 0; i < 2 * count; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"s{i},{(i % 2 * 6) + random.NextDouble() - .5},{random.NextDouble() - .5},{(i % 2 == 0 ? "left" : "right")}\n");
        }

        return lines.ToString();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
