using System.Globalization;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Lyrics.Tests;

public sealed class TfIdfFeatureExtractorTests
{
    private static readonly string[] Texts = ["我愛你", "我爱他\n你爱我", "雨天 rainy day", "下雨的日子", "我愛 rainy days"];

    internal static readonly string[] Awkward =
    [
        "我爱你 我爱你",
        "",
        " \n",
        "\uD83D",
        "\uDE00我\uD83D爱",
        "\u202E\u2066",
        "<b>我爱</b>&amp;",
        "爱",
        "x",
        "𠮷𠮷𠮷",
        "a\u0301\u0301\u0301",
        "ＲＡＩＮＹ ＤＡＹ",
        "かな 한글 ﷺ",
    ];

    public static TheoryData<TfIdfOptions> Kinds =>
        [
            new TfIdfOptions { MinDocumentFrequency = 1 },
            new TfIdfOptions
            {
                MinDocumentFrequency = 1,
                MaxCharacters = 3,
                MaxWords = 2,
                IsSublinear = false,
            },
            new TfIdfOptions
            {
                MinDocumentFrequency = 1,
                MaxCharacters = 0,
                MaxWords = 1,
            },
            new TfIdfOptions { MinDocumentFrequency = 1, ReducedSize = 3 },
        ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fitted_extractors_keep_the_promises(TfIdfOptions options)
    {
        FeatureExtractorConformance.Check<string>(
            () => TfIdfFeatureExtractor.Fit(Texts, options, TestContext.Current.CancellationToken),
            Awkward
        );
        Assert.All(TfIdfFeatureExtractor.Fit(Texts, options, TestContext.Current.CancellationToken).Names, name =>
            Assert.Equal("tfidf", FeatureTable.FamilyOf(name))
        );
    }

    [Fact]
    public void Hashed_extractors_keep_the_promises() =>
        FeatureExtractorConformance.Check<string>(() => TfIdfFeatureExtractor.Hashed(new() { MaxTerms = 64, MaxWords = 1 }), Awkward);

    [Fact]
    public void Extractors_of_lyrics_keep_the_promises() =>
        FeatureExtractorConformance.Check(
            () => TfIdfFeatureExtractor.Fit(Texts, new() { MinDocumentFrequency = 1 }, TestContext.Current.CancellationToken).OfLyrics(),
            [.. Awkward.Select(text => ParsedLyric.Parse(text))]
        );

    // Oracle: by hand. Of three texts, 爱 is in two, 雨 in one; idf = ln(4 / (1 + texts)) + 1; the row has length 1; traditional
    // characters are the same terms.
    [Fact]
    public void Features_are_tf_times_idf_of_length_one()
    {
        var extractor = TfIdfFeatureExtractor.Fit(
            ["愛", "爱雨", "云"],
            new() { MinDocumentFrequency = 1, MaxCharacters = 1 },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(["tfidf.char.云", "tfidf.char.爱", "tfidf.char.雨"], extractor.Names);
        var features = new float[3];
        extractor.Extract("愛愛雨", features);
        var (love, rain) = ((1 + Math.Log(2)) * (Math.Log(4 / 3.0) + 1), Math.Log(4 / 2.0) + 1);
        var length = Math.Sqrt((love * love) + (rain * rain));
        Assert.Equal([0, love / length, rain / length], features.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_saved_extractor_is_the_same_when_loaded()
    {
        var path = Path.GetTempFileName();
        try
        {
            foreach (
                var extractor in new[]
                {
                    TfIdfFeatureExtractor.Fit(
                        Texts,
                        new()
                        {
                            MinDocumentFrequency = 1,
                            ReducedSize = 2,
                            MaxWords = 1,
                        },
                        TestContext.Current.CancellationToken
                    ),
                    TfIdfFeatureExtractor.Hashed(new() { MaxTerms = 8 }),
                }
            )
            {
                extractor.Save(path);
                var loaded = TfIdfFeatureExtractor.Load(path);
                Assert.Equal(extractor.Names, loaded.Names);
                Assert.Equal(extractor.CacheKey, loaded.CacheKey);
                var (before, after) = (new float[extractor.Names.Count], new float[extractor.Names.Count]);
                extractor.Extract("我爱 rainy day", before);
                loaded.Extract("我爱 rainy day", after);
                Assert.Equal(before, after);
                var bytes = File.ReadAllBytes(path);
                bytes[^40] ^= 1;
                File.WriteAllBytes(path, bytes);
                Assert.Throws<InvalidDataException>(() => TfIdfFeatureExtractor.Load(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Options_are_a_copy_and_keys_are_the_same_in_any_culture()
    {
        var extractor = TfIdfFeatureExtractor.Hashed(new() { Seed = -1 });
        extractor.Options.MaxTerms = 1;
        Assert.Equal(20_000, extractor.Options.MaxTerms);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("en-US") { NumberFormat = { NegativeSign = "minus" } };
            Assert.Equal(extractor.CacheKey, TfIdfFeatureExtractor.Hashed(new() { Seed = -1 }).CacheKey);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Fit_refuses_what_cannot_be_fitted()
    {
        var token = TestContext.Current.CancellationToken;
        Assert.Contains(
            "No term occurs in 3",
            Assert.Throws<ArgumentException>(() => TfIdfFeatureExtractor.Fit([], cancellationToken: token)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "both 0",
            Assert.Throws<ArgumentException>(() => TfIdfFeatureExtractor.Fit(Texts, new() { MaxCharacters = 0 }, token)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => TfIdfFeatureExtractor.Hashed(new() { MaxTerms = 0 }));
    }

    [Fact]
    public void Extract_takes_a_megabyte_and_10_000_mutated_texts()
    {
        var extractor = TfIdfFeatureExtractor.Hashed(new() { MaxTerms = 32, MaxWords = 1 });
        var features = new float[32];
        foreach (var part in (string[])["爱", "a\u0301", "\uD83D", "\uD840\uDC00", " \n", "word "])
            extractor.Extract(string.Concat(Enumerable.Repeat(part, 500_000 / part.Length)), features);
        Mutation.Run(["我愛 rainy days\n下雨的日子", "[00:01.00]愛"], 10_000, text =>
        {
            extractor.Extract(text, features);
            Assert.DoesNotContain(features, value => !float.IsFinite(value));
        });
    }
}
