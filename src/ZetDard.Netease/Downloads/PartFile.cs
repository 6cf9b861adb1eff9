using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace ZetDard.Netease.Downloads;

/// <summary>
/// The part of a file that has been downloaded (.part), and beside it (.part.tag) the version that it belongs to: the MD5 that the
/// service gave and the entity tag of the host.
/// </summary>
/// <remarks>
/// Their names are known in advance, so in a folder that others can write to, a link or a pipe may be there already. Neither is written
/// to, and neither makes the download wait. .NET cannot open a file without following links, so the name is checked before and after
/// opening; new files are created in one step that follows no link. Hard links are not detected: whoever can make one can write the
/// file anyway.
/// </remarks>
internal sealed class PartFile : IDisposable
{
    private const int MaxTagLength = 1000;

    private readonly string _path;
    private readonly string _tagPath;
    private FileStream? _stream;
    private string? _md5;

    private PartFile(string target)
    {
        _path = target + ".part";
        _tagPath = _path + ".tag";
        if (IsLink(_path))
        {
            throw NoFile();
        }

        try
        {
            // No other process may write this file at the same time.
            _stream = OpenFile(_path, File.Exists(_path) ? FileMode.Open : FileMode.CreateNew);
        }
        catch (IOException e) when (File.Exists(_path))
        {
            throw new IOException($"{_path} cannot be opened; another download may be writing it. Wait for it, or remove the file.", e);
        }

        if (!_stream.CanSeek || IsLink(_path))
        {
            Close();
            throw NoFile();
        }
    }

    /// <summary>The number of bytes that have been downloaded.</summary>
    public long Length => _stream!.Length;

    /// <summary>
    /// The host's entity tag of the version that the bytes belong to; <see langword="null"/> if there is none or it is a weak
    /// one.
    /// </summary>
    public EntityTagHeaderValue? Tag { get; private set; }

    /// <summary>Opens the part of a file. A part from an earlier attempt is kept if it belongs to the same version.</summary>
    public static PartFile Open(string target, string? md5)
    {
        var part = new PartFile(target);
        try
        {
            if (part.Length > 0)
            {
                part.ReadTag();
            }

            part.BelongTo(md5);
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <summary>Sets the version that the bytes must belong to. Bytes of another version, or of an unknown one, are dropped.</summary>
    public void BelongTo(string? md5)
    {
        if (md5 is null ? Tag is null : md5 != _md5)
        {
            Clear();
        }

        _md5 = md5;
    }

    /// <summary>Stores the host's entity tag of the bytes that it sends.</summary>
    public void Keep(EntityTagHeaderValue? tag)
    {
        Tag = tag is { IsWeak: false, Tag.Length: <= MaxTagLength } ? tag : null;
        Writing(() =>
        {
            File.Delete(_tagPath);
            using var writer = new StreamWriter(OpenFile(_tagPath, FileMode.CreateNew));
            writer.WriteLine(_md5);
            writer.WriteLine(Tag);
        });
        _stream!.Seek(0, SeekOrigin.End);
    }

    /// <summary>Drops all bytes.</summary>
    public void Clear()
    {
        if (Length > 0)
        {
            _stream!.SetLength(0);
        }

        Tag = null;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _stream!.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Full(e);
        }
    }

    public async Task<string> Md5Async(CancellationToken cancellationToken)
    {
        _stream!.Seek(0, SeekOrigin.Begin);
        return await Md5Async(_stream, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Renames the part to its final name.</summary>
    /// <exception cref="IOException">A file of that name has been created meanwhile and may not be replaced; the part stays.</exception>
    public void Finish(string target, bool overwrite)
    {
        Writing(() => _stream!.Flush(flushToDisk: true));
        Close();
        File.Move(_path, target, overwrite);
        File.Delete(_tagPath);
    }

    /// <summary>Deletes the part, because its bytes are wrong.</summary>
    public void Remove()
    {
        Close();
        File.Delete(_path);
        File.Delete(_tagPath);
    }

    /// <summary>Closes the part and leaves it for the next attempt; an empty one is deleted.</summary>
    public void Dispose()
    {
        try
        {
            if (_stream is { Length: 0 })
            {
                Remove();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left is empty. The error that ended the download says more.
        }

        Close();
    }

    internal static async Task<string> Md5Async(Stream stream, CancellationToken cancellationToken)
    {
#pragma warning disable CA5351 // MD5 is what the service tells of its files; it finds damage, not malice.
        return Convert.ToHexStringLower(await MD5.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
#pragma warning restore CA5351
    }

    private void ReadTag()
    {
        if (IsLink(_tagPath) || !File.Exists(_tagPath))
        {
            return;
        }

        using var stream = OpenFile(_tagPath, FileMode.Open);
        if (!stream.CanSeek || stream.Length > 2 * MaxTagLength)
        {
            return;
        }

        using var reader = new StreamReader(stream);
        _md5 = reader.ReadLine() is { Length: > 0 } md5 ? md5 : null;
        Tag = EntityTagHeaderValue.TryParse(reader.ReadLine(), out var tag) && !tag.IsWeak ? tag : null;
    }

    // Opened for reading and writing, a pipe does not wait for its other end.
    private static FileStream OpenFile(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private IOException NoFile() =>
        new($"{_path} is a link, a pipe or a device, and a download writes through none of them. Remove it, or choose a folder that only you can write to.");

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private void Writing(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Full(e);
        }
    }

    private IOException Full(Exception inner) =>
        new($"{_path} cannot be written: {inner.Message} Free space on that disk, or choose another folder, and call again; the downloaded part stays.", inner);
}
