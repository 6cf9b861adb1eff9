namespace ZetDard.Netease;

/// <summary>Where the sound of a song can be had by this account, or why not.</summary>
/// <param name="SongId">The song.</param>
/// <param name="Address">Address of the file; <see langword="null"/>: this account may not have it.</param>
public sealed record NeteaseSongFile(long SongId, Uri? Address)
{
    /// <summary>Size in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>MD5 of the file, lower-case hexadecimal.</summary>
    public string? Md5 { get; init; }

    /// <summary>The kind of file, such as <c>mp3</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Bits a second.</summary>
    public int? BitRate { get; init; }

    /// <summary>How long the address works, from the answer on.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>Whether it is a trial of some seconds, not the song.</summary>
    public bool IsTrial { get; init; }

    /// <summary>The service's code for this song: 200 had, 404 gone, -110 no right.</summary>
    public int? ServiceCode { get; init; }
}
