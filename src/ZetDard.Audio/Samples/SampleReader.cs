namespace ZetDard.Audio;

/// <summary>Fills a buffer with samples, like <c>ISampleProvider.Read</c> of NAudio 3.</summary>
/// <param name="buffer">Receives interleaved samples: one of each channel, then the next of each channel, and so on.</param>
/// <returns>How many values were written; 0 at the end.</returns>
public delegate int SampleReader(Span<float> buffer);
