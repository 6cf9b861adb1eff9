using System.Globalization;
using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace ZetDard.Visualization;

/// <summary>One line of text in any mix of scripts, laid out: runs of one font and direction, shaped, in the order of sight. Immutable.</summary>
/// <remarks>
/// A piece of text from right to left stands in the order of sight within a line from left to right, or the other way round where the line begins so: the first level of Unicode's algorithm, without numbers or brackets.
/// Glyphs are drawn as outlines; those that have none, coloured emoji, as small pictures.
/// </remarks>
internal sealed class TitleLine
{
    private const string Ellipsis = "…";

    private readonly IReadOnlyList<ShapedRun> _runs;
    private readonly float _size;

    private TitleLine(IReadOnlyList<ShapedRun> runs, float size, IReadOnlyList<string> missing) => (_runs, _size, MissingScripts) = (runs, size, missing);

    public IReadOnlyList<string> MissingScripts { get; }

    public float Width => _runs.Sum(static run => run.Width);

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>Lays a line out.</summary>
    /// <param name="text">Clean text (<see cref="CleanText"/>).</param>
    /// <param name="size">Size of the letters.</param>
    /// <param name="maxWidth">Where it is wider, its end becomes an ellipsis.</param>
    /// <param name="only">The families that may be used; <see langword="null"/>: all of the machine.</param>
    public static TitleLine Layout(string text, float size, float maxWidth, IReadOnlySet<string>? only = null)
    {
        var missing = new List<string>();
        var elements = Elements(text);
        var language = LanguageOf(text);
        var runs = Shape(elements);
        if (runs.Sum(static run => run.Width) > maxWidth)
        {
            // The longest beginning that fits, by halving.
            var (fits, tooLong) = (0, elements.Count);
            while (tooLong - fits > 1)
            {
                var middle = (fits + tooLong) / 2;
                (fits, tooLong) = Shape([.. elements.Take(middle), Ellipsis]).Sum(static run => run.Width) <= maxWidth ? (middle, tooLong) : (fits, middle);
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

                // A blank between two directions belongs to the line, not to what stands before it.
                var isRightToLeft = isAttached && pieces.Count > 0
                    ? pieces[^1].IsRightToLeft && (part != " " || (index + 1 < parts.Count && Scripts.IsRightToLeft(Rune.GetRuneAt(parts[index + 1], 0).Value)))
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

    /// <summary>Draws it.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="x">Its left edge.</param>
    /// <param name="baseline">The line that its letters stand on.</param>
    /// <param name="color">The colour of outlines.</param>
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

    // The line goes as its first run does; runs of the other direction that stand together are turned round.
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

        // Glyphs of colours: drawn at four times the size, and put down as a picture, which an SVG can hold.
        private void DrawBitmap(SKCanvas canvas, ushort glyph, float left, float bottom, float size)
        {
            const int Scale = 4;
            using var font = Font(Typeface, size * Scale);
            font.GetGlyphWidths([glyph], out var bounds, null);
            if (bounds is not [var box] || box.IsEmpty)
            {
                return;
            }

            using var bitmap = new SKBitmap(new SKImageInfo((int)Math.Ceiling(box.Width) + 2, (int)Math.Ceiling(box.Height) + 2, SKColorType.Rgba8888, SKAlphaType.Premul));
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
            canvas.DrawImage(image, SKRect.Create(left + ((box.Left - 1) / Scale), bottom + ((box.Top - 1) / Scale), bitmap.Width / (float)Scale, bitmap.Height / (float)Scale), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        private static SKFont Font(SKTypeface typeface, float size) => new(typeface, size) { Subpixel = true, Hinting = SKFontHinting.None };
    }
}
