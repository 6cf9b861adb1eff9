using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>What cleaning found in a catalogue, and what it did with it. The store itself is never changed.</summary>
public sealed record CleaningReport
{
    /// <summary>Songs that are one: the same title, version marks and artists under several ids. The first of each group stands for it: the most popular one, then the one with the lowest id.</summary>
    public IReadOnlyList<IReadOnlyList<SongId>> SongGroups { get; init; } = [];

    /// <summary>Credits that name several artists, with the artists that they were split into.</summary>
    public IReadOnlyList<(ArtistId Credit, IReadOnlyList<ArtistId> Artists)> SplitArtists { get; init; } = [];

    /// <summary>Artists who were taken for another of the same folded name.</summary>
    public IReadOnlyList<(ArtistId Artist, ArtistId Representative)> MergedArtists { get; init; } = [];

    /// <summary>Covers with an original singer: whom the source names, or whom the title names and the catalogue knows.</summary>
    public IReadOnlyList<(SongId Song, ArtistId Singer)> OriginalSingers { get; init; } = [];

    /// <summary>Near copies of playlists, in the order of the playlists.</summary>
    public IReadOnlyList<PlaylistCopy> PlaylistCopies { get; init; } = [];

    /// <summary>Whether <see cref="PlaylistCopies"/> were left out of the data.</summary>
    public bool CopiesDropped { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{SongGroups.Sum(group => group.Count):N0} songs grouped into {SongGroups.Count:N0}, {SplitArtists.Count:N0} credits split, {MergedArtists.Count:N0} artists merged, {OriginalSingers.Count:N0} original singers found, {PlaylistCopies.Count:N0} near copies of playlists {(CopiesDropped ? "dropped" : "kept")}");
}
