using ZetDard.Recommenders;

namespace ZetDard.Visualization;

/// <summary>Draws waveforms: amplitude over time, with a lane for each of at most eight channels. Safe for concurrent use.</summary>
/// <example>
/// <code>
/// WaveformPicture.Draw(AudioFile.Read("song.mp3"), new() { Title = "My song" }).SaveSvg("song.svg");
/// </code>
/// </example>
public static class WaveformPicture
{
    /// <summary>Draws a waveform: in each column of pixels the range of the samples and, darker, their root mean square.</summary>
    /// <param name="waveform">A waveform of any length, also an empty one, and with any number of channels.</param>
    /// <param name="options">Title and size, which are copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static Picture Draw(Waveform waveform, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var chosen = PictureSetup.Checked(options);
        var drawn = PictureSetup.Drawn(chosen);
        var columns = Figure.InnerWidth(drawn, hasColorBar: false);
        return new(chosen, drawn, (canvas, title) => Figure.Draw(
            canvas,
            title,
            drawn,
            (() => Figure.WaveformPlot(waveform, columns, hasColorBar: false, hasTime: true, drawn.Height - 100), 1)));
    }
}
