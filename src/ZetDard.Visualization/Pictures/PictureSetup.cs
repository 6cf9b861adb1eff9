using ZetDard.Recommenders;

namespace ZetDard.Visualization;

internal static class PictureSetup
{
    /// <summary>Returns a validated copy of the options.</summary>
    public static PictureOptions Checked(PictureOptions? options)
    {
        var chosen = new PictureOptionsValidator().Validated(options ?? new()) with { };
        if (!System.Numerics.BitOperations.IsPow2(chosen.FftSize))
        {
            throw new ArgumentException($"FftSize must be a power of two; it is {chosen.FftSize}.", nameof(options));
        }

        return chosen;
    }

    /// <summary>
    /// The options with which a picture is drawn before it is scaled down. A small picture is drawn larger, so that its labels have room.
    /// </summary>
    public static PictureOptions Drawn(PictureOptions options)
    {
        var enlarged = Math.Max(1, Math.Max(600.0 / options.Width, 400.0 / options.Height));
        return options with { Width = (int)Math.Round(options.Width * enlarged), Height = (int)Math.Round(options.Height * enlarged) };
    }
}
