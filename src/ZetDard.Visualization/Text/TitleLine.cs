using System.Globalization;
using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace ZetDard.Visualization;

/// <summary>
/// The layout of one line of text in any mix of scripts: shaped runs of one font and direction, in visual order. Immutable.
/// </summary>
/// <remarks>
/// Text from right to left within a line from left to right, and the other way round, is put into visual order as at the first level of
/// Unicode's bidirectional algorithm, without the rules for numbers and brackets. Glyphs are drawn as outlines; coloured emoji, which have
/// none, as small pictures.
/// </remarks>
internal sealed class TitleLine
{
    private const string Ellipsis = "…";

    private readonly IReadOnlyList<ShapedRun> _runs;
    private readonly float _size;

    private TitleLine(IReadOnlyList<ShapedRun> runs, float size, IReadOnlyList<string> missing) =>
        (_runs, _size, MissingScripts) = (runs, size, missing);

    public IReadOnlyList<string> MissingScripts { get; }

    public float Width => _runs.Sum(static run => run.Width);

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>Computes the layout of a line.</summary>
    /// <param name="text">Clean text (<see cref="CleanText"/>).</param>
    /// <param name="size">The font size.</param>
    /// <param name="maxWidth">The maximum width. If the line is wider, its end is replaced by an ellipsis.</param>
    /// <param name="only">The families that may be used; <see langword="null"/> for all families of the machine.</param>
    public static TitleLine Layout(string text, float size, float maxWidth, IReadOnlySet<string>? only = null)
    {
        var missing = new List<string>();
        var elements = Elements(text);
        var language = LanguageOf(text);
        var runs = Shape(elements);
        if (runs.Sum(static run => run.Width) > maxWidth)
        {
            // Finds the longest beginning that fits by bisection.
            var (fits, tooLong) = (0, elements.Count);
            while (tooLong - fits > 1)
            {
                var middle = (fits + tooLong) / 2;
                var width = Shape([.. elements.Take(middle), Ellipsis]).Sum(static run => run.Width);
                (fits, tooLong) = width <= maxWidth ? (middle, tooLong) : (fits, middle);
            }

            runs = Shape([.. elements.Take(fits), Ellipsis]);
        }

        return new(runs, size, missing);

        List<ShapedRun> Shape(IReadOnlyList<string> parts)
        {
            var pieces = new List<(string Text, SKTypeface Typeface, bool IsRightToLeft)>();
            var wasMissing = false;
            for (var index = 0; index < parts.Count; index++)
            {
                var part = parts[index];
                var rune = Rune.GetRuneAt(part, 0);
                var isAttached = Scripts.IsAttached(rune.Value);
                var typeface = isAttached && pieces.Count > 0 ? pieces[^1].Typeface : FontFallback.Find(rune.Value, language, only);
                var shown = part;
                if (typeface is null)
                {
                    if (Scripts.Of(rune.Value) is var script && !missing.Contains(script))
                    {
                        missing.Add(script);
                    }

                    typeface = FontFallback.Find(Ellipsis[0], language, only);
                    if (wasMissing || typeface is null)
                    {
                        continue;
                    }

                    (shown, wasMissing) = (Ellipsis, true);
                }
                else
                {
                    wasMissing = false;
                }

                // A blank between two directions has the direction of the line, not that of the text before it.
                var isBeforeRightToLeft = index + 1 < parts.Count && Scripts.IsRightToLeft(Rune.GetRuneAt(parts[index + 1], 0).Value);
                var isRightToLeft = isAttached && pieces.Count > 0
                    ? pieces[^1].IsRightToLeft && (part != " " || isBeforeRightToLeft)
                    : Scripts.IsRightToLeft(rune.Value);
                if (pieces.Count > 0 && pieces[^1].Typeface == typeface && pieces[^1].IsRightToLeft == isRightToLeft)
                {
                    pieces[^1] = (pieces[^1].Text + shown, typeface, isRightToLeft);
                }
                else
                {
                    pieces.Add((shown, typeface, isRightToLeft));
                }
            }

            var runs = pieces.ConvertAll(piece => ShapedRun.Of(piece.Text, piece.Typeface, size, piece.IsRightToLeft));
            return Ordered(runs);
        }
    }

