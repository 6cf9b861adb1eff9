namespace ZetDard.Netease.Testing;

/// <summary>The frames of a song: those of verse, refrain and end, each stored once.</summary>
internal sealed record EncodedSound(byte[] Verse, byte[] Refrain, byte[] End, int FrameBytes, int PartCount)
{
    // The order is verse, verse, refrain, and again.
    private const int Round = 4;

    /// <summary>Returns a frame by its number in the song.</summary>
    public ReadOnlySpan<byte> Frame(int frame)
    {
        var part = Math.Min(PartCount, frame / (Verse.Length / FrameBytes));
        var inPart = frame - (part * (Verse.Length / FrameBytes));
        var bytes = part == PartCount ? End : part % Round is 2 or 3 ? Refrain : Verse;
        return bytes.AsSpan(inPart * FrameBytes, FrameBytes);
    }
}
