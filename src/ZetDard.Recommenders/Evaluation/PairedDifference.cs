using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>How much better one model is than another on the same cases.</summary>
/// <param name="Mean">The mean difference of a metric.</param>
/// <param name="Interval">Its 95 % bootstrap interval; where it holds 0, the cases do not tell the two apart.</param>
/// <param name="CaseCount">How many cases have a value of both models.</param>
public readonly record struct PairedDifference(double Mean, Interval Interval, int CaseCount)
{
    /// <summary>Such as <c>+0.0123 [0.0041 … 0.0207]</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mean:+0.0000;-0.0000;0.0000} [{Interval}]");
}
