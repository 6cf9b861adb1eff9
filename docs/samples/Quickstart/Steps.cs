using System.Diagnostics;
using Spectre.Console;
using static System.FormattableString;

namespace Quickstart;

/// <summary>How far a step is.</summary>
/// <param name="Fraction">The done part, 0 … 1.</param>
/// <param name="Remaining">How long it will still take, where the step knows better than its pace so far.</param>
/// <param name="Note">More in a few words.</param>
internal readonly record struct StepProgress(double Fraction, TimeSpan? Remaining = null, string? Note = null);

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
                bar.Description = Markup.Escape(InWords(name, start, progress));
            });
        });

    private async Task<T> WithLinesAsync<T>(string name, long start, Func<Action<StepProgress>, Task<T>> work)
    {
        var lastLine = start;
        return await work(progress =>
        {
            // Seldomer the longer it takes: a crawl may run for days.
            if (progress.Fraction > 0 && Stopwatch.GetElapsedTime(lastLine) is var since && since >= BetweenLines && since >= Stopwatch.GetElapsedTime(start) / 20)
            {
                lastLine = Stopwatch.GetTimestamp();
                console.Profile.Out.Writer.WriteLine(InWords(name, start, progress));
            }
        });
    }

    private static string InWords(string name, long start, StepProgress progress)
    {
        var remaining = progress.Remaining ?? (progress.Fraction > 0 ? Stopwatch.GetElapsedTime(start) * ((1 - progress.Fraction) / progress.Fraction) : null);
        return Invariant($"{name}: {100 * progress.Fraction:F0} %{(remaining is { } time ? $", {InWords(time)} left" : "")}{(progress.Note is { } note ? $"; {note}" : "")}");
    }

    private static string InWords(TimeSpan time) =>
        time.TotalMinutes < 2 ? Invariant($"{time.TotalSeconds:F0} s")
        : time.TotalHours < 2 ? Invariant($"{time.TotalMinutes:F0} min")
        : time.TotalDays < 2 ? Invariant($"{time.TotalHours:F0} h")
        : Invariant($"{time.TotalDays:F0} days");
}

/// <summary>Passes progress on at once, on the thread that reports it.</summary>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
