using ScottPlot;
using SkiaSharp;
using ZetDard.Recommenders;
using Waveform = ZetDard.Recommenders.Waveform;

namespace ZetDard.Visualization;

/// <summary>The parts of pictures.</summary>
internal static class Figure
{
    public const int Margin = 14;
    public const float TitleSize = 22;

    private const float LabelSize = 15;
    private const float TickSize = 13;
    private const float Left = 90;
    private const float BottomWithTime = 56;
    private const float BottomWithout = 14;
    private const int TitleHeight = 46;
    private const int WithoutTitle = 14;
    private const int MaxLanes = 8;
    private const double LaneHeight = 2.6;      // relative to the maximum amplitude

    private static readonly Color Ink = Color.FromHex("#222222");
    private static readonly Color Wave = Color.FromHex("#7FA8D1");
    private static readonly Color WaveCore = Color.FromHex("#1F4E86");

    // The plotting library shares typefaces and styles, so that only one picture is drawn at a time.
    private static readonly Lock Drawing = new();

    /// <summary>Draws the background, the title, and the plots below it, one above the other.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="title">The title; may be empty.</param>
    /// <param name="options">The options, of which the size is used.</param>
    /// <param name="parts">Each plot with its share of the height.</param>
    public static void Draw(SKCanvas canvas, TitleLine title, PictureOptions options, params (Func<Plot> Plot, double Share)[] parts)
    {
        lock (Drawing)
        {
            canvas.Clear(SKColors.White);
            title.Draw(canvas, Math.Max(Margin, (options.Width - title.Width) / 2), 32, new SKColor(0x22, 0x22, 0x22));
            var top = title.IsEmpty ? WithoutTitle : TitleHeight;
            var height = options.Height - top - 4;
            var (above, total) = (0.0, parts.Sum(static part => part.Share));
            foreach (var (make, share) in parts)
            {
                using var plot = make();
                var upper = (float)(top + (height * above / total));
                var lower = (float)(top + (height * (above + share) / total));
                var rect = new PixelRect(0, options.Width, lower, upper);
                plot.Render(canvas, rect);
                above += share;
            }
        }
    }

    /// <summary>The height in pixels of the inside of a plot that takes a share of the picture and has a time axis.</summary>
    public static int InnerHeight(PictureOptions options, double share) =>
        Math.Clamp((int)(((options.Height - TitleHeight) * share) - BottomWithTime), 32, 2_000);

    /// <summary>The width in pixels of the inside of a plot.</summary>
    public static int InnerWidth(PictureOptions options, bool hasColorBar) =>
        Math.Max(32, (int)(options.Width - Left - Right(hasColorBar)));

