using System.Text;

namespace ZetDard.Audio.Tests.Files;

public sealed class SoundFormatTests
{
    [Theory]
    [InlineData("fLaC", "FLAC", "flac")]
    [InlineData("\0\0\0\u0020ftypM4A ", "MP4 or M4A", "mov")]
    [InlineData("\0\0\0\u0020ftyp3gp4", "MP4 or M4A", "mov")]
    [InlineData("\0\0\0\u0020ftypaax ", "a file of Audible", null)]
    [InlineData("ajkg\x02", "Shorten", "shn")]
    [InlineData("tBaK", "TAK", "tak")]
    [InlineData("OFR \0\0", "OptimFROG", null)]
    [InlineData("TTA1", "TTA", "tta")]
    [InlineData("wvpk", "WavPack", "wv")]
    [InlineData("MPCK", "Musepack", "mpc8")]
    [InlineData("MP+\x07", "Musepack", "mpc")]
    [InlineData("DSD \x1C\0\0\0", "DSF", "dsf")]
    [InlineData("FRM8\0\0\0\0\0\0\0\u0020DSD ", "DFF (DSDIFF)", "iff")]
    [InlineData("FORM\0\0\0\u00208SVXVHDR", "8SVX", "iff")]
    [InlineData("FORM\0\0\0\u0020AIFCFVER", "AIFF", "aiff")]
    [InlineData("RIFF\0\0\0\u0020AVI LIST", "AVI", "avi")]
    [InlineData("RIFF\0\0\0\u0020XWMAfmt ", "xWMA", "xwma")]
    [InlineData(".RMF\0\0\0\x12", "RealMedia", "rm")]
    [InlineData(".ra\u00FD\0\x04", "RealAudio", "rm")]
    [InlineData("Creative Voice File\x1A", "VOC", "voc")]
    [InlineData("qoaf\0\0", "QOA", "qoa")]
    [InlineData("ADIF", "AAC (ADIF)", null)]
    [InlineData("#!AMR-WB\n", "AMR", "amr")]
    [InlineData("nut/multimedia container", "NUT", "nut")]
    [InlineData("2BIT", "AVR", "avr")]
    [InlineData("PVF1\n1 8000 16\n", "PVF", "pvf")]
    [InlineData("\x7F\u00FE\u0080\x01", "DTS", "dts")]
    [InlineData("\u00FF\x1F\0\u00E8", "DTS", "dts")]
    [InlineData("DTSHDHDR", "DTS-HD", "dtshd")]
    [InlineData("\0\0\x01\u00BA\x44\0", "an MPEG program stream", "mpeg")]
    [InlineData("\0\0\x01\u00BA\x21\0", "an MPEG program stream", "mpeg")]
    [InlineData("CTENFDAM\x01p", "a file of NetEase Cloud Music", null)]
    [InlineData("yeelion-kuwo-tme", "a file of Kuwo", null)]
    [InlineData("\u00A5\x06\u00B7\u0089", "a file of QQ Music", null)]
    public void Of_knows_a_format_by_its_first_bytes(string start, string name, string? demuxer)
    {
        var format = SoundFormat.Of([.. Encoding.Latin1.GetBytes(start), .. new byte[100]]);
        Assert.Equal((name, demuxer), (format?.Name, format?.Demuxer));
    }

    [Theory]
    [InlineData(188, 0)]
    [InlineData(188, 100)]
    [InlineData(192, 4)]
    [InlineData(204, 0)]
    public void Of_knows_a_transport_stream_by_its_packets(int stride, int first)
    {
        var start = new byte[SoundFormat.StartLength];
        new Random(1).NextBytes(start);
        for (var at = first; at < start.Length; at += stride)
        {
            start[at] = 0x47;
        }

        Assert.Equal("mpegts", SoundFormat.Of(start)?.Demuxer);
        start[first + (20 * stride)] = 0;
        Assert.NotEqual("mpegts", SoundFormat.Of(start)?.Demuxer);
    }

