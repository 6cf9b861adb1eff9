namespace ZetDard.Audio;

/// <summary>
/// Opens sound files of certain formats. An application adds its own decoder through <see cref="AudioReadOptions.Decoders"/>.
/// </summary>
/// <remarks>Implementations are safe for concurrent use; the sources that they open are not.</remarks>
public interface IAudioDecoder
{
    /// <summary>The name of the decoder in messages.</summary>
    string Name { get; }

    /// <summary>Whether a file is of a format that this decoder knows. The name of the file is not considered.</summary>
    /// <param name="start">
    /// The first 8,192 bytes of the file, or all of a shorter file; if the file begins with an ID3v2 tag, the bytes after the tag.
    /// </param>
    bool CanDecode(ReadOnlySpan<byte> start);

    /// <summary>Opens a file.</summary>
    /// <param name="path">An existing file for which <see cref="CanDecode"/> returned <see langword="true"/>.</param>
    /// <param name="allowIncomplete">
    /// Whether a file that is damaged or cut off is read as far as possible (<see cref="AudioReadOptions.AllowIncomplete"/>). If not, such
    /// a file is an <see cref="InvalidDataException"/>, here or while it is read.
    /// </param>
    /// <returns>
    /// The sound. Its <see cref="SampleSource.Length"/>, if it states one, is the number of samples that will come: a source that ends
    /// earlier has failed, and so has a source that gives no sample; the next decoder goes on where it ended.
    /// </returns>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or of a variant that is not supported; the message says what it is. The next decoder that knows the format is
    /// tried.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// A library or program that this decoder needs is not installed; the message says how to install it. The next decoder is tried.
    /// </exception>
    SampleSource Open(string path, bool allowIncomplete);
}
