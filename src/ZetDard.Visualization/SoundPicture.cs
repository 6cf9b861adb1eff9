using ZetDard.Recommenders;

namespace ZetDard.Visualization;

/// <summary>Pictures of sound as a thesis shows them: the waveform above its spectrogram, over one time axis. Safe for concurrent use.</summary>
public static class SoundPicture
{
    private const double SpectrogramShare = 0.62;

    /// <summary>Draws both.</summary>
    /// <param name="waveform">Any length, also none; any number of channels.</param>
    /// <param name="options">Title, size, and what is computed; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static Picture Draw(Waveform waveform, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var chosen = PictureSetup.Checked(options);
        var drawn = PictureSetup.Drawn(chosen);
        var columns = Figure.InnerWidth(drawn, hasColorBar: true);
        var image = new Lazy<SpectrogramImage>(() => SpectrogramImage.Of(waveform, chosen, columns, Figure.InnerHeight(drawn, SpectrogramShare)));
        return new(chosen, drawn, (canvas, title) =>
        {
            var spectrogram = image.Value;      // before the drawing, which one picture does at a time
            Figure.Draw(
                canvas,
                title,
                drawn,
                (() => Figure.WaveformPlot(waveform, columns, hasColorBar: true, hasTime: false, drawn.Height * 0.33f), 1 - SpectrogramShare),
                (() => Figure.SpectrogramPlot(spectrogram, columns, chosen.FrequencyAxis), SpectrogramShare));
        });
    }
}
