using System.Text;
using SkiaSharp;
using ZetDard.Recommenders;

namespace ZetDard.Visualization;

/// <summary>
/// A picture that can be written as PNG or SVG. Immutable and safe for concurrent use; the same picture gives the same bytes on one
/// machine.
/// </summary>
public sealed class Picture
{
    private readonly Action<SKCanvas, TitleLine> _draw;
    private readonly double _pixelRatio;
    private readonly string _title;
    private readonly TitleLine _line;

    private readonly (float X, float Y) _scale;

    /// <param name="options">The options of the caller.</param>
    /// <param name="drawn">
    /// The options with which the picture is drawn (<see cref="PictureSetup.Drawn"/>), which are larger for a small picture.
    /// </param>
    /// <param name="draw">Draws the picture.</param>
    /// <param name="missingScripts">The scripts of other texts than the title that this machine cannot draw.</param>
    internal Picture(
        PictureOptions options, PictureOptions drawn, Action<SKCanvas, TitleLine> draw, IEnumerable<string>? missingScripts = null)
    {
        (Width, Height, _pixelRatio, _draw) = (options.Width, options.Height, options.PixelRatio, draw);
        _title = CleanText.Of(options.Title);
        _line = TitleLine.Layout(_title, Figure.TitleSize, drawn.Width - (2 * Figure.Margin));
        _scale = ((float)Width / drawn.Width, (float)Height / drawn.Height);
        MissingScripts = [.. _line.MissingScripts.Union(missingScripts ?? [])];
    }

    /// <summary>The width in units of 1/96 inch.</summary>
    public int Width { get; }

    /// <summary>The height in units of 1/96 inch.</summary>
    public int Height { get; }

    /// <summary>
    /// The scripts of the title and of names for which this machine has no font ("Han", "Arabic", "Emoji", …), in the order of the
    /// text; empty if it has all. An ellipsis is drawn in the place of a missing script.
    /// </summary>
    public IReadOnlyList<string> MissingScripts { get; }

    /// <summary>
    /// A message that says which fonts to install for <see cref="MissingScripts"/>, with the names of Debian's packages;
    /// <see langword="null"/> if none is missing.
    /// </summary>
    public string? FontAdvice => FontFallback.Advice(MissingScripts);

    /// <summary>
    /// Returns the picture as PNG; its size in pixels is <see cref="Width"/> × <see cref="Height"/> times the pixel ratio of the options.
    /// </summary>
    /// <exception cref="InvalidOperationException">The picture does not fit into memory.</exception>
    public byte[] ToPng()
    {
        var (width, height) = (Math.Max(1, (int)Math.Round(Width * _pixelRatio)), Math.Max(1, (int)Math.Round(Height * _pixelRatio)));
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(info) ?? throw new InvalidOperationException(
            $"A picture of {width} × {height} pixels does not fit into memory; give a smaller size.");
        surface.Canvas.Scale(_scale.X * info.Width / Width, _scale.Y * info.Height / Height);
        _draw(surface.Canvas, _line);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>
    /// Returns the picture as SVG 1.1, without scripts and external references. The title is drawn as outlines, so that it looks the same
    /// without its fonts, and is also the text of the element <c>title</c>.
    /// </summary>
    public string ToSvg()
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
        {
            canvas.Scale(_scale.X, _scale.Y);
            _draw(canvas, _line);
        }

        return SvgText.Finished(Encoding.UTF8.GetString(stream.ToArray()), _title, Width, Height);
    }

    /// <summary>Writes <see cref="ToPng"/> to a file; an existing file is replaced as a whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SavePng(string path) => Save(path, ToPng());

    /// <summary>Writes <see cref="ToSvg"/> to a file in UTF-8; an existing file is replaced as a whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveSvg(string path) => Save(path, Encoding.UTF8.GetBytes(ToSvg()));

    private static void Save(string path, byte[] bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        DataFile.Replace(path, stream => stream.Write(bytes));
    }
}
