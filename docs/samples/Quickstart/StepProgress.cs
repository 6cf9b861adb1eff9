using static System.FormattableString;

namespace Quickstart;

/// <summary>How far a step is.</summary>
/// <param name="Fraction">The done part, 0 to 1.</param>
/// <param name="Remaining">How long it will still take, where the step knows better than its pace so far.</param>
/// <param name="Note">More in a few words.</param>
/// <param name="IsGrowing">Whether the work still grows: fraction and remaining time are of what is known so far.</param>
internal readonly record struct StepProgress(double Fraction, TimeSpan? Remaining = null, string? Note = null, bool IsGrowing = false)
{
    /// <summary>The progress in words.</summary>
    /// <param name="name">What is done, in a word or two.</param>
    /// <param name="elapsed">How long it has taken so far.</param>
    public string InWords(string name, TimeSpan elapsed)
    {
        var remaining = Remaining ?? (Fraction > 0 ? elapsed * ((1 - Fraction) / Fraction) : null);
        var time = remaining is { } left ? $", {(IsGrowing ? "at least " : "")}{InWords(left)} left" : "";
        var part = Invariant($"{100 * Fraction:F0} %{(IsGrowing ? " of what is known so far" : "")}");
        return $"{name}: {part}{time}{(Note is null ? "" : $"; {Note}")}";
    }

    private static string InWords(TimeSpan time) =>
        time.TotalMinutes < 2 ? Invariant($"{Math.Ceiling(time.TotalSeconds):F0} s")
        : time.TotalHours < 2 ? Invariant($"{time.TotalMinutes:F0} min")
        : time.TotalDays < 2 ? Invariant($"{time.TotalHours:F0} h")
        : Invariant($"{time.TotalDays:F0} days");
}
