namespace ZetDard.Netease.Testing;

/// <summary>A file that the server sends in pieces.</summary>
internal interface IServedFile
{
    int Length { get; }

    /// <summary>The MD5 in lower-case hexadecimal digits.</summary>
    string Md5 { get; }

    /// <summary>Copies bytes from a position in the file.</summary>
    void Read(int start, Span<byte> to);
}
