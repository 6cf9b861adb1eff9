using System.Text;
using SkiaSharp;
using ZetDard.Recommenders;

namespace ZetDard.Visualization;

/// <summary>A picture that can be written as PNG or SVG. Immutable and safe for concurrent use; the same picture gives the same bytes on one machine.</summary>
public sealed class Picture
{
    private readonly Action<SKCanvas, TitleLine> _draw;
    private readonly double _pixelRatio;
    private readonly string _title;
    private readonly TitleLine _line;

    private readonly (float X, float Y) _scale;

    /// <param name="options">What was asked for.</param>
    /// <param name="drawn">What is drawn, by <see cref="PictureSetup.Drawn"/>: larger where the picture is small.</param>
    /// <param name="draw">Draws it.</param>
    internal Picture(PictureOptions options, PictureOptions drawn, Action<SKCanvas, TitleLine> draw)
    {
        (Width, Height, _pixelRatio, _draw) = (options.Width, options.Height, options.PixelRatio, draw);
        _title = CleanText.Of(options.Title);
        _line = TitleLine.Layout(_title, Figure.TitleSize, drawn.Width - (2 * Figure.Margin));
        _scale = ((float)Width / drawn.Width, (float)Height / drawn.Height);
        MissingScripts = _line.MissingScripts;
    }

    /// <summary>Width in units of 1/96 inch.</summary>
    public int Width { get; }

    /// <summary>Height in units of 1/96 inch.</summary>
    public int Height { get; }

    /// <summary>The scripts of the title that no font of this machine can draw ("Han", "Arabic", "Emoji" …), in the order of the title; empty where all is drawn. Where one is missing an ellipsis stands.</summary>
    public IReadOnlyList<string> MissingScripts { get; }

    /// <summary>What to install so that <see cref="MissingScripts"/> can be drawn, naming the Debian packages; <see langword="null"/> where nothing is missing.</summary>
    public string? FontAdvice => FontFallback.Advice(MissingScripts);

    /// <summary>The picture as PNG, <see cref="Width"/> × <see cref="Height"/> times the pixel ratio of its options.</summary>
    public byte[] ToPng()
    {
        var info = new SKImageInfo(Math.Max(1, (int)Math.Round(Width * _pixelRatio)), Math.Max(1, (int)Math.Round(Height * _pixelRatio)), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(info) ?? throw new InvalidOperationException($"A picture of {info.Width} × {info.Height} pixels does not fit into memory; give a smaller size.");
        surface.Canvas.Scale(_scale.X * info.Width / Width, _scale.Y * info.Height / Height);
        _draw(surface.Canvas, _line);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The picture as SVG 1.1: one file without script or outside references. The title is drawn as outlines, so that it looks the same without its fonts, and stands in the element <c>title</c> as text.</summary>
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

    /// <summary>Writes <see cref="ToPng"/>; a file that is there is replaced when the new one is complete.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SavePng(string path) => Save(path, ToPng());

    /// <summary>Writes <see cref="ToSvg"/> in UTF-8; a file that is there is replaced when the new one is complete.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveSvg(string path) => Save(path, Encoding.UTF8.GetBytes(ToSvg()));

    private static void Save(string path, byte[] bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        DataFile.Replace(path, stream => stream.Write(bytes));
    }
}
