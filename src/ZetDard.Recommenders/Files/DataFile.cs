using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Enumeration;

namespace ZetDard.Recommenders;

/// <summary>
/// Opens data files for reading (plain or gzip-compressed text, told apart by the file's first bytes), and replaces files as a whole.
/// </summary>
public static class DataFile
{
    private const int SniffLength = 4096;
    private const string TemporaryEnding = ".tmp";
    private static readonly TimeSpan MinLeftoverAge = TimeSpan.FromHours(1);

    /// <summary>Opens a text file in UTF-8, and decompresses one that is gzip-compressed.</summary>
    /// <param name="path">The file.</param>
    /// <returns>
    /// A stream of the text's bytes, read forward only; a compressed file that turns out to be cut off throws at its end.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, is not text, or is named .gz without being one; while reading: its compressed data is damaged or cut off.
    /// </exception>
    public static Stream OpenRead(string path)
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

        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan);
        Stream? text = null;
        try
        {
            text = Decompress(path, file);
            var start = new byte[SniffLength];
            var count = text.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (count == 0)
            {
                throw new InvalidDataException($"{path} is empty.");
            }

            if (start.AsSpan(0, count).Contains((byte)0))
            {
                throw new InvalidDataException($"{path} is not a text file in UTF-8: it begins with bytes that no such text has.");
            }

            return new PrefixedStream(start.AsMemory(0, count), text);
        }
        catch
        {
            (text ?? file).Dispose();
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

    private static Stream Decompress(string path, FileStream file)
    {
        var magic = new byte[2];
        var count = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (count == 0)
        {
            throw new InvalidDataException($"{path} is empty.");
        }

        file.Position = 0;
        if (count == 2 && magic[0] == 0x1F && magic[1] == 0x8B)
        {
            return new CheckedGzipStream(path, file);
        }

        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidDataException($"{path} is named .gz, but is not gzip-compressed.")
            : file;
    }

    /// <summary>Returns bytes that were read ahead, then those of another stream.</summary>
    private sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ForwardStream
    {
        private ReadOnlyMemory<byte> _prefix = prefix;

        public override int Read(Span<byte> buffer)
        {
            if (_prefix.IsEmpty)
            {
                return rest.Read(buffer);
            }

            var count = Math.Min(buffer.Length, _prefix.Length);
            _prefix.Span[..count].CopyTo(buffer);
            _prefix = _prefix[count..];
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            rest.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>
    /// Decompresses and, at the end, checks that nothing is missing: <see cref="GZipStream"/> reads a file that was cut off without an
    /// error.
    /// </summary>
    private sealed class CheckedGzipStream(string path, FileStream file) : ForwardStream
    {
        private readonly GZipStream _gzip = new(file, CompressionMode.Decompress, leaveOpen: true);
        private long _length;
        private bool _checked;

        public override int Read(Span<byte> buffer)
        {
            int count;
            try
            {
                count = _gzip.Read(buffer);
            }
            catch (InvalidDataException damaged)
            {
                throw new InvalidDataException(
                    $"{path} is damaged: its compressed data cannot be read beyond byte {_length} of the text.", damaged);
            }

            _length += count;
            if (count == 0 && buffer.Length > 0 && !_checked)
            {
                _checked = true;
                if (!IsComplete())
                {
                    throw new InvalidDataException(
                        $"{path} is cut off: its compressed data ends after {_length} bytes of text without the closing record.");
                }
            }

            return count;
        }

        protected override void Dispose(bool disposing)
        {
            _gzip.Dispose();
            file.Dispose();
            base.Dispose(disposing);
        }

        // The last four bytes of a gzip member are its uncompressed length modulo 2^32 (RFC 1952, 2.3.1).
        private bool IsComplete()
        {
            var trailer = new byte[4];
            if (file.Length < 18)
            {
                return false;
            }

            file.Position = file.Length - trailer.Length;
            file.ReadExactly(trailer);
            var last = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
            if ((uint)_length == last)
            {
                return true;
            }

            var bytes = new byte[file.Length];
            file.Position = 0;
            file.ReadExactly(bytes);

            // Several members one after the other: the file is complete where some tail of it is a whole member.
            for (var start = bytes.AsSpan().LastIndexOf(Magic); start > 0; start = bytes.AsSpan(0, start).LastIndexOf(Magic))
            {
                if (TryLengthOf(bytes.AsMemory(start)) is { } length && (uint)length == last)
                {
                    return true;
                }
            }

            return false;
        }

        private static ReadOnlySpan<byte> Magic => [0x1F, 0x8B, 0x08];

        private static long? TryLengthOf(ReadOnlyMemory<byte> member)
        {
            try
            {
                using var gzip = new GZipStream(new MemoryStream(member.ToArray(), writable: false), CompressionMode.Decompress);
                var buffer = new byte[1 << 16];
                var length = 0L;
                for (int count; (count = gzip.Read(buffer)) > 0;)
                {
                    length += count;
                }

                return length;
            }
            catch (InvalidDataException)
            {
                return null;        // these bytes were no header
            }
        }
    }

    private abstract class ForwardStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public abstract override int Read(Span<byte> buffer);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
