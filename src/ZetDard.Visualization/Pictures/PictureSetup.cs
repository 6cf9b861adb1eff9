using ZetDard.Recommenders;

namespace ZetDard.Visualization;

internal static class PictureSetup
{
    /// <summary>A copy of the options, checked.</summary>
    public static PictureOptions Checked(PictureOptions? options)
    {
        var chosen = new PictureOptionsValidator().Validated(options ?? new()) with { };
        if (!System.Numerics.BitOperations.IsPow2(chosen.FftSize))
        {
            throw new ArgumentException($"FftSize must be a power of two; it is {chosen.FftSize}.", nameof(options));
        }

        return chosen;
    }
}
