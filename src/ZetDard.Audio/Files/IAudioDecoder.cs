namespace ZetDard.Audio;

/// <summary>Opens sound files of some formats. A host adds one of its own by <see cref="AudioReadOptions.Decoders"/>.</summary>
/// <remarks>Safe for concurrent use; the sources that it opens are not.</remarks>
public interface IAudioDecoder
{
    /// <summary>What people call it, for messages.</summary>
    string Name { get; }

    /// <summary>Whether a file is of a format that this decoder knows; its name says nothing.</summary>
    /// <param name="start">The first 8,192 bytes of the file, or all where it is shorter; where the file begins with an ID3v2 tag, the bytes behind that.</param>
    bool CanDecode(ReadOnlySpan<byte> start);

    /// <summary>Opens a file.</summary>
    /// <param name="path">An existing file that <see cref="CanDecode"/> knows.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or of a form that is not supported; the message says what it is. The next decoder that knows the format is asked.</exception>
    /// <exception cref="PlatformNotSupportedException">A library or program that this decoder works with is not installed; the message says how to install it. The next decoder is asked.</exception>
    SampleSource Open(string path);
}
