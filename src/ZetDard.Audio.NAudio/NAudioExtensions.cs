using NAudio.Wave;

namespace ZetDard.Audio;

/// <summary>Passes sound from NAudio 3 to this library and back.</summary>
/// <remarks>
/// For NAudio 2, whose providers fill a part of an array, this package is neither needed nor usable: pass the method,
/// <c>SampleSource.From(provider.WaveFormat.SampleRate, provider.WaveFormat.Channels, provider.Read)</c>.
/// </remarks>
/// <example>
/// <code>
/// using var source = SampleSource.From(new WaveFileReader("a.wav").ToSampleProvider()).Resample(22_050);
///
/// using var song = AudioFile.Open("song.flac");
/// outputDevice.Init(song.ToSampleProvider());         // any IWavePlayer
/// outputDevice.Play();
/// </code>
/// </example>
public static class NAudioExtensions
{
    extension(SampleSource)
    {
        /// <summary>Creates a source from a provider of NAudio, whose sample rate and channels it has.</summary>
        /// <param name="provider">
        /// The provider, which is read until it returns 0. The source owns it, as every source owns what it reads from: if it is
        /// <see cref="IDisposable"/>, it is disposed with the source. The providers of NAudio that wrap a file are not: dispose the reader
        /// of the file yourself.
        /// </param>
        public static SampleSource From(ISampleProvider provider)
        {
            ArgumentNullException.ThrowIfNull(provider);
            return new ProviderSource(provider);
        }
    }

    /// <summary>Gives a source to NAudio: for its players (<c>outputDevice.Init</c>), mixers, effects and writers.</summary>
    /// <param name="source">
    /// The source. The provider reads on where it stands, and does not dispose it: dispose the source when the playback has stopped.
    /// </param>
    /// <returns>
    /// A provider that fills every buffer to the end, because some of NAudio's take less for the end of the sound. It throws what
    /// <see cref="SampleSource.Read"/> throws. A player that has been given it reports that in <c>PlaybackStopped</c>.
    /// </returns>
    public static ISampleProvider ToSampleProvider(this SampleSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SourceProvider(source);
    }

    private sealed class ProviderSource(ISampleProvider provider)
        : SampleSource(provider.WaveFormat.SampleRate, provider.WaveFormat.Channels, null)
    {
        private readonly SampleSource _inner = From(provider.WaveFormat.SampleRate, provider.WaveFormat.Channels, provider.Read);

        protected override int ReadBlock(Span<float> interleaved) => _inner.Read(interleaved);

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            (provider as IDisposable)?.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class SourceProvider(SampleSource source) : ISampleProvider
    {
        // The rest of a sample of all channels of which the last buffer had room for a part.
        private readonly float[] _frame = new float[source.ChannelCount];
        private int _frameRest;

        public WaveFormat WaveFormat { get; } = WaveFormat.CreateIeeeFloatWaveFormat(source.SampleRateHz, source.ChannelCount);

        public int Read(Span<float> buffer)
        {
            var filled = 0;
            while (filled < buffer.Length)
            {
                if (_frameRest > 0)
                {
                    var count = Math.Min(_frameRest, buffer.Length - filled);
                    _frame.AsSpan(_frame.Length - _frameRest, count).CopyTo(buffer[filled..]);
                    (_frameRest, filled) = (_frameRest - count, filled + count);
                    continue;
                }

                var fits = buffer.Length - filled >= _frame.Length;
                var read = source.Read(fits ? buffer[filled..] : _frame);
                if (read == 0)
                {
                    break;
                }

                (filled, _frameRest) = fits ? (filled + read, 0) : (filled, _frame.Length);
            }

            return filled;
        }
    }
}
