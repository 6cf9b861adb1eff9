using System.Globalization;
using System.Text;

namespace ZetDard.Netease.Testing;

/// <summary>Identifies a sound file of a song.</summary>
/// <param name="SongId">The song.</param>
/// <param name="Kilobits">128, 192 or 320 kbit/s.</param>
/// <param name="IsTrial">Whether it is the trial that everybody may hear: half a minute from <see cref="TrialStart"/>.</param>
internal readonly record struct SoundFile(long SongId, int Kilobits, bool IsTrial)
{
    /// <summary>The seconds of the song at which trials begin and end.</summary>
    public const int TrialStart = 30;
    public const int TrialEnd = 60;

    /// <summary>How long an address is valid.</summary>
    public static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(20);

    /// <summary>The path and query of the file.</summary>
    public string Path(DateTimeOffset until) =>
        string.Create(null, $"/audio/{Kilobits}/{(IsTrial ? "trial" : "song")}/{SongId}.mp3?until={until.ToUnixTimeSeconds()}");

    /// <summary>Returns the file of a path; <see langword="null"/> if there is none.</summary>
    public static SoundFile? Find(NeteaseContent content, string path) =>
        path.Split('/') is ["", "audio", var rate, var kind and ("song" or "trial"), var name]
        && rate is "128" or "192" or "320"
        && name.EndsWith(".mp3", StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, name.Length - 4), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && content.HasSong(id)
            ? new(id, int.Parse(rate, CultureInfo.InvariantCulture), kind == "trial")
            : null;

    /// <summary>The size in bytes of the file of a song; it is known without encoding it.</summary>
    public int SizeIn(NeteaseContent content) => Tag(content).Length + (Frames(content).Count * LayerTwoEncoder.FrameBytesOf(Kilobits));

    /// <summary>The first of the song's frames in the file, and the number of frames.</summary>
    public (int First, int Count) Frames(NeteaseContent content)
    {
        var all = SongSound.FramesOf(content.DurationOf((int)SongId - 1));
        var (first, last) = IsTrial
            ? (SongSound.FramesOf(TrialStart * 1_000), Math.Min(all, SongSound.FramesOf(TrialEnd * 1_000)))
            : (0, all);
        return (first, last - first);
    }

    /// <summary>The bytes before the frames: ID3v2.3 with the title in UTF-16.</summary>
    public byte[] Tag(NeteaseContent content)
    {
        byte[] text = [1, 0xFF, 0xFE, .. Encoding.Unicode.GetBytes(content.World.Songs[(int)SongId - 1].Title)];
        byte[] frame = [.. "TIT2"u8, 0, 0, (byte)(text.Length >> 8), (byte)text.Length, 0, 0, .. text];
        return [.. "ID3"u8, 3, 0, 0, 0, 0, (byte)(frame.Length >> 7), (byte)(frame.Length & 0x7F), .. frame];
    }
}
