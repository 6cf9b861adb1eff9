using System.Diagnostics;
using Spectre.Console;

namespace Quickstart;

/// <summary>Runs the long steps: a bar with the remaining time on a terminal, plain lines elsewhere; keeps how long each took.</summary>
internal sealed class Steps(IAnsiConsole console)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    private readonly List<(string Name, TimeSpan Elapsed)> _done = [];

    public IReadOnlyList<(string Name, TimeSpan Elapsed)> Done => _done;

    public TimeSpan ElapsedOf(string name) => _done.First(step => step.Name == name).Elapsed;

    /// <param name="name">What is done, in a word or two.</param>
    /// <param name="work">The work; it is given what to tell the done fraction to, 0 … 1.</param>
    public async Task<T> RunAsync<T>(string name, Func<Action<double>, Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = console.Profile.Out.IsTerminal ? await WithBarAsync(name, work) : await WithLinesAsync(name, work);
        _done.Add((name, Stopwatch.GetElapsedTime(start)));
        return result;
    }

    private Task<T> WithBarAsync<T>(string name, Func<Action<double>, Task<T>> work) => console.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(context =>
        {
            var bar = context.AddTask(name, maxValue: 1);
            return work(fraction => bar.Value = fraction);
        });

    private async Task<T> WithLinesAsync<T>(string name, Func<Action<double>, Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var lastLine = start;
        return await work(fraction =>
        {
            if (fraction > 0 && Stopwatch.GetElapsedTime(lastLine) >= BetweenLines)
            {
                lastLine = Stopwatch.GetTimestamp();
                var remaining = Stopwatch.GetElapsedTime(start) * ((1 - fraction) / fraction);
                console.Profile.Out.Writer.WriteLine(FormattableString.Invariant($"{name}: {100 * fraction:F0} %, {remaining.TotalSeconds:F0} s left"));
            }
        });
    }
}

/// <summary>Passes progress on at once, on the thread that reports it.</summary>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
