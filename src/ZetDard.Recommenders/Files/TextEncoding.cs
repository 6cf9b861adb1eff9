using System.Buffers;
using System.Text;

namespace ZetDard.Recommenders;

/// <summary>Encodings of text files by their names, how far bytes are UTF-8, and texts that are not the file that was meant.</summary>
public static class TextEncoding
{
    // Longer marks first: that of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] Marked = [new UTF32Encoding(false, true, true), new UTF32Encoding(true, true, true), new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true)];

    private static readonly (byte[] Start, string What)[] Foreign =
    [
        ([.. "PK\x03\x04"u8], "a ZIP archive or a spreadsheet (.xlsx). Unpack it, or save the sheet as CSV in UTF-8"),
        ([.. "BZh"u8], "compressed by bzip2. Decompress it, or compress it by gzip"),
        ([0xFD, .. "7zXZ"u8], "compressed by xz. Decompress it, or compress it by gzip"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed by Zstandard. Decompress it, or compress it by gzip"),
        ([.. "SQLite format 3"u8], "an SQLite database. Export a table from it"),
        ([.. "PAR1"u8], "a Parquet file. Convert it to CSV"),
        ([.. "%PDF"u8], "a PDF document"),
        ([0x7F, .. "ELF"u8], "a program"),
    ];

    /// <summary>The encoding of a name, which throws at bytes that are not valid in it.</summary>
    /// <exception cref="ArgumentException">There is no encoding of that name.</exception>
    public static Encoding Named(string name)
    {
        var (encoder, decoder) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, encoder, decoder) ?? Encoding.GetEncoding(name, encoder, decoder);
        }
        catch (ArgumentException unknown)
        {
            throw new ArgumentException(
                $"There is no encoding '{name}'. Known are, among others, UTF-8, UTF-16, GB18030, Big5, Shift_JIS, EUC-KR and windows-1252.", nameof(name), unknown);
        }
    }

    /// <summary>What a text is that a server or a version control system left in place of a file, and what to do.</summary>
    /// <param name="text">The text or its beginning.</param>
    /// <returns><see langword="null"/> if it is neither a page of HTML nor a pointer of Git LFS.</returns>
    public static string? ForeignTextKindOf(ReadOnlySpan<char> text)
    {
        text = text.TrimStart("\uFEFF \t\r\n");
        return text.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            ? "a page of HTML, perhaps the error message of a server in place of the file. Download the file again"
            : text.StartsWith("version https://git-lfs", StringComparison.Ordinal)
                ? "a pointer of Git LFS to the file, not the file itself. Fetch the file with 'git lfs pull'"
                : null;
    }

    /// <summary>Counts the sequences of more than one byte that are valid in UTF-8, and those that are not.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isWhole">Whether they are the whole text; if not, a sequence that is cut off at the end does not count as invalid.</param>
    /// <returns>The two counts, and the index of the first byte that is not valid.</returns>
    public static (int Valid, int Invalid, int First) CountUtf8(ReadOnlySpan<byte> bytes, bool isWhole = true)
    {
        var (valid, invalid, first) = (0, 0, 0);
        for (var at = 0; at < bytes.Length;)
        {
            var ascii = bytes[at..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii < 0)
            {
                break;
            }

            at += ascii;
            var status = Rune.DecodeFromUtf8(bytes[at..], out _, out var length);
            if (status == OperationStatus.NeedMoreData && !isWhole)
            {
                break;
            }

            if (status == OperationStatus.Done)
            {
                valid++;
            }
            else if (invalid++ == 0)
            {
                first = at;
            }

            at += length;
        }

        return (valid, invalid, first);
    }

    /// <summary>Converts a text to UTF-8 without a byte-order mark.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="start">The first bytes of the text.</param>
    /// <param name="rest">The bytes behind them.</param>
    /// <param name="given">The encoding; <see langword="null"/> to tell it from the first bytes.</param>
    internal static Stream ToUtf8(string path, ReadOnlyMemory<byte> start, Stream rest, Encoding? given)
    {
        if (start.IsEmpty)
        {
            throw new InvalidDataException($"{path} is empty.");
        }

        RefuseForeign(path, start.Span);
        var encoding = Array.Find(Marked, marked => start.Span.StartsWith(marked.Preamble)) ?? given;
        var text = new PrefixedStream(start[(Mark(start.Span, encoding) ?? 0)..], rest);
        if (encoding is not null and not UTF8Encoding)
        {
            return new Converted(path, encoding, text);
        }

        if (start.Span.Contains((byte)0))
        {
            throw new InvalidDataException(
                $"{path} is not a text file in UTF-8: it holds bytes of the value 0, which no such text has. "
                + "If it is text in UTF-16, give that encoding (UTF-16 or UTF-16BE).");
        }

        return CountUtf8(start.Span, isWhole: false) is var (valid, invalid, first) && invalid > valid
            ? throw new InvalidDataException(
                $"{path} is not text in UTF-8: byte {first + 1} is the first that is not valid. {Advice(start.Span[first..])}")
            : text;
    }

    private static int? Mark(ReadOnlySpan<byte> start, Encoding? encoding)
    {
        var mark = encoding is null or UTF8Encoding ? Encoding.UTF8.Preamble : encoding.Preamble;
        return start.StartsWith(mark) ? mark.Length : null;
    }

    private static void RefuseForeign(string path, ReadOnlySpan<byte> start)
    {
        foreach (var (magic, what) in Foreign)
        {
            if (start.StartsWith(magic))
            {
                throw new InvalidDataException($"{path} is {what}.");
            }
        }

        if (ForeignTextKindOf(Encoding.UTF8.GetString(start[..Math.Min(start.Length, 256)])) is { } kind)
        {
            throw new InvalidDataException($"{path} is {kind}.");
        }
    }

    private static string Advice(ReadOnlySpan<byte> bytes)
    {
        var (name, others) = LooksLikeGb18030(bytes[..Math.Min(bytes.Length, 4096)])
            ? ("GB18030", "Big5, EUC-JP or EUC-KR")
            : ("windows-1252", "Shift_JIS or windows-1251");
        return $"Give its encoding (it may be {name}, or else {others}; see whether the names come out right), or convert it: iconv -f {name} -t UTF-8.";
    }

    // Nearly all double bytes of Chinese text lie in the rows of the common characters of GB 2312.
    private static bool LooksLikeGb18030(ReadOnlySpan<byte> bytes)
    {
        var (common, others) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] >= 0x80)
            {
                var isCommon = i + 1 < bytes.Length && bytes[i] is >= 0xA1 and <= 0xF7 && bytes[i + 1] is >= 0xA1 and <= 0xFE;
                (common, others) = isCommon ? (common + 1, others) : (common, others + 1);
                i++;
            }
        }

        return common > others;
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

    /// <summary>A text of another encoding as UTF-8.</summary>
    private sealed class Converted(string path, Encoding encoding, Stream text) : ForwardStream
    {
        private readonly Stream _utf8 = Encoding.CreateTranscodingStream(text, encoding, new UTF8Encoding(false));

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return _utf8.Read(buffer);
            }
            catch (DecoderFallbackException invalid)
            {
                throw new InvalidDataException(
                    $"{path} is not text in {encoding.WebName}: it has the bytes {Convert.ToHexString(invalid.BytesUnknown ?? [])}, which are not valid there.", invalid);
            }
        }

        protected override void Dispose(bool disposing)
        {
            _utf8.Dispose();
            base.Dispose(disposing);
        }
    }
}
