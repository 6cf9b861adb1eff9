namespace ZetDard.Lyrics;

/// <summary>The normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>2 Φ(z) − 1 = erf(z / √2): the share of a normal distribution within ±z, with the sign of z.</summary>
    /// <remarks>By the approximation 7.1.26 of Abramowitz and Stegun, absolute error below 1.5e-7.</remarks>
    public static double Symmetric(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        var polynomial = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        return Math.CopySign(Math.Clamp(1 - (polynomial * Math.Exp(-x * x)), 0, 1), z);
    }
}
