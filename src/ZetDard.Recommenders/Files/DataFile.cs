using System.IO.Enumeration;

namespace ZetDard.Recommenders;

/// <summary>
/// Opens text files for reading, plain or gzip-compressed, in UTF-8 or a stated encoding, and replaces files as a whole.
/// </summary>
public static class DataFile
{
    private const int SniffLength = 1 << 16;
    private const string TemporaryEnding = ".tmp";
    private static readonly TimeSpan MinLeftoverAge = TimeSpan.FromHours(1);

    /// <summary>Opens a text file, decompresses one that is gzip-compressed, and gives its text in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">
    /// The encoding of the file by its name, such as <c>GB18030</c>, <c>Big5</c> or <c>windows-1252</c>. <see langword="null"/> for UTF-8,
    /// or for UTF-16 and UTF-32 where the file begins with a byte-order mark.
    /// </param>
    /// <param name="cancellationToken">Cancels the reading: the stream checks it at every block that is read from it.</param>
    /// <returns>
    /// A stream of the text's bytes in UTF-8 without a byte-order mark, read forward only. Bytes that are not valid in a file of UTF-8 are
    /// passed on as they are, where the beginning of the file is UTF-8; a decoder makes U+FFFD of them.
    /// </returns>
    /// <exception cref="ArgumentException">There is no encoding of that name.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty or not a regular file; is not text, or is text in another encoding; is a page of HTML or a pointer of Git LFS; or
    /// is named .gz without being one. While reading: its compressed data is damaged or cut off, or a byte is not valid in the given encoding.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read the file.</exception>
    /// <remarks>
    /// Memory is bounded, whatever the file holds. A gzip file may have several members; zeros behind the last one, as on tapes, are ignored.
    /// </remarks>
    public static Stream OpenRead(string path, string? encoding = null, CancellationToken cancellationToken = default)
    {
        var given = encoding is null ? null : TextEncoding.Named(encoding);
        var text = OpenBytes(path, cancellationToken);
        try
        {
            var start = new byte[SniffLength];
            var count = text.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return TextEncoding.ToUtf8(path, start.AsMemory(0, count), text, given);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file of any contents, and decompresses one that is gzip-compressed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading: the stream checks it at every block that is read from it.</param>
    /// <returns>A stream of the bytes, read forward only.</returns>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty or not a regular file, or is named .gz without being one. While reading: its compressed data is damaged or cut off.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read the file.</exception>
    public static Stream OpenBytes(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new FileNotFoundException($"{path} is a folder; give a file.", path);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file {path}.", path);
        }

        // Opening a pipe that nobody writes to would wait for ever; the length of a pipe, a device or a socket is 0.
        var contents = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
        if (contents.Length == 0)
        {
            throw new InvalidDataException($"{path} is empty, or is not a regular file but a device, a pipe or a socket. Give a file with contents.");
        }

        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan);
        try
        {
            return new CancellableStream(Decompress(path, file), cancellationToken);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Replaces a file as a whole: whatever happens, the path holds the old file or the new one, never half of one.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="write">Writes the contents; the stream can be read and sought too. When it throws, nothing is replaced.</param>
    /// <exception cref="IOException">The disk is full, or the folder is missing or closed to this process.</exception>
    /// <remarks>
    /// The contents are written to a temporary file in the same folder, flushed to the disk and renamed. A process that is killed in
    /// between leaves the temporary file behind; a later save to the same path deletes it, once it is an hour old and no process writes it.
    /// </remarks>
    public static void Replace(string path, Action<Stream> write) => Replace(path, write, flushToDisk: true);

    /// <inheritdoc cref="Replace(string, Action{Stream})"/>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="write">Writes the contents; the stream can be read and sought too. When it throws, nothing is replaced.</param>
    /// <param name="cancellationToken">Stops before anything is replaced.</param>
    public static async Task ReplaceAsync(string path, Func<Stream, Task> write, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var temporary = TemporaryPath(path);
        try
        {
            var stream = Create(temporary, isAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        DeleteLeftovers(path);
    }

    /// <summary>Replaces a file as a whole, and leaves it to the caller whether the new contents must survive a power failure.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="write">Writes the contents.</param>
    /// <param name="flushToDisk">
    /// Where <see langword="false"/>, a crash of the machine (not of the process) may leave a file that is empty or cut off: for contents
    /// with a checksum that can be computed again.
    /// </param>
    internal static void Replace(string path, Action<Stream> write, bool flushToDisk)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var temporary = TemporaryPath(path);
        try
        {
            using (var stream = Create(temporary, isAsync: false))
            {
                write(stream);
                stream.Flush(flushToDisk);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        DeleteLeftovers(path);
    }

    private static string TemporaryPath(string path) => $"{path}.{Guid.NewGuid():N}{TemporaryEnding}";

    private static FileStream Create(string path, bool isAsync) =>
        new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, isAsync);

    /// <summary>Deletes the temporary files of earlier saves to the same path whose process was killed.</summary>
    /// <remarks>
    /// Two conditions protect a save that is still going on. Its file is locked while it is open; and its file is young, which covers the
    /// moments before the lock and between closing and renaming, and file systems that do not lock. A file that cannot be deleted is left
    /// for the next save.
    /// </remarks>
    private static void DeleteLeftovers(string path)
    {
        try
        {
            path = Path.GetFullPath(path);
            var oldest = File.GetLastWriteTimeUtc(path) - MinLeftoverAge;       // the file system's own clock
            foreach (var leftover in FindTemporaryFiles(path).Where(file => File.GetLastWriteTimeUtc(file) < oldest))
            {
                TryDelete(leftover);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be listed. The save itself succeeded.
        }

        static void TryDelete(string leftover)
        {
            try
            {
                new FileStream(leftover, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another process is writing the file, or has deleted it.
            }
        }
    }

    private static FileSystemEnumerable<string> FindTemporaryFiles(string path)
    {
        var start = $"{Path.GetFileName(path)}.";
        var length = start.Length + Guid.Empty.ToString("N").Length + TemporaryEnding.Length;
        var all = new EnumerationOptions { AttributesToSkip = 0 };
        return new(Path.GetDirectoryName(path)!, (ref FileSystemEntry entry) => entry.ToFullPath(), all)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                entry.FileName.Length == length
                && entry.FileName.StartsWith(start, StringComparison.Ordinal)
                && entry.FileName.EndsWith(TemporaryEnding, StringComparison.Ordinal)
                && Guid.TryParseExact(entry.FileName[start.Length..^TemporaryEnding.Length], "N", out _),
        };
    }

    private static Stream Decompress(string path, Stream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var count = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return magic[..count].SequenceEqual<byte>([0x1F, 0x8B]) ? new GzipText(path, file)
            : path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? throw new InvalidDataException($"{path} is named .gz, but is not gzip-compressed.")
                : file;
    }

    /// <summary>Throws at the next read after its token was cancelled.</summary>
    private sealed class CancellableStream(Stream inner, CancellationToken cancellationToken) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return inner.Read(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
