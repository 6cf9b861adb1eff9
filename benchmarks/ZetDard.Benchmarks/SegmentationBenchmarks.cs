using System.Text;
using BenchmarkDotNet.Attributes;
using ZetDard.Lyrics;

namespace ZetDard.Benchmarks;

/// <summary>Chinese text divided into words. MB/s = <see cref="Bytes"/> / mean time; a line of a lyric is about 30 bytes.</summary>
[MemoryDiagnoser]
public class SegmentationBenchmarks
{
    // Sentences of our own: statements, names, numbers, Latin words, what no dictionary has.
    private static readonly string[] Sentences =
    [
        "今天晚上我们在河边唱了一首老歌",
        "他把吉他放在窗台上 然后慢慢地走下楼去",
        "城市的灯光照亮了每一条安静的街道",
        "如果明天下雨 我们就留在家里听唱片",
        "她说她最喜欢的季节是秋天因为天空很高",
        "远方的朋友寄来一封信和三张照片",
        "研究生命的起源需要很多年的耐心",
        "小镇上的火车站已经关闭了二十年",
        "我用iPhone录下了海浪的声音 3.5MB",
        "阿蛮和鹿小溟在龘龘山下种了一片薰衣草",
        "Oh baby 别再说你不懂我的心",
        "风从北边吹来 带着雪和松树的味道",
    ];

    private readonly List<Range> _tokens = [];
    private string[] _lines = [];

    /// <summary>Tiny is 1,000 lines here, Small 100,000.</summary>
    [Params(InteractionSet.Tiny, InteractionSet.Small)]
    public InteractionSet Set { get; set; }

    /// <summary>Whether the model for unknown words is asked.</summary>
    [Params(true, false)]
    public bool UseHmm { get; set; }

    /// <summary>The size of the text in UTF-8.</summary>
    public long Bytes => _lines.Sum(line => (long)Encoding.UTF8.GetByteCount(line));

    [GlobalSetup]
    public void Setup()
    {
        _lines = Lines(Set);
        foreach (var line in _lines.Take(1_000))
        {
            var expected = WordSegmenterReference.Segment(
                line,
                word => WordDictionary.Instance.Find(word),
                WordDictionary.Instance.Total,
                maxLength: 16
            );
            if (
                !WordSegmenter.Default.Segment(line, useHmm: false).SequenceEqual(expected)
                || string.Concat(WordSegmenter.Default.Segment(line)) != line
            )
            {
                throw new InvalidOperationException($"The words of '{line}' differ from the definition's: their time means nothing.");
            }
        }

        Console.WriteLine($"// {Bytes} bytes of UTF-8");
    }

    /// <summary>The lines of a set, each of parts of two sentences.</summary>
    internal static string[] Lines(InteractionSet set)
    {
        var random = new Random(42);
        var lines = new string[set == InteractionSet.Tiny ? 1_000 : 100_000];
        for (var i = 0; i < lines.Length; i++)
        {
            var sentence = Sentences[random.Next(Sentences.Length)];
            lines[i] = sentence[random.Next(3)..] + Sentences[random.Next(Sentences.Length)][..random.Next(8)];
        }

        return lines;
    }

    /// <summary>All lines, as places in the text.</summary>
    [Benchmark(Baseline = true)]
    public int Ranges()
    {
        var count = 0;
        foreach (var line in _lines)
        {
            _tokens.Clear();
            WordSegmenter.Default.Segment(line, _tokens, UseHmm);
            count += _tokens.Count;
        }

        return count;
    }

    /// <summary>All lines, as strings.</summary>
    [Benchmark]
    public int Strings() => _lines.Sum(line => WordSegmenter.Default.Segment(line, UseHmm).Count);

    /// <summary>All lines, looked up by their simplified spelling.</summary>
    [Benchmark]
    public int Folded()
    {
        var count = 0;
        var segmenter = WordSegmenter.Default.WithScriptFolding();
        foreach (var line in _lines)
        {
            _tokens.Clear();
            segmenter.Segment(line, _tokens, UseHmm);
            count += _tokens.Count;
        }

        return count;
    }
}
