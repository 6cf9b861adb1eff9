using CsCheck;

namespace ZetDard.Audio.Tests.Spectra;

public sealed class RealFftTests
{
    // Oracle: the definition, term by term in double precision.
    // Bound: log2(N) · eps · the norm of the spectrum (Higham, Accuracy and Stability, §24.1), the constant 3 for the packing
    // and splitting.
    [
        Theory,
        InlineData(2),
        InlineData(4),
        InlineData(8),
        InlineData(16),
        InlineData(32),
        InlineData(64),
        InlineData(128),
        InlineData(256),
        InlineData(512),
        InlineData(1024),
        InlineData(2048),
        InlineData(4096)
    ]
    public void Forward_agrees_with_the_definition(int length)
    {
        var fft = new RealFft(length);
        Gen.Float[-1, 1]
            .Array[length]
            .Sample(
                samples =>
                {
                    var (real, imaginary, power) = (new float[fft.BinCount], new float[fft.BinCount], new float[fft.BinCount]);
                    fft.Forward(samples, real, imaginary);
                    fft.Power(samples, power);
                    var expected = RealFft.ForwardReference(samples);
                    var norm = Math.Sqrt(samples.Sum(sample => (double)sample * sample));
                    var bound = (3 * Math.Log2(length) * 6e-8 * norm) + 1e-30;
                    for (var k = 0; k < fft.BinCount; k++)
                    {
                        Assert.InRange(real[k] - expected[k].Real, -bound, bound);
                        Assert.InRange(imaginary[k] - expected[k].Imaginary, -bound, bound);
                        Assert.Equal((real[k] * real[k]) + (imaginary[k] * imaginary[k]), power[k], (float)(1e-6 * power[k]) + 1e-30f);
                    }
                },
                iter: length > 1000 ? 1 : 10
            );
    }

    // Oracle: the transform of a pulse at n0 is exp(−2πik·n0/N), known in closed form for sizes that the definition is too slow for.
    [Theory, InlineData(16_384, 5_001), InlineData(1 << 20, 777_777)]
    public void Forward_of_a_pulse_is_a_turning_pointer(int length, int place)
    {
        var fft = new RealFft(length);
        var samples = new float[length];
        samples[place] = 1;
        var (real, imaginary) = (new float[fft.BinCount], new float[fft.BinCount]);
        fft.Forward(samples, real, imaginary);
        for (var k = 0; k < fft.BinCount; k += 97)
        {
            var (sine, cosine) = Math.SinCos(-2 * Math.PI * ((long)k * place % length) / length);
            Assert.Equal(cosine, real[k], 1e-6);
            Assert.Equal(sine, imaginary[k], 1e-6);
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(3), InlineData(1000), InlineData(-4), InlineData(1 << 25)]
    public void Constructor_refuses_lengths_that_are_no_powers_of_two(int length) =>
        Assert.Contains(
            "power of two",
            Assert.Throws<ArgumentOutOfRangeException>(() => new RealFft(length)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Forward_refuses_spans_of_other_lengths()
    {
        var fft = new RealFft(8);
        Assert.Equal("samples", Assert.Throws<ArgumentException>(() => fft.Forward(new float[7], new float[5], new float[5])).ParamName);
        Assert.Equal("real", Assert.Throws<ArgumentException>(() => fft.Forward(new float[8], new float[4], new float[5])).ParamName);
        Assert.Equal("imaginary", Assert.Throws<ArgumentException>(() => fft.Forward(new float[8], new float[5], new float[4])).ParamName);
    }

    [Fact]
    public void Forward_is_safe_for_concurrent_use()
    {
        var fft = new RealFft(1024);
        var samples = Enumerable.Range(0, 1024).Select(n => MathF.Sin(n * .37f)).ToArray();
        var expected = new float[513];
        fft.Power(samples, expected);
        Parallel.For(0, 200, _ =>
        {
            var power = new float[513];
            fft.Power(samples, power);
            Assert.Equal(expected, power);
        });
    }
}