    /// <summary>
    /// Plots a waveform: for each column of pixels the range from the lowest to the highest sample, and within it the root mean square;
    /// single samples if there are fewer than columns.
    /// </summary>
    public static Plot WaveformPlot(Waveform waveform, int columns, bool hasColorBar, bool hasTime, float height)
    {
        var plot = NewPlot(hasColorBar, hasTime);
        var lanes = Math.Min(waveform.ChannelCount, MaxLanes);
        var peak = 0f;
        var envelopes = new Envelope[waveform.Length == 0 ? 0 : lanes];
        var isDense = waveform.Length > 2 * columns;
        for (var lane = 0; lane < envelopes.Length; lane++)
        {
            envelopes[lane] = Envelope.Of(waveform.Channel(lane), isDense ? columns : waveform.Length);
            peak = Math.Max(peak, Math.Max(envelopes[lane].High.Max(), -envelopes[lane].Low.Min()));
        }

        // The axis reaches to the next of 1, 2 and 5 times a power of ten above the peak, so that quiet sound is not just a line.
        var limit = peak == 0 ? 1 : Nice(peak * 1.02);
        var seconds = (double)waveform.Length / waveform.SampleRateHz;
        var labels = new List<(double Place, string Label)>();
        for (var lane = 0; lane < lanes; lane++)
        {
            // A lane is a little higher than twice the limit; the first is at the top.
            var middle = -lane * LaneHeight * limit;
            AddLaneTicks(labels, lane, lanes, middle, limit, height);
            var line = plot.Add.HorizontalLine(middle);
            (line.LineWidth, line.LineColor) = (0.7f, Color.FromHex("#BBBBBB"));
            if (envelopes.Length == 0)
            {
                continue;
            }

            var envelope = envelopes[lane];
            var count = envelope.Low.Length;
            double[] xs = [.. Enumerable.Range(0, count).Select(column => isDense ? (column + 0.5) / count : (double)column / count)];
            if (isDense)
            {
                Fill(
                    plot,
                    xs,
                    [.. envelope.Low.Select(value => middle + value)],
                    [.. envelope.High.Select(value => middle + value)],
                    Wave,
                    limit * .004);
                Fill(
                    plot,
                    xs,
                    [.. envelope.Rms.Zip(envelope.Low, (value, low) => middle + Math.Max(-value, low))],
                    [.. envelope.Rms.Zip(envelope.High, (value, high) => middle + Math.Min(value, high))],
                    WaveCore,
                    0);
            }
            else
            {
                var points = plot.Add.Scatter(xs, envelope.Low.Select(value => middle + value).ToArray());
                (points.LineWidth, points.Color, points.MarkerSize) = (1.5f, WaveCore, count <= columns / 8 ? 5 : 0);
            }
        }

        if (envelopes.Length == 0)
        {
            AddNote(plot, "no samples");
        }

        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. labels.Select(static label => label.Place)], [.. labels.Select(static label => label.Label)]);
        plot.YLabel(waveform.ChannelCount > MaxLanes ? $"Amplitude (channels 1 to {MaxLanes} of {waveform.ChannelCount})" : "Amplitude");
        SetTime(plot, seconds, hasTime, columns);
        plot.Axes.SetLimits(0, 1, (-(lanes - 1) * LaneHeight * limit) - (1.1 * limit), 1.1 * limit);
        return plot;
    }

    /// <summary>Plots a spectrogram with its colour bar.</summary>
    public static Plot SpectrogramPlot(SpectrogramImage image, int columns, FrequencyAxis axis)
    {
        var plot = NewPlot(hasColorBar: true, hasTime: true);
        var blank = new double[,] { { image.LowestDb, image.LowestDb }, { image.LowestDb, image.LowestDb } };
        var map = plot.Add.Heatmap(image.IsEmpty ? blank : image.Decibels);
        map.Colormap = new ScottPlot.Colormaps.Magma();     // perceptually uniform, and dark where the sound is quiet
        map.ManualRange = new ScottPlot.Range(image.LowestDb, image.HighestDb);
        // The plotting library wants the centres of the outer cells.
        map.Position = new CoordinateRect(image.Middles.Left, image.Middles.Right, image.Middles.Bottom, image.Middles.Top);
        plot.DataBackground.Color = map.Colormap.GetColor(0);
        map.Smooth = false;
        if (image.IsEmpty)
        {
            AddNote(plot, "no samples").LabelFontColor = Colors.White;
        }

        var bar = plot.Add.ColorBar(map);
        bar.Label = image.IsRelative || image.IsEmpty ? "Power (dB below loudest)" : "Power (dB)";
        Style(bar.LabelStyle, LabelSize);
        Style(bar.Axis.TickLabelStyle, TickSize);
        var (decibels, words) = Ticks.Even(image.LowestDb, image.HighestDb, 6);
        bar.Axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual(decibels, words);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(image.FrequencyPlaces, image.FrequencyLabels);
        plot.YLabel(axis == FrequencyAxis.Mel ? "Frequency (kHz, mel scale)" : "Frequency (kHz)");
        SetTime(plot, image.Seconds, true, columns);
        plot.Axes.SetLimits(0, 1, 0, 1);
        return plot;
    }

    private static float Right(bool hasColorBar) => hasColorBar ? 108 : 24;

    private static Plot NewPlot(bool hasColorBar, bool hasTime)
    {
        var plot = new Plot();

        // Several plots and a title share the canvas, so that none may clear it.
        plot.RenderManager.RenderActions.RemoveAll(static action => action is ScottPlot.Rendering.RenderActions.ClearCanvas);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = Color.FromHex("#E6E6E6");
        plot.Layout.Fixed(new PixelPadding(Left, Right(hasColorBar), hasTime ? BottomWithTime : BottomWithout, 8));
        foreach (var axis in (IAxis[])[plot.Axes.Left, plot.Axes.Bottom])
        {
            Style(axis.Label, LabelSize);
            Style(axis.TickLabelStyle, TickSize);
        }

        return plot;
    }

    private static void Style(LabelStyle style, float size)
    {
        (style.FontName, style.FontSize, style.Bold, style.ForeColor) = (FontFallback.LabelFamily, size, false, Ink);
    }

    private static ScottPlot.Plottables.Annotation AddNote(Plot plot, string text)
    {
        var note = plot.Add.Annotation(text, Alignment.MiddleCenter);
        (note.LabelFontSize, note.LabelFontName, note.LabelBackgroundColor) = (LabelSize, FontFallback.LabelFamily, Colors.Transparent);
        (note.LabelBorderWidth, note.LabelShadowColor) = (0, Colors.Transparent);
        return note;
    }

    // The time axis is scaled to 0 … 1, because the plotting library draws nothing on axes of microseconds.
    private static void SetTime(Plot plot, double seconds, bool hasTime, int columns)
    {
        seconds = seconds > 0 ? seconds : 1;
        var (places, labels, title) = Ticks.OfTime(seconds, Math.Clamp(columns / 90, 2, 40));
        places = Array.ConvertAll(places, place => place / seconds);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            places, hasTime ? labels : Array.ConvertAll(labels, static _ => ""));
        if (hasTime)
        {
            plot.XLabel(title);
        }
    }

    private static void AddLaneTicks(
        List<(double Place, string Label)> ticks, int lane, int lanes, double middle, double limit, float height)
    {
        var name = lanes == 1 ? "0" : lanes == 2 ? lane == 0 ? "L" : "R" : FormattableString.Invariant($"{lane + 1}");
        ticks.Add((middle, name));
        if (height / lanes >= 70)
        {
            var digits = Math.Clamp((int)Math.Ceiling(-Math.Log10(limit) - 1e-9), 0, 9);
            var word = Math.Round(limit, digits + 1).ToString($"F{digits}", System.Globalization.CultureInfo.InvariantCulture);
            ticks.Add((middle + limit, word));
            ticks.Add((middle - limit, "\u2212" + word));
        }
    }

    private static void Fill(Plot plot, double[] xs, double[] low, double[] high, Color color, double minExtent)
    {
        for (var i = 0; i < low.Length; i++)
        {
            // At least a line where the signal is constant.
            (low[i], high[i]) = (low[i] - minExtent, high[i] + minExtent);
        }

        var fill = plot.Add.FillY(xs, low, high);
        (fill.FillColor, fill.LineWidth) = (color, 0);
        fill.MarkerSize = 0;
    }

    private static double Nice(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return (value / power) switch { <= 1.0201 => 1, <= 2.01 => 2, <= 5.01 => 5, _ => 10 } * power;
    }
}
