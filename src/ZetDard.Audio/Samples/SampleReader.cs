namespace ZetDard.Audio;

/// <summary>Fills a buffer with samples, as <c>ISampleProvider.Read</c> of NAudio 3 does.</summary>
/// <param name="buffer">Receives interleaved samples: those of all channels at one moment, then the next moment's.</param>
/// <returns>How many values were written, 0 at the end.</returns>
public delegate int SampleReader(Span<float> buffer);
