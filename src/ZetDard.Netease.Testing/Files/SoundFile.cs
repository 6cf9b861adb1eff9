using System.Globalization;
using System.Text;

namespace ZetDard.Netease.Testing;

/// <summary>The mp3 file of a song: a title tag and frames that decode to silence, filled up with bytes of the song's own, so that no piece of it is another's.</summary>
/// <param name="Content">What is served.</param>
/// <param name="SongId">The song.</param>
/// <param name="Kilobits">128, 192 or 320 kbit/s.</param>
/// <param name="IsTrial">Whether it is the piece that everybody may hear.</param>
internal sealed record SoundFile(NeteaseContent Content, long SongId, int Kilobits, bool IsTrial)
{
    private const int SideInfo = 32;

    /// <summary>How long an address works.</summary>
    public static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(20);

    /// <summary>Path and query of the file.</summary>
    public string Path(DateTimeOffset until) => string.Create(null, $"/audio/{Kilobits}/{(IsTrial ? "trial" : "song")}/{SongId}.mp3?until={until.ToUnixTimeSeconds()}");

    /// <summary>The file of a path; <see langword="null"/> where there is none.</summary>
    public static SoundFile? Find(NeteaseContent content, string path) =>
        path.Split('/') is ["", "audio", var rate, var kind and ("song" or "trial"), var name]
        && rate is "128" or "192" or "320"
        && name.EndsWith(".mp3", StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, name.Length - 4), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && content.HasSong(id)
            ? new(content, id, int.Parse(rate, CultureInfo.InvariantCulture), kind == "trial")
            : null;

    public byte[] ToArray()
    {
        // MPEG 1 layer 3 at 44.1 kHz, stereo, without padding: 144 * bit rate / 44,100 bytes a frame; a side information of zeros says that the frame holds no sound.
        var (frame, rateBits) = Kilobits switch { 128 => (417, 0x90), 192 => (626, 0xB0), _ => (1044, 0xE0) };
        var frames = IsTrial ? 40 : 80 + Content.Seed.Below(80, Facet.File, SongId, 1);
        var tag = Tag(Content.World.Songs[(int)SongId - 1].Title);
        var file = new byte[tag.Length + (frames * frame)];
        tag.CopyTo(file, 0);
        var state = Content.Seed.Bits(Facet.FileByte, SongId, Kilobits);
        for (var start = tag.Length; start < file.Length; start += frame)
        {
            file[start] = 0xFF;
            file[start + 1] = 0xFB;
            file[start + 2] = (byte)rateBits;
            for (var place = start + 4 + SideInfo; place < start + frame; place++)
            {
                if ((place & 7) == 0)
                {
                    state = Seeded.Mix(state);
                }

                file[place] = (byte)((state >> ((place & 7) * 8)) & 0x7F);      // never the 0xFF that begins a frame
            }
        }

        return file;
    }

    // ID3v2.3 with the title, in UTF-16.
    private static byte[] Tag(string title)
    {
        byte[] text = [1, 0xFF, 0xFE, .. Encoding.Unicode.GetBytes(title)];
        byte[] frame = [.. "TIT2"u8, 0, 0, (byte)(text.Length >> 8), (byte)text.Length, 0, 0, .. text];
        return [.. "ID3"u8, 3, 0, 0, 0, 0, (byte)(frame.Length >> 7), (byte)(frame.Length & 0x7F), .. frame];
    }
}
