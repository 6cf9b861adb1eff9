using System.IO.Compression;
using System.Text;
using ZetDard.Evaluation.Data;
using ZetDard.Evaluation.Reporting;
using ZetDard.Lyrics;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>Makes the model of Chinese sentiment that ZetDard.Lyrics embeds. For maintenance.</summary>
/// <remarks>
/// The file is a model file of ChineseSentiment inside a Brotli stream. Nothing is drawn at random: the same sentences give the
/// same bytes.
/// </remarks>
internal static class MakeSentimentCommand
{
    public static Task<int> RunAsync(RunContext context, string folder, string outFile, CancellationToken cancellationToken)
    {
        var (model, quality) = ChineseSentiment.Learn(
            Sentences(folder, "pos.txt"),
            Sentences(folder, "neg.txt"),
            context.Progress,
            cancellationToken
        );
        var plain = outFile + ".plain";
        try
        {
            model.Save(plain);
            using var file = File.Create(outFile);
            using var packed = new BrotliStream(file, CompressionLevel.SmallestSize);
            packed.Write(File.ReadAllBytes(plain));
        }
        finally
        {
            File.Delete(plain);
        }

        var data = new Dictionary<string, object>
        {
            ["sentences"] = quality.SentenceCount,
            ["terms"] = quality.TermCount,
            ["bytes"] = new FileInfo(outFile).Length,
        };
        var row = new Row("lyrics/chinese", new Dictionary<string, object>())
        {
            Metrics = new Dictionary<string, double>
            {
                ["auc"] = quality.Auc,
                ["classifierAuc"] = quality.ClassifierAuc,
                ["accuracy"] = quality.Accuracy,
                ["classifierAccuracy"] = quality.ClassifierAccuracy,
                ["calibrationError"] = quality.CalibrationError,
            },
        };
        var isWritten = Report.Write(
            context,
            data,
            [row],
            [
                "on held-out sentences (five folds): auc and accuracy of the whole model, and of its classifier of characters alone;",
                "calibrationError = mean distance of predicted chance and share of positive sentences, ten bins",
            ]
        );
        return Task.FromResult(isWritten ? ExitCode.Success : ExitCode.BadArguments);
    }

    private static List<string> Sentences(string folder, string name)
    {
        var path = TabFile.Find(folder, name) ?? throw new FileNotFoundException($"There is neither {name} nor {name}.gz in {folder}.");
        using var reader = new StreamReader(DataFile.OpenRead(path), Encoding.UTF8);
        var sentences = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                sentences.Add(line);
            }
        }

        return sentences;
    }
}
