using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Visualization;

/// <summary>Draws spectrograms: power in decibels over time and frequency, with a colour bar. Safe for concurrent use.</summary>
/// <example>
/// <code>
/// var waveform = AudioFile.Read("song.mp3");
/// SpectrogramPicture.Draw(waveform, new() { FrequencyAxis = FrequencyAxis.Linear, MaxFrequencyHz = 8_000 }).SavePng("song.png");
/// SpectrogramPicture.Draw(new MelSpectrogram(waveform.SampleRateHz).ComputeLog(waveform.ToMono().Channel(0))).SavePng("mel.png");
/// </code>
/// </example>
public static class SpectrogramPicture
{
    /// <summary>
    /// Computes and draws the spectrogram of a waveform, whose channels are averaged. Decibels are relative to the loudest value, which is
    /// the brightest.
    /// </summary>
    /// <param name="waveform">A waveform of any length, also an empty one.</param>
    /// <param name="options">Title, size and spectrogram options, which are copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static Picture Draw(Waveform waveform, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var chosen = PictureSetup.Checked(options);
        return Draw(chosen, (columns, rows) => SpectrogramImage.Of(waveform, chosen, columns, rows));
    }

    /// <summary>Draws a spectrogram that has been computed before.</summary>
    /// <param name="decibels">
    /// Values in decibels, such as those of <see cref="MelSpectrogram.ComputeLog"/>; a value that is not a number is left blank. The bins,
    /// in ascending order, are drawn at equal distances whatever their frequencies; the marks of the axis show the frequencies.
    /// </param>
    /// <param name="options">
    /// Title, size and range, which are copied; <see langword="null"/> for the defaults. The frequency axis is that of the spectrogram.
    /// </param>
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
            var spectrogram = image.Value;      // computed outside of the lock with which Figure draws one picture at a time
            Figure.Draw(canvas, title, drawn, (() => Figure.SpectrogramPlot(spectrogram, columns, chosen.FrequencyAxis), 1));
        });
    }
}
