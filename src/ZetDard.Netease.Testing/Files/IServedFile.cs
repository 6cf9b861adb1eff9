namespace ZetDard.Netease.Testing;

/// <summary>A file as the server hands it out, by pieces.</summary>
internal interface IServedFile
{
    int Length { get; }

    /// <summary>MD5 in lower-case hexadecimal digits.</summary>
    string Md5 { get; }

    /// <summary>Copies bytes from a place in it.</summary>
    void Read(int start, Span<byte> to);
}
