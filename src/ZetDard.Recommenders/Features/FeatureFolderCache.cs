using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ZetDard.Recommenders;

/// <summary>Stores computed features in a folder, with one small file for each key, so that later runs can read them.</summary>
/// <remarks>
/// <para>
/// A file is named by the SHA-256 of its key and holds the features (4 bytes each, little-endian) and their SHA-256; one that was cut off
/// or damaged counts as absent.
/// </para>
/// <para>
/// Each file is written under another name and then renamed, so that several processes can share a folder and a killed one leaves no half
/// row. Rows are not flushed to the disk one by one: after a power failure, the newest may have to be computed again. The folder, or any
/// file of it, may be deleted at any time.
/// </para>
/// </remarks>
/// <param name="folder">The folder; it is created when the first features are stored.</param>
public sealed class FeatureFolderCache(string folder) : IFeatureCache
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = !string.IsNullOrWhiteSpace(folder)
        ? folder
        : throw new ArgumentException("The cache needs the name of a folder; it is empty.", nameof(folder));

    /// <inheritdoc/>
    public bool TryRead(string key, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(key);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(PathOf(key));
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (length != features.Length * sizeof(float)
            || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            return false;
        }

        for (var i = 0; i < features.Length; i++)
        {
            features[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk is full, or the folder cannot be created.</exception>
    public void Write(string key, ReadOnlySpan<float> features)
    {
        ArgumentNullException.ThrowIfNull(key);
        var bytes = new byte[(features.Length * sizeof(float)) + SHA256.HashSizeInBytes];
        for (var i = 0; i < features.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), features[i]);
        }

        SHA256.HashData(bytes.AsSpan(0, features.Length * sizeof(float)), bytes.AsSpan(features.Length * sizeof(float)));
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DataFile.Replace(path, stream => stream.Write(bytes), flushToDisk: false);      // the hash detects what a power failure damages
    }

    // Two levels, so that no folder has too many files.
    private string PathOf(string key)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan())));
        return Path.Combine(Folder, name[..2], $"{name[2..]}.features");
    }
}
