using BenchmarkDotNet.Attributes;
using ZetDard.Lyrics;
using JiebaSegmenter = JiebaNet.Segmenter.JiebaSegmenter;

namespace ZetDard.Benchmarks;

/// <summary>Chinese text divided into words, as strings, here and by jieba.NET, on one thread.</summary>
/// <remarks>
/// Only the lines that both divide in the same way are timed. The others contain 龘, a character that the model for unknown words does not
/// know: several divisions are equally probable then, and jieba.NET takes another one than jieba 0.42.1 and <see cref="WordSegmenter"/>.
/// </remarks>
[MemoryDiagnoser, MinColumn]
public class JiebaNetBenchmarks
{
    private readonly JiebaSegmenter _jiebaNet = new();
    private string[] _lines = [];

    /// <summary>Tiny is 1,000 lines here, Small 100,000.</summary>
    [Params(InteractionSet.Tiny, InteractionSet.Small)]
    public InteractionSet Set { get; set; }

    /// <summary>Whether the model for unknown words is asked.</summary>
    [Params(true, false)]
    public bool UseHmm { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var lines = SegmentationBenchmarks.Lines(Set);
        _lines = [.. lines.Where(line => _jiebaNet.Cut(line, hmm: UseHmm).SequenceEqual(WordSegmenter.Default.Segment(line, UseHmm)))];
        Verify.AtLeast(UseHmm ? 90 : 100, 100.0 * _lines.Length / lines.Length, $"lines of {lines.Length} with equal words, in percent");
        if (lines.Except(_lines, StringComparer.Ordinal).Any(line => !line.Contains('龘', StringComparison.Ordinal)))
        {
            throw new InvalidOperationException("The words of jieba.NET differ where all characters are known: their time means nothing.");
        }
    }

    [Benchmark(Baseline = true)]
    public int ZetDardLyrics() => _lines.Sum(line => WordSegmenter.Default.Segment(line, UseHmm).Count);

    [Benchmark]
    public int JiebaNet() => _lines.Sum(line => _jiebaNet.Cut(line, hmm: UseHmm).Count());
}