    /// <summary>Draws the line.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="x">The left edge of the line.</param>
    /// <param name="baseline">The baseline of the letters.</param>
    /// <param name="color">The colour of the letters.</param>
    public void Draw(SKCanvas canvas, float x, float baseline, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        foreach (var run in _runs)
        {
            run.Draw(canvas, x, baseline, _size, paint);
            x += run.Width;
        }
    }

    private static List<string> Elements(string text)
    {
        var elements = new List<string>();
        var all = StringInfo.GetTextElementEnumerator(text);
        while (all.MoveNext())
        {
            elements.Add(all.GetTextElement());
        }

        return elements;
    }

    private static string LanguageOf(string text)
    {
        var scripts = text.EnumerateRunes().Select(static rune => Scripts.Of(rune.Value)).ToHashSet();
        return scripts.Contains("Kana") ? "ja" : scripts.Contains("Hangul") ? "ko" : "zh";
    }

    // The line has the direction of its first run. Adjacent runs of the other direction are reversed.
    private static List<ShapedRun> Ordered(List<ShapedRun> runs)
    {
        if (runs.Count < 2)
        {
            return runs;
        }

        var isRightToLeft = runs[0].IsRightToLeft;
        if (isRightToLeft)
        {
            runs.Reverse();
        }

        for (var start = 0; start < runs.Count;)
        {
            var end = start + 1;
            while (end < runs.Count && runs[end].IsRightToLeft == runs[start].IsRightToLeft)
            {
                end++;
            }

            if (runs[start].IsRightToLeft != isRightToLeft)
            {
                runs.Reverse(start, end - start);
            }

            start = end;
        }

        return runs;
    }

    private sealed record ShapedRun(SKTypeface Typeface, ushort[] Glyphs, SKPoint[] Points, float Width, bool IsRightToLeft)
    {
        public static ShapedRun Of(string text, SKTypeface typeface, float size, bool isRightToLeft)
        {
            using var shaper = new SKShaper(typeface);
            using var font = Font(typeface, size);
            var result = shaper.Shape(text, font);
            return new(typeface, [.. result.Codepoints.Select(static glyph => (ushort)glyph)], result.Points, result.Width, isRightToLeft);
        }

        public void Draw(SKCanvas canvas, float x, float baseline, float size, SKPaint paint)
        {
            using var font = Font(Typeface, size);
            for (var i = 0; i < Glyphs.Length; i++)
            {
                using var outline = font.GetGlyphPath(Glyphs[i]);
                var (left, bottom) = (x + Points[i].X, baseline + Points[i].Y);
                if (outline is { IsEmpty: false })
                {
                    outline.Transform(SKMatrix.CreateTranslation(left, bottom));
                    canvas.DrawPath(outline, paint);
                }
                else
                {
                    DrawBitmap(canvas, Glyphs[i], left, bottom, size);
                }
            }
        }

        // Coloured glyphs are drawn at four times the size and inserted as a picture, which an SVG can hold.
        private void DrawBitmap(SKCanvas canvas, ushort glyph, float left, float bottom, float size)
        {
            const int Scale = 4;
            using var font = Font(Typeface, size * Scale);
            font.GetGlyphWidths([glyph], out var bounds, null);
            if (bounds is not [var box] || box.IsEmpty)
            {
                return;
            }

            var info = new SKImageInfo(
                (int)Math.Ceiling(box.Width) + 2, (int)Math.Ceiling(box.Height) + 2, SKColorType.Rgba8888, SKAlphaType.Premul);
            using var bitmap = new SKBitmap(info);
            using (var small = new SKCanvas(bitmap))
            using (var paint = new SKPaint { IsAntialias = true })
            using (var builder = new SKTextBlobBuilder())
            {
                small.Clear(SKColors.Transparent);
                builder.AddRun([glyph], font, SKPoint.Empty);
                using var blob = builder.Build();
                small.DrawText(blob, 1 - box.Left, 1 - box.Top, paint);
            }

            using var image = SKImage.FromBitmap(bitmap);
            var place = SKRect.Create(
                left + ((box.Left - 1) / Scale),
                bottom + ((box.Top - 1) / Scale),
                bitmap.Width / (float)Scale,
                bitmap.Height / (float)Scale);
            canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        private static SKFont Font(SKTypeface typeface, float size) =>
            new(typeface, size) { Subpixel = true, Hinting = SKFontHinting.None };
    }
}
