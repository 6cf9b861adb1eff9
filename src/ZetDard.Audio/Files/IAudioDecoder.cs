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
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or of a variant that is not supported; the message says what it is. The next decoder that knows the format is
    /// tried.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// A library or program that this decoder needs is not installed; the message says how to install it. The next decoder is tried.
    /// </exception>
    SampleSource Open(string path);
}
