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

    /// <summary>Says something that is no progress.</summary>
    public void Tell(string message) => console.Profile.Out.Writer.WriteLine(Printable.Of(message, int.MaxValue));

    /// <param name="name">What is done, in a word or two.</param>
    /// <param name="work">The work; it is given what to tell its progress to.</param>
    public async Task<T> RunAsync<T>(string name, Func<Action<StepProgress>, Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = console.Profile.Out.IsTerminal ? await WithBarAsync(name, start, work) : await WithLinesAsync(name, start, work);
        _done.Add((name, Stopwatch.GetElapsedTime(start)));
        return result;
    }

    private Task<T> WithBarAsync<T>(string name, long start, Func<Action<StepProgress>, Task<T>> work) => console.Progress()
        .AutoClear(true)
        .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(context =>
        {
            var bar = context.AddTask(name, maxValue: 1);
            return work(progress =>
            {
                bar.Value = progress.Fraction;
                bar.Description = Markup.Escape(progress.InWords(name, Stopwatch.GetElapsedTime(start)));
            });
        });

    private async Task<T> WithLinesAsync<T>(string name, long start, Func<Action<StepProgress>, Task<T>> work)
    {
        var lastLine = start;
        return await work(progress =>
        {
            // Less often the longer it takes: a crawl may run for days.
            var since = Stopwatch.GetElapsedTime(lastLine);
            if (progress.Fraction > 0 && since >= BetweenLines && since >= Stopwatch.GetElapsedTime(start) / 20)
            {
                lastLine = Stopwatch.GetTimestamp();
                console.Profile.Out.Writer.WriteLine(progress.InWords(name, Stopwatch.GetElapsedTime(start)));
            }
        });
    }
}

/// <summary>Passes progress on at once, on the thread that reports it.</summary>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
