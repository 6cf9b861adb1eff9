using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// Options of the training data of a catalogue. Cleaning is applied to what is read; the store keeps everything as its source
/// gave it.
/// </summary>
public sealed record CatalogOptions
{
    /// <summary>
    /// What a row of the training data is: a user, with the songs of their playlists and their plays, or a playlist. Default
    /// <see cref="RowKind.User"/>.
    /// </summary>
    [EnumDataType(typeof(RowKind))]
    public RowKind Rows { get; set; } = RowKind.User;

    /// <summary>If rows are users: which playlists count as theirs. Default <see cref="PlaylistKinds.Both"/>.</summary>
    [Range((int)PlaylistKinds.None, (int)PlaylistKinds.Both)]
    public PlaylistKinds Playlists { get; set; } = PlaylistKinds.Both;

    /// <summary>
    /// If rows are users: whether plays count, with the play count as weight and the time of the last play as time. A song in
    /// playlists of the user counts 1, however many playlists contain it, and its plays are added to that. Default
    /// <see langword="true"/>.
    /// </summary>
    public bool Plays { get; set; } = true;

    /// <summary>Whether a song that has several ids becomes one song. Default <see langword="true"/>.</summary>
    public bool GroupSongs { get; set; } = true;

    /// <summary>
    /// Whether a credit such as 'A &amp; B' becomes the artists A and B if the catalogue knows both, and different spellings of a
    /// name become one artist.
    /// Default <see langword="true"/>.
    /// </summary>
    public bool SplitArtists { get; set; } = true;

    /// <summary>
    /// Whether a cover also belongs to the original artist whom its source or its title names. Default <see langword="true"/>.
    /// </summary>
    public bool OriginalSingers { get; set; } = true;

    /// <summary>
    /// The Jaccard similarity of songs above which a playlist is a near copy of an earlier one, more than 0 and less than 1;
    /// <see langword="null"/> to not search for near copies. Default 0.3, which finds 100 among 515 real playlists.
    /// </summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? CopyThreshold { get; set; } = PlaylistCopies.DefaultThreshold;

    /// <summary>
    /// Whether near copies of playlists are left out. Default <see langword="null"/>: they are left out if rows are playlists, but
    /// not if rows are users, because a user may have no other playlist.
    /// </summary>
    public bool? DropPlaylistCopies { get; set; }
}

/// <summary>Validates <see cref="CatalogOptions"/>, both in a container and for direct calls.</summary>
[OptionsValidator]
internal sealed partial class CatalogOptionsValidator : IValidateOptions<CatalogOptions>;
