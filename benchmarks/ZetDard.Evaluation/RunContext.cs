using ZetDard.Evaluation.Reporting;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation;

/// <summary>What every command is told.</summary>
/// <param name="Command">Its name.</param>
/// <param name="Arguments">The whole command line, from which the run can be repeated.</param>
/// <param name="Output">For the table.</param>
/// <param name="Error">For notes and warnings.</param>
/// <param name="Progress">For progress, on a terminal.</param>
internal sealed record RunContext(string Command, IReadOnlyList<string> Arguments, TextWriter Output, TextWriter Error, ProgressLine Progress)
{
    public int Seed { get; init; }

    /// <summary>The asked models; empty means the default ones.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    public IReadOnlyList<int> K { get; init; } = [10, 20];

    public ExperimentOptions Experiment => new() { K = K, Seed = Seed };

    public string? Json { get; init; }

    public string? Csv { get; init; }

    /// <summary>In a child process: the one model to fit, whose peak memory is to be told.</summary>
    public string? FitOnly { get; init; }

    public void Note(string text)
    {
        Progress.Clear();
        Error.WriteLine(text);
    }
}
