using SkiaSharp;

namespace ZetDard.Visualization;

/// <summary>
/// Draws what numbers of clusters give, to choose one: the inertia with its elbow above the silhouette with its best. Safe for concurrent
/// use.
/// </summary>
/// <example>
/// <code>
/// var table = await ClusterCounts.CompareAsync(rows, [2, 4, 8, 12, 16, 24, 32]);      // ZetDard.Clustering
/// ClusterCountPicture.Draw(
///     [.. table.Rows.Select(row =&gt; new ClusterCountPoint(row.ClusterCount, row.Inertia, row.Silhouette))],
///     table.Elbow).SaveSvg("k.svg");
/// </code>
/// </example>
public static class ClusterCountPicture
{
    private static readonly SKColor Curve = new(0x1F, 0x4E, 0x86);
    private static readonly SKColor Mark = new(0xC4, 0x4E, 0x0B);

    /// <summary>Draws the two curves; the inertia alone where no silhouette is given.</summary>
    /// <param name="points">One point or more, in any order.</param>
    /// <param name="elbow">The number to mark on the inertia; <see langword="null"/> for none.</param>
    /// <param name="options">Title and size, which are copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">There is no point, a value is not finite, or an option is out of its range.</exception>
    public static Picture Draw(IReadOnlyList<ClusterCountPoint> points, int? elbow = null, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        var chosen = PictureSetup.Checked(options);
        ClusterCountPoint[] ordered = [.. points.OrderBy(point => point.ClusterCount)];
        if (ordered.Length == 0
            || !Array.TrueForAll(ordered, point => double.IsFinite(point.Inertia) && double.IsFinite(point.Silhouette ?? 0)))
        {
            throw new ArgumentException($"Give one point or more with finite values; {ordered.Length} were given.", nameof(points));
        }

        var drawn = PictureSetup.Drawn(chosen);
        return new(chosen, drawn, (canvas, title) => Draw(canvas, title, drawn, ordered, elbow));
    }

    private static void Draw(SKCanvas canvas, TitleLine title, PictureOptions options, ClusterCountPoint[] points, int? elbow)
    {
        Figure.Draw(canvas, title, options);
        (double X, double Y)[] inertias = [.. points.Select(point => ((double)point.ClusterCount, point.Inertia))];
        (double X, double Y)[] silhouettes = [.. points.Where(point => point.Silhouette is not null)
            .Select(point => ((double)point.ClusterCount, point.Silhouette!.Value))];
        var (top, bottom) = (title.IsEmpty ? 22f : 54f, options.Height - 60f);
        var middle = silhouettes.Length == 0 ? bottom : top + ((bottom - top) * .56f);
        var range = ((double)points[0].ClusterCount, (double)points[^1].ClusterCount);
        DrawCurve(
            canvas, new(100, top, options.Width - 30, middle), range, inertias, silhouettes.Length == 0 ? "Number of clusters" : null,
            "Inertia", elbow, "elbow");
        if (silhouettes.Length > 0)
        {
            DrawCurve(
                canvas, new(100, middle + 22, options.Width - 30, bottom), range, silhouettes, "Number of clusters", "Silhouette",
                (int)silhouettes.MaxBy(point => point.Y).X, "best");
        }
    }

    private static void DrawCurve(
        SKCanvas canvas,
        SKRect inner,
        (double Low, double High) x,
        (double X, double Y)[] points,
        string? xTitle,
        string yTitle,
        int? marked,
        string mark)
    {
        var (low, high) = (points.Min(point => point.Y), points.Max(point => point.Y));
        var (xMargin, yMargin) = ((x.High - x.Low) * .02, (high - low) * .12);
        var roof = Array.Exists(points, point => point.X == marked && point.Y == high) ? 3 * yMargin : yMargin;     // for the mark's text
        var chart = new Chart(canvas, inner, (x.Low - xMargin, x.High + xMargin), (low - yMargin, high + roof));
        chart.DrawAxes(xTitle, yTitle, xIsWhole: true);
        using var line = new SKPaint { Color = Curve, StrokeWidth = 2, IsAntialias = true };
        using var marker = new SKPaint { Color = Mark, IsAntialias = true };
        for (var i = 0; i < points.Length; i++)
        {
            var (left, top) = (chart.X(points[i].X), chart.Y(points[i].Y));
            if (i > 0)
            {
                canvas.DrawLine(chart.X(points[i - 1].X), chart.Y(points[i - 1].Y), left, top, line);
            }

            canvas.DrawCircle(left, top, 3.5f, line);
        }

        if (Array.FindIndex(points, point => point.X == marked) is >= 0 and var index)
        {
            var (left, top) = (chart.X(points[index].X), chart.Y(points[index].Y));
            var isRight = left > inner.Right - 100;
            canvas.DrawCircle(left, top, 6, marker);
            chart.DrawText(FormattableString.Invariant($"{mark}: {marked}"), left + (isRight ? -11 : 11), top - 12, 14, isRight ? 1 : 0);
        }
    }
}
