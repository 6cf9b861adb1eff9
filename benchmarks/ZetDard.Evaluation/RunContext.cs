using ZetDard.Evaluation.Reporting;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation;

/// <summary>What every command gets from the command line.</summary>
/// <param name="Command">The name of the command.</param>
/// <param name="Arguments">The whole command line, from which the run can be repeated.</param>
/// <param name="Output">Where the table is written.</param>
/// <param name="Error">Where notes and warnings are written.</param>
/// <param name="Progress">The line that shows progress on a terminal.</param>
internal sealed record RunContext(
    string Command,
    IReadOnlyList<string> Arguments,
    TextWriter Output,
    TextWriter Error,
    ProgressLine Progress
)
{
    public int Seed { get; init; }

    /// <summary>The asked models; empty means the default ones.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    public IReadOnlyList<int> K { get; init; } = [10, 20];

    public ExperimentOptions Experiment => new() { K = K, Seed = Seed };

    public string? Json { get; init; }

    public string? Csv { get; init; }

    /// <summary>In a child process: the one model to fit, whose peak memory the child reports.</summary>
    public string? FitOnly { get; init; }

    public void Note(string text)
    {
        Progress.Clear();
        Error.WriteLine(text);
    }
}
