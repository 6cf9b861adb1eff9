using System.Buffers;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Reads files, and refuses those that are not lyrics or are in a form that cannot be read.</summary>
internal static class LyricFile
{
    /// <summary>The maximum length of a file in bytes, after decompression. Real ones have a few thousand.</summary>
    public const int MaxLength = 1 << 24;

    private const string Remedy = "Decrypt it by a tool for lyrics, and read what it writes.";
    private const int MinHexLength = 64;            // an encrypted file of QQ Music is longer; a lyric is no hexadecimal number
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly byte[] EncryptedQrc = [0x98, 0x25, 0xB0, 0xAC, 0xE3, 0x02, 0x83, 0x68];

    /// <exception cref="InvalidDataException">The file is no lyric; the message begins with its path.</exception>
    public static ParsedLyric Read(string path, Encoding? given, Encoding? fallback, CancellationToken cancellationToken = default)
    {
        using var file = DataFile.OpenBytes(path, cancellationToken);
        var bytes = new byte[1 << 14];
        var count = 0;
        while (file.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false) is > 0 and var read)
        {
            count += read;
            if (count == bytes.Length && count <= MaxLength)
            {
                Array.Resize(ref bytes, Math.Min(2 * count, MaxLength + 1));
            }
        }

        return Read(bytes.AsSpan(0, count), path, given, fallback);
    }

    /// <exception cref="InvalidDataException">The bytes are no lyric; the message begins with the name.</exception>
    public static ParsedLyric Read(ReadOnlySpan<byte> file, string name, Encoding? given, Encoding? fallback)
    {
        if (file.IsEmpty)
        {
            throw new InvalidDataException($"{name} is empty.");
        }

        if (file.Length > MaxLength)
        {
            throw new InvalidDataException(
                $"{name} has more than {MaxLength >> 20} MB; lyric files have a few kilobytes. Is it another kind of file?");
        }

        if (file.StartsWith("krc1"u8))
        {
            throw new InvalidDataException($"{name} is an encrypted file of Kugou (KRC). {Remedy}");
        }

        if (file.StartsWith(EncryptedQrc))
        {
            throw new InvalidDataException($"{name} is an encrypted file of QQ Music (QRC). {Remedy}");
        }

        string text;
        try
        {
            text = LyricEncoding.Decode(file, given, fallback);
        }
        catch (InvalidDataException undecodable)
        {
            throw new InvalidDataException($"{name} cannot be read. {undecodable.Message}", undecodable);
        }

        if (ForeignKindOf(text) is { } kind)
        {
            throw new InvalidDataException($"{name} is {kind}");
        }

        return ParsedLyric.Parse(text);
    }

    private static string? ForeignKindOf(string text)
    {
        if (TextEncoding.ForeignTextKindOf(text) is { } kind)
        {
            return $"{kind}.";
        }

        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");

        if (start.StartsWith("<tt", StringComparison.Ordinal) || start.StartsWith("<?xml", StringComparison.Ordinal))
        {
            return LyricContainer.HasLyric(text) ? null : "XML (TTML, perhaps), which is not read. Convert it to LRC.";
        }

        var hex = (start.StartsWith("[offset:0]", StringComparison.Ordinal) ? start["[offset:0]".Length..] : start).Trim();
        return hex.Length >= MinHexLength && !hex.ContainsAnyExcept(HexDigits)
            ? $"an encrypted lyric of QQ Music (QRC) in hexadecimal digits. {Remedy}"
            : null;
    }
}
