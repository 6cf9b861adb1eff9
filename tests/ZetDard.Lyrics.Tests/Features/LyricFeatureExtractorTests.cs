using Microsoft.Extensions.DependencyInjection;
using ZetDard.Lyrics.Tests.Lrc;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Lyrics.Tests.Features;

public sealed class LyricFeatureExtractorTests
{
    private const string Song = "[00:01.00]作词 : 某某\n[00:10.00]我爱你\n[00:14.00]我爱你\n[00:20.00]再见 再见\n[00:30.00]我爱你";

    [Fact]
    public void Extractor_keeps_the_promises_of_extractors() =>
        FeatureExtractorConformance.Check<ParsedLyric>(
            () => new LyricFeatureExtractor(),
            [
                ParsedLyric.Parse(Song),
                ParsedLyric.Parse(""),
                ParsedLyric.Parse("[00:00.00]纯音乐，请欣赏"),
                ParsedLyric.Parse("One line"),
                ParsedLyric.Parse("\uD83D\n\uDE00\n\0"),
                ParsedLyric.Parse("[00:01]a\n[00:01]b\n[99999:00]c"),
            ]
        );

    // A new extractor of this assembly must be checked: here, in TfIdfFeatureExtractorTests and in WordVectorsTests.
    [Fact]
    public void Every_extractor_of_the_package_is_checked() =>
        Assert.Equal(
            [typeof(LyricFeatureExtractor), typeof(TfIdfFeatureExtractor), typeof(WordVectorFeatureExtractor)],
            FeatureExtractorConformance.ExtractorsOf(typeof(LyricFeatureExtractor).Assembly)
        );

    [Fact]
    public void Features_equal_hand_computed_values()
    {
        // Four sung lines: three times one line of 1 word (我爱你 is in jieba's dictionary) and 3 characters, and 再见|再见 with 2
        // words and 4 characters.
        var extractor = new LyricFeatureExtractor(new() { Sentiment = new Fixed() });
        var row = Row(extractor, ParsedLyric.Parse(Song));
        Assert.Equal(Math.Log(5), row["length.lines"], 5);
        Assert.Equal(Math.Log(3), row["length.distinctLines"], 5);
        Assert.Equal(Math.Log(6), row["length.words"], 5);
        Assert.Equal(Math.Log(14), row["length.characters"], 5);
        Assert.Equal(1.25, row["length.wordsPerLine"], 5);
        Assert.Equal(Math.Sqrt(3) / 4, row["length.wordsPerLineSd"], 5);
        Assert.Equal(13.0 / 5, row["length.charactersPerWord"], 5);
        Assert.Equal(.5, row["repetition.lines"], 5);
        Assert.Equal(.75, row["repetition.mostFrequentLine"], 5);
        Assert.Equal(1.0 / 3, row["repetition.nextLine"], 5);
        Assert.Equal(2.0 / 5, row["repetition.distinctWords"], 5);
        Assert.Equal(1, row["language.chinese"], 5);
        Assert.Equal(1, row["course.isTimed"], 5);
        Assert.Equal(10, row["course.start"], 5);
        Assert.Equal(20, row["course.span"], 5);
        Assert.Equal(20.0 / 3, row["course.lineSeconds"], 4);
        Assert.Equal(4.0 / 20, row["course.wordsPerSecond"], 5);

        // Sentiment .5 for 我爱你, -.5 for 再见.
        Assert.Equal(.25, row["sentiment.mean"], 5);
        Assert.Equal(.5, row["sentiment.chorus"], 5);
        Assert.Equal(-.5, row["sentiment.verse"], 5);
        Assert.Equal(1, row["sentiment.chorusMinusVerse"], 5);
        Assert.Equal(.75, row["sentiment.positiveLines"], 5);
        Assert.Equal(.25, row["sentiment.negativeLines"], 5);
    }

    [Fact]
    public void Families_choose_columns_and_change_the_cache_key()
    {
        var all = new LyricFeatureExtractor();
        var some = new LyricFeatureExtractor(new() { Families = LyricFamilies.Length | LyricFamilies.Course });
        Assert.Equal(["length", "course"], some.Names.Select(FeatureTable.FamilyOf).Distinct());
        Assert.Equal(["length", "repetition", "language", "course", "sentiment"], all.Names.Select(FeatureTable.FamilyOf).Distinct());
        Assert.NotEqual(all.CacheKey, some.CacheKey);
        Assert.Null(new LyricFeatureExtractor(new() { Sentiment = new Fixed() }).CacheKey);
        Assert.Null(new LyricFeatureExtractor(new() { Segmenter = WordSegmenter.Default }).CacheKey);
        Assert.Contains(
            "Families",
            Assert.Throws<ArgumentException>(() => new LyricFeatureExtractor(new() { Families = LyricFamilies.None })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Traditional_and_simplified_spellings_have_the_same_words()
    {
        var extractor = new LyricFeatureExtractor(new() { Families = LyricFamilies.Length | LyricFamilies.Repetition });
        Assert.Equal(
            Values(extractor, "后来我总算学会了如何去爱\n可惜你早已远去"),
            Values(extractor, "後來我總算學會了如何去愛\n可惜你早已遠去")
        );

        static float[] Values(LyricFeatureExtractor extractor, string text)
        {
            var values = new float[extractor.Names.Count];
            extractor.Extract(ParsedLyric.Parse(text), values);
            return values;
        }
    }

    [Fact]
    public async Task Container_gives_the_extractor_by_its_key_and_refuses_bad_options()
    {
        var services = new ServiceCollection();
        services.AddZetDardLyrics();
        services.AddZetDardLyrics();
        services.AddZetDardLyrics("short").Configure(options => options.Families = LyricFamilies.Length);
        services.AddZetDardLyrics("bad").Configure(options => options.Families = LyricFamilies.None);
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(
            new LyricFeatureExtractor().Names,
            provider.GetRequiredKeyedService<IFeatureExtractor<ParsedLyric>>(LyricFeatureExtractor.Key).Names
        );
        Assert.All(provider.GetRequiredKeyedService<IFeatureExtractor<ParsedLyric>>("short").Names, name =>
            Assert.StartsWith("length.", name, StringComparison.Ordinal)
        );
        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            _ = provider.GetRequiredKeyedService<IFeatureExtractor<ParsedLyric>>("bad")
        );
    }

    [Fact]
    public async Task Real_lyrics_become_a_feature_table()
    {
        var songs = NeteaseLyrics.ReadOrSkip().Where(song => song.Id > 0).Take(300).ToArray();
        var source = ItemSource.From(songs.Select(song => KeyValuePair.Create(new SongId(song.Id), ParsedLyric.Parse(song.Text))));
        var extraction = await source.ExtractAsync(new LyricFeatureExtractor(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(extraction.Failures);
        Assert.Equal(300, extraction.Table.Keys.Count);
    }

    private static Dictionary<string, float> Row(LyricFeatureExtractor extractor, ParsedLyric lyric)
    {
        var values = new float[extractor.Names.Count];
        extractor.Extract(lyric, values);
        return extractor.Names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private sealed class Fixed : ILyricSentiment
    {
        public double Score(ReadOnlySpan<char> text) => text.Contains("爱", StringComparison.Ordinal) ? .5 : -.5;
    }
}
