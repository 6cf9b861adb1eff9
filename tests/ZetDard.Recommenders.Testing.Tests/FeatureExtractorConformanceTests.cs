namespace ZetDard.Recommenders.Testing.Tests;

public sealed class FeatureExtractorConformanceTests
{
    [Fact]
    public void Check_passes_an_extractor_that_keeps_its_promises() =>
        FeatureExtractorConformance.Check(() => new Probe(), ["a", "bcd", ""]);

    [Theory]
    [InlineData("infinite", "finite")]
    [InlineData("random", "same bits")]
    [InlineData("short", "Every feature is written")]
    [InlineData("long", "behind the last feature")]
    [InlineData("twice", "distinct")]
    [InlineData("lenient", "Room for too few")]
    [InlineData("null", "null source")]
    [InlineData("many", "ExtractMany gives what Extract gives")]
    [InlineData("lenient many", "in a batch too")]
    [InlineData("batch", "A batch is of 1 source or more")]
    public void Check_tells_which_promise_is_broken(string fault, string promise)
    {
        var broken = Assert.Throws<ConformanceException>(() => FeatureExtractorConformance.Check(() => new Probe(fault), ["a", "bcd", ""]));
        Assert.Contains(promise, broken.Message, StringComparison.Ordinal);
    }

    private sealed class Probe(string fault = "") : IFeatureExtractor<string>
    {
        private static int s_calls;

        public IReadOnlyList<string> Names => fault == "twice" ? ["a.b", "a.b"] : ["a.b", "a.c"];

        public int BatchSize => fault == "batch" ? 0 : 2;

        public void ExtractMany(IReadOnlyList<string> sources, Span<float> features)
        {
            if (fault != "lenient many")
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(features.Length, sources.Count * 2, nameof(features));
            }

            for (var i = 0; i < sources.Count && features.Length >= (i + 1) * 2; i++)
            {
                Extract(sources[i], features.Slice(i * 2, 2));
                features[i * 2] += fault == "many" && i == 1 ? 1 : 0;
            }
        }

        public void Extract(string source, Span<float> features)
        {
            if (fault != "null")
            {
                ArgumentNullException.ThrowIfNull(source);
            }

            if (features.Length < 2)
            {
                if (fault == "lenient")
                {
                    return;
                }

                throw new ArgumentException("Two features need room for two.", nameof(features));
            }

            features[0] = fault switch { "infinite" => float.NaN, "random" => Interlocked.Increment(ref s_calls), _ => source?.Length ?? 0 };
            if (fault != "short")
            {
                features[1] = 1;
            }

            if (fault == "long" && features.Length > 2)
            {
                features[2] = 1;
            }
        }
    }
}
