using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Visualization;

/// <summary>Pictures of spectrograms: power in decibels by time and frequency, with a bar that says what the colours mean. Safe for concurrent use.</summary>
public static class SpectrogramPicture
{
    /// <summary>Computes and draws the spectrogram of a waveform, its channels averaged: decibels against its loudest value, which is bright.</summary>
    /// <param name="waveform">Any length, also none.</param>
    /// <param name="options">Title, size, and what is computed; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static Picture Draw(Waveform waveform, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var chosen = PictureSetup.Checked(options);
        return Draw(chosen, (columns, rows) => SpectrogramImage.Of(waveform, chosen, columns, rows));
    }

    /// <summary>Draws a spectrogram that is there already.</summary>
    /// <param name="decibels">Values in decibels, as of <see cref="MelSpectrogram.ComputeLog"/>; what is not a number is left blank. Its bins, ascending, stand at even distances whatever their frequencies, which the marks tell.</param>
    /// <param name="options">Title, size and range (the axis is that of the spectrogram); defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static Picture Draw(Spectrogram decibels, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(decibels);
        var chosen = PictureSetup.Checked(options);
        chosen.FrequencyAxis = SpectrogramImage.IsEven(decibels.FrequenciesHz) ? FrequencyAxis.Linear : FrequencyAxis.Mel;
        return Draw(chosen, (columns, rows) => SpectrogramImage.Of(decibels, chosen, columns, rows));
    }

    private static Picture Draw(PictureOptions chosen, Func<int, int, SpectrogramImage> make)
    {
        var drawn = PictureSetup.Drawn(chosen);
        var columns = Figure.InnerWidth(drawn, hasColorBar: true);
        var image = new Lazy<SpectrogramImage>(() => make(columns, Figure.InnerHeight(drawn, 1)));
        return new(chosen, drawn, (canvas, title) =>
        {
            var spectrogram = image.Value;      // before the drawing, which one picture does at a time
            Figure.Draw(canvas, title, drawn, (() => Figure.SpectrogramPlot(spectrogram, columns, chosen.FrequencyAxis), 1));
        });
    }
}
