using ZetDard.Recommenders.Testing;

namespace ZetDard.Lyrics.Tests;

public sealed class WordVectorsTests
{
    private static readonly WordVectorOptions Small = new() { EmbeddingSize = 8, MinCount = 2 };

    // By construction: words of sun and beach occur together, words of rain and tears occur together, and the two groups never do.
    private static readonly string[] Texts =
    [
        .. Enumerable
            .Range(0, 60)
            .Select(i => i % 2 == 0 ? "阳光 海滩 快乐 微笑 阳光 快乐 海滩 微笑" : "眼泪 下雨 孤单 伤心 下雨 眼泪 伤心 孤单"),
    ];

    [Fact]
    public void Words_of_the_same_texts_are_nearest()
    {
        var vectors = WordVectors.Learn(Texts, Small, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(8, vectors.Count);
        Assert.Equal(new HashSet<string> { "海滩", "快乐", "微笑" }, vectors.Nearest("阳光", 3).Select(near => near.Word).ToHashSet());
        Assert.All(vectors.Nearest("眼泪", 3), near => Assert.InRange(near.Cosine, .3, 1.001));
        Assert.All(vectors.Nearest("眼泪", 7).Skip(3), near => Assert.InRange(near.Cosine, -1.001, .1));
        Assert.Empty(vectors.Nearest("没有这个词"));
        Assert.Equal(1 / 8.0, vectors.FrequencyOf("阳光"), 6);
    }

    [Fact]
    public void Learn_gives_the_same_bits_whatever_the_threads()
    {
        // Two thousand different single characters give many blocks of work for each thread.
        var random = new Random(3);
        string[] texts =
        [
            .. Enumerable
                .Range(0, 400)
                .Select(_ => string.Join(' ', Enumerable.Range(0, 100).Select(_ => (char)('一' + random.Next(2000))))),
        ];
        var one = WordVectors.Learn(texts, Small with { ThreadCount = 1 }, cancellationToken: TestContext.Current.CancellationToken);
        var four = WordVectors.Learn(texts, Small with { ThreadCount = 4 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(one.Count, 1000, 2000);
        Assert.Equal(one.Words, four.Words);
        Assert.Equal(one.AllVectors, four.AllVectors);
    }

    [Fact]
    public void Saved_vectors_are_the_same_when_loaded_and_damage_is_noticed()
    {
        var path = Path.GetTempFileName();
        try
        {
            var vectors = WordVectors.Learn(Texts, Small, cancellationToken: TestContext.Current.CancellationToken);
            vectors.Save(path);
            var loaded = WordVectors.Load(path);
            Assert.Equal(vectors.Words, loaded.Words);
            Assert.Equal(vectors.AllVectors, loaded.AllVectors);
            Assert.True(loaded.TryGetVector("阳光", out var vector));
            Assert.Equal(loaded.EmbeddingSize, vector.Length);
            var bytes = File.ReadAllBytes(path);
            File.WriteAllBytes(path, bytes[..^10]);
            Assert.Throws<InvalidDataException>(() => WordVectors.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("一次")]
    [InlineData("\uD800\u202E")]
    public void Learn_refuses_texts_without_two_words(string text) =>
        Assert.Contains(
            "two words",
            Assert
                .Throws<ArgumentException>(() => WordVectors.Learn([text], cancellationToken: TestContext.Current.CancellationToken))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Extractors_keep_the_promises()
    {
        var vectors = WordVectors.Learn(Texts, Small, cancellationToken: TestContext.Current.CancellationToken);
        FeatureExtractorConformance.Check<string>(
            () => new WordVectorFeatureExtractor(vectors),
            [.. TfIdfFeatureExtractorTests.Awkward, "陽光 眼淚"]
        );
        FeatureExtractorConformance.Check<string>(
            () => WordVectorFeatureExtractor.Fit(vectors, Texts, cancellationToken: TestContext.Current.CancellationToken),
            [.. TfIdfFeatureExtractorTests.Awkward, "阳光 眼泪"]
        );
    }

    // Oracle: by hand. Shares .2 and .8 with a = .2 weigh .2 / .4 = 1/2 and .2 / 1 = 1/5: (.5, .2) / √.29.
    [Fact]
    public void Extract_weighs_rare_words_more()
    {
        var extractor = new WordVectorFeatureExtractor(new WordVectors(["阳光", "海滩"], [1, 0, 0, 1], [.2f, .8f]), frequencyWeight: .2);
        var features = new float[2];
        extractor.Extract("阳光 海滩", features);
        Assert.Equal([.5 / Math.Sqrt(.29), .2 / Math.Sqrt(.29)], features.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_saved_extractor_is_the_same_when_loaded()
    {
        var path = Path.GetTempFileName();
        try
        {
            var vectors = WordVectors.Learn(Texts, Small, cancellationToken: TestContext.Current.CancellationToken);
            var extractor = WordVectorFeatureExtractor.Fit(
                vectors,
                Texts,
                frequencyWeight: .01,
                cancellationToken: TestContext.Current.CancellationToken
            );
            extractor.Save(path);
            var loaded = WordVectorFeatureExtractor.Load(path);
            Assert.Equal(extractor.CacheKey, loaded.CacheKey);
            Assert.Equal(.01, loaded.FrequencyWeight);
            var (before, after) = (new float[vectors.EmbeddingSize], new float[vectors.EmbeddingSize]);
            extractor.Extract("阳光 眼泪", before);
            loaded.Extract("阳光 眼泪", after);
            Assert.Equal(before, after);
            var bytes = File.ReadAllBytes(path);
            bytes[^40] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.Throws<InvalidDataException>(() => WordVectorFeatureExtractor.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Extract_gives_a_row_of_length_one_in_either_spelling()
    {
        var vectors = WordVectors.Learn(Texts, Small, cancellationToken: TestContext.Current.CancellationToken);
        var extractor = new WordVectorFeatureExtractor(vectors);
        var (both, traditional) = (new float[vectors.EmbeddingSize], new float[vectors.EmbeddingSize]);
        extractor.Extract("阳光 海滩", both);
        extractor.Extract("陽光，海灘！", traditional);
        Assert.Equal(both, traditional);
        Assert.Equal(1, both.Sum(value => value * value), 4);
    }
}
