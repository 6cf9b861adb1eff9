using SkiaSharp;

namespace ZetDard.Visualization;

/// <summary>
/// Draws clusters on a plane: each point in the colour and the form of its cluster, a few with their names, and a legend with the sizes.
/// Safe for concurrent use.
/// </summary>
/// <remarks>
/// Ten colours that people with a red-green weakness tell apart, then the same with other forms: forty clusters are told apart. Of more
/// than 20,000 points, an even selection is drawn, and all points with names.
/// </remarks>
/// <example>
/// <code>
/// var axes = PrincipalComponents.Fit(rows, count: 2);         // ZetDard.Clustering
/// var places = axes.Project(rows);
/// ClusterMapPicture.Draw(
///     [.. rows.Select((_, i) =&gt; new ClusterMapPoint(
///         places[i][0], places[i][1], clusters.Assignments[i], i % 50 == 0 ? titles[i] : null))],
///     new() { Title = "Songs by sound" }).SaveSvg("map.svg");
/// </code>
/// </example>
public static class ClusterMapPicture
{
    private const int MaxPoints = 20_000;
    private const float LegendWidth = 190;
    private const float LegendLine = 20;
    private const float LabelSize = 12;
    private const float NameSize = 13;

    // Tableau's ten, reordered so that neighbours differ in lightness.
    private static readonly SKColor[] Colors =
    [
        new(0x1F, 0x77, 0xB4), new(0xFF, 0x7F, 0x0E), new(0x2C, 0xA0, 0x2C), new(0xD6, 0x27, 0x28), new(0x94, 0x67, 0xBD),
        new(0x8C, 0x56, 0x4B), new(0xE3, 0x77, 0xC2), new(0x5F, 0x5F, 0x5F), new(0xBC, 0xBD, 0x22), new(0x17, 0xBE, 0xCF),
    ];

    /// <summary>Draws a cluster map.</summary>
    /// <param name="points">The points; none is an empty map.</param>
    /// <param name="options">Title and size, which are copied; <see langword="null"/> for the defaults.</param>
    /// <param name="clusterNames">
    /// A name for each cluster, in any script; <see langword="null"/> to call them <c>Cluster 1</c>, <c>Cluster 2</c>, ….
    /// </param>
    /// <exception cref="ArgumentException">
    /// A place is not finite, a cluster is below 0 or has no name, or an option is out of its range.
    /// </exception>
    public static Picture Draw(
        IReadOnlyList<ClusterMapPoint> points, PictureOptions? options = null, IReadOnlyList<string>? clusterNames = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        var chosen = PictureSetup.Checked(options);
        ClusterMapPoint[] all = [.. points];
        foreach (var (index, point) in all.Index())
        {
            if (!double.IsFinite(point.X) || !double.IsFinite(point.Y))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The place of point {index} is ({point.X}, {point.Y}); it must be finite."), nameof(points));
            }

            if (point.Cluster < 0 || point.Cluster >= (clusterNames?.Count ?? int.MaxValue))
            {
                throw new ArgumentException(
                    $"Point {index} is in cluster {point.Cluster}; clusters are 0 or more, and below the {clusterNames?.Count} names where names are given.",
                    nameof(points));
            }
        }

