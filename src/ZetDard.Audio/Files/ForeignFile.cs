using System.Buffers;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>What a file is that is no sound: its first bytes, or the ending of its name, tell.</summary>
internal static class ForeignFile
{
    private const string Notes = "which holds notes for a synthesizer and no sound. Render it to WAV first";

    private static readonly (int Offset, byte[] Magic, string What)[] Kinds =
    [
        (0, "PK\x03\x04"u8.ToArray(), "a ZIP archive"),
        (0, "PK\x05\x06"u8.ToArray(), "an empty ZIP archive"),
        (0, "Rar!\x1A\x07"u8.ToArray(), "a RAR archive"),
        (0, [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
        (0, [0x1F, 0x8B, 8], "compressed by gzip"),
        (0, "BZh"u8.ToArray(), "compressed by bzip2"),
        (0, [0xFD, .. "7zXZ\0"u8], "compressed by xz"),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "compressed by Zstandard"),
        (257, "ustar"u8.ToArray(), "a tar archive"),
        (0, "%PDF-"u8.ToArray(), "a PDF document"),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an older Office document"),
        (0, [0x89, .. "PNG\r\n"u8], "a picture (PNG)"),
        (0, [0xFF, 0xD8, 0xFF], "a picture (JPEG)"),
        (0, "GIF8"u8.ToArray(), "a picture (GIF)"),
        (8, "WEBPVP8"u8.ToArray(), "a picture (WebP)"),
        (0, [0x7F, .. "ELF"u8], "a program"),
        (0, [(byte)'M', (byte)'Z', 0x90, 0], "a program"),
        (0, [(byte)'M', (byte)'Z', 0x78, 0], "a program"),
        (0, [0xCF, 0xFA, 0xED, 0xFE], "a program"),
        (0, [0xCA, 0xFE, 0xBA, 0xBE], "a program"),
        (0, "SQLite format 3"u8.ToArray(), "an SQLite database"),
        (0, "d8:announce"u8.ToArray(), "a torrent, which names files and does not hold them"),
        (0, "d13:announce-list"u8.ToArray(), "a torrent, which names files and does not hold them"),
        (0, [0, 0, 1, 0xB3], "MPEG video without sound"),
        (0, "MThd"u8.ToArray(), $"a MIDI file, {Notes}"),
        (8, "RMIDdata"u8.ToArray(), $"a MIDI file, {Notes}"),
        (0, "Extended Module: "u8.ToArray(), $"a tracker module (XM), {Notes}"),
        (0, "IMPM"u8.ToArray(), $"a tracker module (IT), {Notes}"),
        (44, "SCRM"u8.ToArray(), $"a tracker module (S3M), {Notes}"),
        (1080, "M.K."u8.ToArray(), $"a tracker module (MOD), {Notes}"),
        (1080, "M!K!"u8.ToArray(), $"a tracker module (MOD), {Notes}"),
        (1080, "FLT4"u8.ToArray(), $"a tracker module (MOD), {Notes}"),
        (1080, "6CHN"u8.ToArray(), $"a tracker module (MOD), {Notes}"),
        (1080, "8CHN"u8.ToArray(), $"a tracker module (MOD), {Notes}"),
        (0, "PSID"u8.ToArray(), $"a SID tune, {Notes}"),
        (0, "RSID"u8.ToArray(), $"a SID tune, {Notes}"),
        (0, "NESM\x1A"u8.ToArray(), $"an NSF tune, {Notes}"),
        (0, "SNES-SPC700"u8.ToArray(), $"an SPC tune, {Notes}"),
        (0, "Vgm "u8.ToArray(), $"a VGM tune, {Notes}"),
    ];

    private static readonly (string Start, string What)[] Texts =
    [
        ("#EXTM3U", "a playlist (M3U), which names sound files and holds none"),
        ("[playlist]", "a playlist (PLS), which names sound files and holds none"),
        ("<asx", "a playlist (ASX), which names sound files and holds none"),
        ("<?wpl", "a playlist (WPL), which names sound files and holds none"),
        ("<?xml", "an XML document"),
        ("{", "a text (JSON)"),
    ];

    // Encrypted files of music services that have no constant beginning.
    private static readonly (string Ending, string Service)[] EncryptedEndings =
    [
        (".qmc", "QQ Music"), (".mflac", "QQ Music"), (".mgg", "QQ Music"), (".mmp4", "QQ Music"), (".tkm", "QQ Music"),
        (".bkc", "Moo Music"), (".tm0", "QQ Music"), (".tm2", "QQ Music"), (".tm3", "QQ Music"), (".tm6", "QQ Music"),
        (".ncm", "NetEase Cloud Music"), (".kgm", "Kugou"), (".vpr", "Kugou"), (".kwm", "Kuwo"), (".x2m", "Ximalaya"), (".x3m", "Ximalaya"),
        (".mg3d", "Migu"), (".aax", "Audible"),
    ];

    // Control characters, but for those of lines and tabulators, and the mark of what could not be decoded.
    private static readonly SearchValues<char> NotText = SearchValues.Create(
        "\0\x01\x02\x03\x04\x05\x06\a\b\v\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1C\x1D\x1E\x1F\uFFFD");

    /// <summary>What a file is, as the end of a sentence about it; <see langword="null"/> if that is not known.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="start">Its first bytes, which are those of no <see cref="SoundFormat"/>.</param>
    public static string? KindOf(string path, ReadOnlySpan<byte> start)
    {
        foreach (var (offset, magic, what) in Kinds)
        {
            if (start.Length >= offset + magic.Length && start.Slice(offset, magic.Length).SequenceEqual(magic))
            {
                return what;
            }
        }

        return TextKindOf(start) ?? (ServiceOf(path) is { } service
            ? $"to judge by its name, an encrypted file of {service}, which only the program of that service can play"
            : null);
    }

    /// <summary>The music service whose encrypted files have names that end like this; <see langword="null"/> if there is none.</summary>
    public static string? ServiceOf(string path)
    {
        var ending = Path.GetExtension(path);
        foreach (var (start, service) in EncryptedEndings)
        {
            if (ending.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                return service;
            }
        }

        return null;
    }

    private static string? TextKindOf(ReadOnlySpan<byte> start)
    {
        var encoding = start.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode
            : start.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.BigEndianUnicode
            : Encoding.UTF8;
        var (_, invalid, _) = encoding is UTF8Encoding ? TextEncoding.CountUtf8(start, isWhole: false) : default;
        var text = invalid > 0 ? "" : encoding.GetString(start[..Math.Min(start.Length, 1024)]);
        if (text.Length == 0 || text.AsSpan(0, text.Length - 1).IndexOfAny(NotText) >= 0)
        {
            return null;
        }

        if (TextEncoding.ForeignTextKindOf(text) is { } foreign)
        {
            return foreign;
        }

        var trimmed = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        foreach (var (begins, what) in Texts)
        {
            if (trimmed.StartsWith(begins, StringComparison.OrdinalIgnoreCase))
            {
                return $"{what}. It begins with \"{Beginning(start)}\"";
            }
        }

        var isCue = trimmed.Contains("TRACK 01 AUDIO", StringComparison.OrdinalIgnoreCase);
        return $"{(isCue ? "a cue sheet, which names a sound file and holds none" : "a text")}. It begins with \"{Beginning(start)}\"";
    }

    /// <summary>The first bytes as a text, with points for what cannot be printed.</summary>
    public static string Beginning(ReadOnlySpan<byte> start)
    {
        var text = new StringBuilder();
        foreach (var value in start[..Math.Min(24, start.Length)])
        {
            text.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
        }

        return text.ToString();
    }
}
