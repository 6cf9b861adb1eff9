using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>What cleaning found in a catalogue, and what it changed in the training data. The store itself never changes.</summary>
public sealed record CleaningReport
{
    /// <summary>
    /// Groups of songs that are one song with several ids: the same title, version marks and artists. The first of each group
    /// represents it: the most popular one;
    /// of several, the one with the lowest id.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<SongId>> SongGroups { get; init; } = [];

    /// <summary>Credits that name several artists, with the artists into which they were split.</summary>
    public IReadOnlyList<(ArtistId Credit, IReadOnlyList<ArtistId> Artists)> SplitArtists { get; init; } = [];

    /// <summary>Artists that were merged into another artist of the same folded name.</summary>
    public IReadOnlyList<(ArtistId Artist, ArtistId Representative)> MergedArtists { get; init; } = [];

    /// <summary>Covers with an original artist, whom the source names, or whom the title names and the catalogue knows.</summary>
    public IReadOnlyList<(SongId Song, ArtistId Singer)> OriginalSingers { get; init; } = [];

    /// <summary>Near copies of playlists, in the order of the playlists.</summary>
    public IReadOnlyList<PlaylistCopy> PlaylistCopies { get; init; } = [];

    /// <summary>Whether <see cref="PlaylistCopies"/> were left out of the training data.</summary>
    public bool CopiesDropped { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{SongGroups.Sum(group => group.Count):N0} songs grouped into {SongGroups.Count:N0}, {SplitArtists.Count:N0} credits split, {MergedArtists.Count:N0} artists merged, {OriginalSingers.Count:N0} original singers found, {PlaylistCopies.Count:N0} near copies of playlists {(CopiesDropped ? "dropped" : "kept")}");
}
