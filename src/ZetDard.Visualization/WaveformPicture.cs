using ZetDard.Recommenders;

namespace ZetDard.Visualization;

/// <summary>Pictures of waveforms: amplitude over time, a lane for each channel (at most eight). Safe for concurrent use.</summary>
public static class WaveformPicture
{
    /// <summary>Draws a waveform: the range of the samples in each column of pixels, and darker their effective value.</summary>
    /// <param name="waveform">Any length, also none; any number of channels.</param>
    /// <param name="options">Title and size; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static Picture Draw(Waveform waveform, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var chosen = PictureSetup.Checked(options);
        var drawn = PictureSetup.Drawn(chosen);
        var columns = Figure.InnerWidth(drawn, hasColorBar: false);
        return new(chosen, drawn, (canvas, title) => Figure.Draw(canvas, title, drawn, (() => Figure.WaveformPlot(waveform, columns, hasColorBar: false, hasTime: true, drawn.Height - 100), 1)));
    }
}
