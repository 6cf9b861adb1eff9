using ZetDard.Recommenders;

namespace ZetDard.Visualization;

/// <summary>
/// Draws sound as in a scientific paper: the waveform above its spectrogram, with a common time axis. Safe for concurrent use.
/// </summary>
/// <example>
/// <code>
/// var picture = SoundPicture.Draw(AudioFile.Read("song.mp3"), new() { Title = "My song" });
/// picture.SavePng("song.png");
/// picture.SaveSvg("song.svg");
/// </code>
/// </example>
public static class SoundPicture
{
    private const double SpectrogramShare = 0.62;

    /// <summary>Draws a waveform above its spectrogram.</summary>
    /// <param name="waveform">A waveform of any length, also an empty one, and with any number of channels.</param>
    /// <param name="options">Title, size and spectrogram options, which are copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static Picture Draw(Waveform waveform, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var chosen = PictureSetup.Checked(options);
        var drawn = PictureSetup.Drawn(chosen);
        var columns = Figure.InnerWidth(drawn, hasColorBar: true);
        var rows = Figure.InnerHeight(drawn, SpectrogramShare);
        var image = new Lazy<SpectrogramImage>(() => SpectrogramImage.Of(waveform, chosen, columns, rows));
        return new(chosen, drawn, (canvas, title) =>
        {
            var spectrogram = image.Value;      // computed outside of the lock with which Figure draws one picture at a time
            var waveHeight = drawn.Height * 0.33f;
            Figure.Draw(
                canvas,
                title,
                drawn,
                (() => Figure.WaveformPlot(waveform, columns, hasColorBar: true, hasTime: false, waveHeight), 1 - SpectrogramShare),
                (() => Figure.SpectrogramPlot(spectrogram, columns, chosen.FrequencyAxis), SpectrogramShare));
        });
    }
}
