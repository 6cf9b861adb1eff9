namespace ZetDard.Recommenders.Testing;

/// <summary>Rows of features that were changed, to see what is said of them.</summary>
internal static class RowChanges
{
    /// <summary>Rows that cannot be used beside others.</summary>
    public static IReadOnlyList<(string What, Func<FeatureRow, FeatureRow> Change)> Unlike { get; } =
    [
        ("another name", row => row with { Names = [.. row.Names.SkipLast(1), "another"] }),
        ("too few features", row => new(row.Names.SkipLast(1).ToArray(), row.Values[..^1])),
        ("a feature that is not finite", row => row with { Values = (float[])[.. row.Values[..^1].Span, float.NaN] }),
    ];

    /// <summary>A row with its values multiplied.</summary>
    public static FeatureRow Scaled(FeatureRow row, float factor) =>
        row with { Values = Array.ConvertAll(row.Values.ToArray(), value => value * factor) };
}
