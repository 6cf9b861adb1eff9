namespace ZetDard.Recommenders;

/// <summary>Shortens two long descriptions to where they differ.</summary>
internal static class PlanDifference
{
    private const int MaxLength = 200;
    private const int Before = 60;      // enough for the name of the option that differs
    private const int After = 20;

    /// <summary>
    /// Both texts as they are where they are short, otherwise what lies between their common beginning and their common end,
    /// with a little of both.
    /// </summary>
    public static (string Left, string Right) Of(string left, string right)
    {
        if (Math.Max(left.Length, right.Length) <= MaxLength)
        {
            return (left, right);
        }

        var start = left.AsSpan().CommonPrefixLength(right);
        var end = 0;
        while (end < Math.Min(left.Length, right.Length) - start && left[^(end + 1)] == right[^(end + 1)])
        {
            end++;
        }

        start = Math.Max(0, start - Before);
        end = Math.Max(0, end - After);
        return (Cut(left), Cut(right));

        string Cut(string text) => $"{(start > 0 ? "…" : "")}{text[start..^end]}{(end > 0 ? "…" : "")}";
    }
}
