using SkiaSharp;

namespace ZetDard.Visualization;

/// <summary>One pair of axes on a canvas.</summary>
internal sealed class Chart
{
    public const float TickSize = 13;
    private const float LabelSize = 15;

    public static readonly SKColor Ink = new(0x22, 0x22, 0x22);
    private static readonly SKColor Line = new(0xE6, 0xE6, 0xE6);

    private readonly SKCanvas _canvas;
    private readonly (double Low, double High) _x;
    private readonly (double Low, double High) _y;

    /// <param name="canvas">The canvas.</param>
    /// <param name="inner">The rectangle between the axes.</param>
    /// <param name="x">The range of the horizontal axis; widened where it is empty.</param>
    /// <param name="y">The range of the vertical axis; widened where it is empty.</param>
    public Chart(SKCanvas canvas, SKRect inner, (double Low, double High) x, (double Low, double High) y) =>
        (_canvas, Inner, _x, _y) = (canvas, inner, Widened(x), Widened(y));

    public SKRect Inner { get; }

    public float X(double x) => Inner.Left + (float)(Inner.Width * ((x - _x.Low) / (_x.High - _x.Low)));

    public float Y(double y) => Inner.Bottom - (float)(Inner.Height * ((y - _y.Low) / (_y.High - _y.Low)));

    /// <summary>Draws grid, frame, marks and titles.</summary>
    /// <param name="xTitle">The title below; <see langword="null"/> for an axis without title and labels.</param>
    /// <param name="yTitle">The title on the left.</param>
    /// <param name="xIsWhole">Whether only whole numbers have marks.</param>
    public void DrawAxes(string? xTitle, string yTitle, bool xIsWhole = false)
    {
        using var grid = new SKPaint { Color = Line, StrokeWidth = 1, IsAntialias = true };
        using var frame = new SKPaint { Color = Ink, StrokeWidth = 1, Style = SKPaintStyle.Stroke, IsAntialias = true };
        var (xPlaces, xLabels) = Ticks.Even(_x.Low, _x.High, Math.Max(2, (int)(Inner.Width / 90)));
        var (yPlaces, yLabels) = Ticks.Even(_y.Low, _y.High, Math.Max(2, (int)(Inner.Height / 60)));
        foreach (var (place, label) in xPlaces.Zip(xLabels))
        {
            if (xIsWhole && place != Math.Round(place))
            {
                continue;
            }

            _canvas.DrawLine(X(place), Inner.Top, X(place), Inner.Bottom, grid);
            if (xTitle is not null)
            {
                DrawText(label, X(place), Inner.Bottom + 18, TickSize, .5f);
            }
        }

        foreach (var (place, label) in yPlaces.Zip(yLabels))
        {
            _canvas.DrawLine(Inner.Left, Y(place), Inner.Right, Y(place), grid);
            DrawText(label, Inner.Left - 7, Y(place) + 4.5f, TickSize, 1);
        }

        _canvas.DrawRect(Inner, frame);
        DrawText(xTitle ?? "", Inner.MidX, Inner.Bottom + 42, LabelSize, .5f);
        _canvas.Save();
        _canvas.Translate(24, Inner.MidY);
        _canvas.RotateDegrees(-90);
        DrawText(yTitle, 0, 0, LabelSize, .5f);
        _canvas.Restore();
    }

    /// <summary>Draws a text.</summary>
    /// <param name="text">The text, in any script.</param>
    /// <param name="x">Its place.</param>
    /// <param name="baseline">The baseline of the letters.</param>
    /// <param name="size">The font size.</param>
    /// <param name="anchor">0 where <paramref name="x"/> is the left edge, .5 the middle, 1 the right edge.</param>
    public void DrawText(string text, float x, float baseline, float size = TickSize, float anchor = 0)
    {
        var line = TitleLine.Layout(text, size, 1e6f);
        line.Draw(_canvas, x - (anchor * line.Width), baseline, Ink);
    }

    private static (double Low, double High) Widened((double Low, double High) range) => range.High > range.Low
        ? range
        : (range.Low - Math.Max(1, Math.Abs(range.Low)), range.High + Math.Max(1, Math.Abs(range.High)));
}
