using System.Numerics.Tensors;

namespace ZetDard.Visualization;

/// <summary>The minimum, the maximum and the root mean square of a channel in each column of a picture.</summary>
internal sealed record Envelope(float[] Low, float[] High, float[] Rms)
{
    public static Envelope Of(ReadOnlySpan<float> samples, int columns)
    {
        var envelope = new Envelope(new float[columns], new float[columns], new float[columns]);
        for (var column = 0; column < columns; column++)
        {
            var start = (int)((long)samples.Length * column / columns);
            var end = Math.Max(start + 1, (int)((long)samples.Length * (column + 1) / columns));
            var part = samples[start..end];
            envelope.Low[column] = TensorPrimitives.Min(part);
            envelope.High[column] = TensorPrimitives.Max(part);
            envelope.Rms[column] = MathF.Sqrt(TensorPrimitives.SumOfSquares(part) / part.Length);
        }

        return envelope;
    }
}
