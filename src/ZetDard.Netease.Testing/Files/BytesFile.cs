namespace ZetDard.Netease.Testing;

internal sealed class BytesFile(byte[] bytes) : IServedFile
{
    public int Length => bytes.Length;

    public string Md5 { get; } = StandInCiphers.Md5(bytes);

    public void Read(int start, Span<byte> to) => bytes.AsSpan(start, to.Length).CopyTo(to);
}