        var drawn = PictureSetup.Drawn(chosen);
        string[] names = [.. (clusterNames ?? []).Select(CleanText.Of)];
        var labels = Array.ConvertAll(
            all, point => point.Label is null ? null : TitleLine.Layout(CleanText.Of(point.Label), LabelSize, 220));
        var missing = labels.OfType<TitleLine>()
            .Concat(names.Select(name => TitleLine.Layout(name, NameSize, LegendWidth)))
            .SelectMany(line => line.MissingScripts);
        return new(chosen, drawn, (canvas, title) => Draw(canvas, title, drawn, all, labels, names), missing);
    }

    private static void Draw(
        SKCanvas canvas, TitleLine title, PictureOptions options, ClusterMapPoint[] points, TitleLine?[] labels, string[] names)
    {
        Figure.Draw(canvas, title, options);
        var inner = new SKRect(90, title.IsEmpty ? 22 : 54, options.Width - LegendWidth - 24, options.Height - 60);
        var chart = new Chart(
            canvas, inner, Range(points.Select(point => point.X), inner.Width), Range(points.Select(point => point.Y), inner.Height));
        chart.DrawAxes("First component", "Second component");
        var stride = Math.Max(1, (points.Length + MaxPoints - 1) / MaxPoints);
        var radius = points.Length > 2_000 ? 2f : points.Length > 300 ? 3f : 4.5f;
        foreach (var (index, point) in points.Index())
        {
            if (index % stride == 0 && labels[index] is null)
            {
                DrawMarker(canvas, chart.X(point.X), chart.Y(point.Y), radius, point.Cluster, isNamed: false);
            }
        }

        foreach (var (index, point) in points.Index())
        {
            if (labels[index] is not null)
            {
                DrawMarker(canvas, chart.X(point.X), chart.Y(point.Y), radius + 1.5f, point.Cluster, isNamed: true);
            }
        }

        DrawLabels(canvas, chart, points, labels, radius + 1.5f);
        DrawLegend(canvas, chart, points, names);
    }

    // Right of the point, else left of it, where it covers no other name.
    private static void DrawLabels(SKCanvas canvas, Chart chart, ClusterMapPoint[] points, TitleLine?[] labels, float radius)
    {
        using var ground = new SKPaint { Color = SKColors.White.WithAlpha(190), IsAntialias = true };
        var taken = new List<SKRect>();
        foreach (var (index, point) in points.Index())
        {
            if (labels[index] is not { IsEmpty: false } label)
            {
                continue;
            }

            var (x, y) = (chart.X(point.X), chart.Y(point.Y));
            foreach (var left in (ReadOnlySpan<float>)[x + radius + 3, x - radius - 3 - label.Width])
            {
                var place = SKRect.Create(left - 1, y - 8, label.Width + 2, LabelSize + 4);
                if (chart.Inner.Contains(place) && !taken.Exists(other => other.IntersectsWith(place)))
                {
                    taken.Add(place);
                    canvas.DrawRect(place, ground);
                    label.Draw(canvas, left, y + 4, Chart.Ink);
                    break;
                }
            }
        }
    }

    private static void DrawLegend(SKCanvas canvas, Chart chart, ClusterMapPoint[] points, string[] names)
    {
        var sizes = points.CountBy(point => point.Cluster).OrderBy(pair => pair.Key).ToArray();
        var room = Math.Max(1, (int)(chart.Inner.Height / LegendLine));
        var shown = sizes.Length <= room ? sizes.Length : room - 1;
        var (x, y) = (chart.Inner.Right + 22, chart.Inner.Top + 10);
        foreach (var (cluster, size) in sizes.Take(shown))
        {
            DrawMarker(canvas, x, y, 5, cluster, isNamed: true);
            var count = FormattableString.Invariant($" ({size:N0})");
            var name = cluster < names.Length ? names[cluster] : FormattableString.Invariant($"Cluster {cluster + 1}");
            var line = TitleLine.Layout(name, NameSize, LegendWidth - 24 - (8 * count.Length));
            line.Draw(canvas, x + 12, y + 4.5f, Chart.Ink);
            chart.DrawText(count, x + 12 + line.Width, y + 4.5f, NameSize);
            y += LegendLine;
        }

        if (shown < sizes.Length)
        {
            chart.DrawText(FormattableString.Invariant($"… and {sizes.Length - shown} more"), x - 5, y + 4.5f, NameSize);
        }
    }

    private static void DrawMarker(SKCanvas canvas, float x, float y, float radius, int cluster, bool isNamed)
    {
        var color = Colors[cluster % Colors.Length].WithAlpha(isNamed ? (byte)255 : (byte)170);
        using var fill = new SKPaint { Color = color, IsAntialias = true };
        using var form = new SKPath();
        switch (cluster / Colors.Length % 4)
        {
            case 0:
                form.AddCircle(x, y, radius);
                break;
            case 1:
                form.AddRect(SKRect.Create(x - (radius * .9f), y - (radius * .9f), radius * 1.8f, radius * 1.8f));
                break;
            case 2:
                form.AddPoly(
                    [new(x, y - (radius * 1.2f)), new(x + (radius * 1.1f), y + radius), new(x - (radius * 1.1f), y + radius)],
                    true);
                break;
            default:
                form.AddPoly(
                    [new(x, y - (radius * 1.3f)), new(x + (radius * 1.3f), y), new(x, y + (radius * 1.3f)), new(x - (radius * 1.3f), y)],
                    true);
                break;
        }

        canvas.DrawPath(form, fill);
        if (isNamed)
        {
            using var edge = new SKPaint { Color = Chart.Ink, Style = SKPaintStyle.Stroke, StrokeWidth = .8f, IsAntialias = true };
            canvas.DrawPath(form, edge);
        }
    }

    // A margin for the markers at the edge.
    private static (double Low, double High) Range(IEnumerable<double> values, float pixels)
    {
        var (low, high) = values.Aggregate((double.PositiveInfinity, double.NegativeInfinity), (range, value) =>
            (Math.Min(range.Item1, value), Math.Max(range.Item2, value)));
        var margin = (high - low) * 10 / Math.Max(20, pixels);
        return low <= high ? (low - margin, high + margin) : (0, 1);
    }
}