    // Frames of 768 bytes: 192 kbit/s at 48 kHz for AC-3, the stated size for E-AC-3; LATM in frames of 300.
    [Theory]
    [InlineData("ac3", 768, 0x0B, 0x77, 0, 0, 0x14, 0x40)]
    [InlineData("eac3", 768, 0x0B, 0x77, 0x01, 0x7F, 0x3F, 0x80)]
    [InlineData("loas", 300, 0x56, 0xE1, 0x29, 0, 0, 0)]
    public void Of_knows_frames_that_follow_each_other(string demuxer, int length, params int[] header)
    {
        var start = new byte[SoundFormat.StartLength];
        for (var at = 0; at + header.Length <= start.Length; at += length)
        {
            header.Select(value => (byte)value).ToArray().CopyTo(start, at);
        }

        Assert.Equal(demuxer, SoundFormat.Of(start)?.Demuxer);
        Assert.Equal(demuxer, SoundFormat.Of(start.AsSpan(0, length))?.Demuxer);
        start[length]++;
        Assert.NotEqual(demuxer, SoundFormat.Of(start)?.Demuxer);
    }

    // As samples, this would be noise of full level.
    [Fact]
    public void Of_knows_surround_sound_in_the_place_of_samples()
    {
        byte[] Wav(params byte[] samples) =>
            WavBytes.File(WavBytes.Format(1, 2, 44_100, 16), WavBytes.Chunk("data", [.. samples, .. new byte[4000]]));
        Assert.Equal("WAV", SoundFormat.Of(Wav(1, 2, 3, 4))?.Name);
        Assert.Equal("DTS or AC-3 in WAV", SoundFormat.Of(Wav(0, 0, 0xFF, 0x1F, 0x00, 0xE8, 0xF1, 0x07))?.Name);
        byte[] frame = [0x7F, 0xFE, 0x80, 0x01, 0xFC, 0x3C, 0x45, 0xB0, .. new byte[0x45B + 1 - 8]];
        Assert.Equal("DTS or AC-3 in WAV", SoundFormat.Of(Wav([.. frame, .. frame]))?.Name);
        Assert.Equal("WAV", SoundFormat.Of(Wav([.. frame, 0, .. frame]))?.Name);
        Assert.Equal("DTS or AC-3 in WAV", SoundFormat.Of(Wav(0x72, 0xF8, 0x1F, 0x4E, 1, 0, 0, 0x18))?.Name);
        Assert.False(new WavDecoder().CanDecode(Wav(0x72, 0xF8, 0x1F, 0x4E, 1, 0, 0, 0x18)));
    }

    // MPEG frames, which have no first bytes of their own, are tested with their decoder.
    [Fact]
    public void Of_takes_no_random_bytes_for_sound()
    {
        var random = new Random(13);
        var start = new byte[SoundFormat.StartLength];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(start);
            Assert.True(SoundFormat.Of(start.AsSpan(0, random.Next(start.Length))) is null or { Name: "MP3" or "AAC" }, $"Buffer {i}");
        }
    }

    [Theory]
    [InlineData("PK\x03\x04", "is a ZIP archive")]
    [InlineData("Rar!\x1A\x07\x01", "is a RAR archive")]
    [InlineData("\x7F" + "ELF\x02", "is a program")]
    [InlineData("%PDF-1.7", "is a PDF document")]
    [InlineData("\u0089PNG\r\n\x1A\n", "is a picture (PNG)")]
    [InlineData("MThd\0\0\0\x06", "is a MIDI file, which holds notes")]
    [InlineData("Extended Module: x", "is a tracker module (XM), which holds notes")]
    [InlineData("<!DOCTYPE html><title>404</title>", "is a page of HTML, perhaps the error message of a server")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0", "is a pointer of Git LFS")]
    [InlineData("#EXTM3U\n#EXTINF:1\na.mp3\n", "is a playlist (M3U)")]
    [InlineData("FILE \"a.wav\" WAVE\n  TRACK 01 AUDIO\n", "is a cue sheet")]
    [InlineData("<?xml version=\"1.0\"?>", "is an XML document")]
    [InlineData("{ \"code\": 404 }", "is a text (JSON). It begins with \"{ \"code\": 404 }\"")]
    [InlineData("d8:announce30:http", "is a torrent")]
    [InlineData("no music", "is a text. It begins with \"no music\"")]
    [InlineData("\u00FF\u00FEn\0o\0 \0m\0u\0s\0i\0c\0", "is a text. It begins with \"..n.o.")]
    public void Open_says_what_a_file_is_that_is_no_sound(string content, string what)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("foreign").FullName, "song.mp3");
        try
        {
            File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content));
            var reason = Assert.Throws<InvalidDataException>(() => AudioFile.Open(path)).Message;
            Assert.Contains("song.mp3 is not a sound file: it " + what, reason, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
