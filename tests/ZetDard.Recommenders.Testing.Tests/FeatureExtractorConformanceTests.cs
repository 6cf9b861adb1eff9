namespace ZetDard.Recommenders.Testing.Tests;

public sealed class FeatureExtractorConformanceTests
{
    [Fact]
    public void Check_passes_an_extractor_that_keeps_its_promises() => FeatureExtractorConformance.Check(() => new Probe(), ["a", "bcd", ""]);

    [Theory]
    [InlineData("infinite", "finite")]
    [InlineData("random", "same bits")]
    [InlineData("short", "Every feature is written")]
    [InlineData("long", "behind the last feature")]
    [InlineData("twice", "distinct")]
    [InlineData("lenient", "Room for too few")]
    [InlineData("null", "null source")]
    public void Check_tells_which_promise_is_broken(string fault, string promise)
    {
        var broken = Assert.Throws<ConformanceException>(() => FeatureExtractorConformance.Check(() => new Probe(fault), ["a", "bcd", ""]));
        Assert.Contains(promise, broken.Message, StringComparison.Ordinal);
    }

    private sealed class Probe(string fault = "") : IFeatureExtractor<string>
    {
        private static int s_calls;

        public IReadOnlyList<string> Names => fault == "twice" ? ["a.b", "a.b"] : ["a.b", "a.c"];

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

            if (fault == "long")
            {
                features[2] = 1;
            }
        }
    }
}
