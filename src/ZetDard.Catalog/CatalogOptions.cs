using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>How a catalogue becomes training data. Cleaning is applied to what is read; the store keeps everything as its source gave it.</summary>
public sealed record CatalogOptions
{
    /// <summary>What a row is: a listener, with the songs of his playlists and his plays, or a playlist. Default <see cref="RowKind.User"/>.</summary>
    [EnumDataType(typeof(RowKind))]
    public RowKind Rows { get; set; } = RowKind.User;

    /// <summary>Which playlists count as a listener's, where rows are users. Default <see cref="PlaylistKinds.Both"/>.</summary>
    [Range((int)PlaylistKinds.None, (int)PlaylistKinds.Both)]
    public PlaylistKinds Playlists { get; set; } = PlaylistKinds.Both;

    /// <summary>Whether plays count, where rows are users: the count as weight, the last one's time as time. A song in lists of the user counts 1, however many of them hold it, and its plays are added to that. Default <see langword="true"/>.</summary>
    public bool Plays { get; set; } = true;

    /// <summary>Whether a song under several ids becomes one. Default <see langword="true"/>.</summary>
    public bool GroupSongs { get; set; } = true;

    /// <summary>Whether a credit such as 'A &amp; B' becomes A and B where the catalogue knows both, and spellings of one name become one artist. Default <see langword="true"/>.</summary>
    public bool SplitArtists { get; set; } = true;

    /// <summary>Whether a cover also belongs to the original singer whom its source or its title names. Default <see langword="true"/>.</summary>
    public bool OriginalSingers { get; set; } = true;

    /// <summary>Above which Jaccard similarity of songs a playlist is a near copy of an earlier one, more than 0 and less than 1; <see langword="null"/>: do not look. Default 0.3 (on 515 real lists it finds 100).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? CopyThreshold { get; set; } = PlaylistCopies.DefaultThreshold;

    /// <summary>Whether near copies of playlists are left out. Default: where rows are playlists, yes; where rows are users, no, since a listener may have no other list.</summary>
    public bool? DropPlaylistCopies { get; set; }
}

/// <summary>The one check of <see cref="CatalogOptions"/>, for containers and direct callers.</summary>
[OptionsValidator]
internal sealed partial class CatalogOptionsValidator : IValidateOptions<CatalogOptions>;
