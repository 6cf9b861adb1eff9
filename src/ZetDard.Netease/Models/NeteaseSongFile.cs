namespace ZetDard.Netease;

/// <summary>The sound file of a song as this account may have it, or the reason why it may not.</summary>
/// <param name="SongId">The song's id.</param>
/// <param name="Address">The address of the file; <see langword="null"/> if this account may not have it.</param>
public sealed record NeteaseSongFile(long SongId, Uri? Address)
{
    /// <summary>The size of the file in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>The MD5 of the file, in lower-case hexadecimal digits.</summary>
    public string? Md5 { get; init; }

    /// <summary>The type of the file, such as <c>mp3</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The bit rate in bits per second.</summary>
    public int? BitRate { get; init; }

    /// <summary>How long the address is valid, counted from the answer.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>Whether the file is only a trial of some seconds.</summary>
    public bool IsTrial { get; init; }

    /// <summary>The service's code for this song: 200 available, 404 gone, -110 no right to it.</summary>
    public int? ServiceCode { get; init; }
}
