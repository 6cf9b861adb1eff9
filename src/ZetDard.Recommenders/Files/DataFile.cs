using System.Buffers.Binary;
using System.IO.Compression;

namespace ZetDard.Recommenders;

/// <summary>Opens data files for reading (plain or gzip-compressed text, told apart by the file's first bytes), and replaces files as a whole.</summary>
public static class DataFile
{
    private const int SniffLength = 4096;

    /// <summary>Opens a text file in UTF-8; one that is gzip-compressed is read as it is.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A stream of the text's bytes, read forward only; a compressed file that turns out to be cut off throws at its end.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is empty, is not text, or is named .gz without being one; while reading: its compressed data is damaged or cut off.</exception>
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

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan);
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

    /// <summary>Writes a file aside, flushes it to the disk and renames it: whatever happens, the path holds the old file or the new one, never half of one.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="write">Writes the contents; the stream can be read and sought too. When it throws, nothing is replaced.</param>
    /// <exception cref="IOException">The disk is full, or the folder is missing or closed to this process.</exception>
    public static void Replace(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var aside = Aside(path);
        try
        {
            using (var stream = Create(aside, isAsync: false))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <inheritdoc cref="Replace"/>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="write">Writes the contents; the stream can be read and sought too. When it throws, nothing is replaced.</param>
    /// <param name="cancellationToken">Stops before anything is replaced.</param>
    public static async Task ReplaceAsync(string path, Func<Stream, Task> write, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var aside = Aside(path);
        try
        {
            var stream = Create(aside, isAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    private static string Aside(string path) => $"{path}.{Guid.NewGuid():N}.tmp";

    private static FileStream Create(string path, bool isAsync) => new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, isAsync);

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

    /// <summary>Hands out bytes that were read ahead, then the rest.</summary>
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

    /// <summary>Decompresses and, at the end, checks that nothing is missing: <see cref="GZipStream"/> takes a file that was cut off for a complete one.</summary>
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
                throw new InvalidDataException($"{path} is damaged: its compressed data cannot be read beyond byte {_length} of the text.", damaged);
            }

            _length += count;
            if (count == 0 && buffer.Length > 0 && !_checked)
            {
                _checked = true;
                if (!IsComplete())
                {
                    throw new InvalidDataException($"{path} is cut off: its compressed data ends after {_length} bytes of text without the closing record.");
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
