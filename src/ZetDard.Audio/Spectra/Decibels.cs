using System.Numerics.Tensors;

namespace ZetDard.Audio;

/// <summary>Converts powers to decibels in place.</summary>
internal static class Decibels
{
    private const float DecibelsOfTwo = 3.0102999566398120f;      // 10 · log₁₀ 2

    /// <summary>10 · log₁₀(max(power, 10^(floor / 10))).</summary>
    public static void FromPower(Span<float> values, double floorDb)
    {
        TensorPrimitives.Max(values, (float)Math.Max(Math.Pow(10, floorDb / 10), float.Epsilon), values);
        TensorPrimitives.Log2(values, values);
        TensorPrimitives.Multiply(values, DecibelsOfTwo, values);
    }
}
