namespace ZetDard.Recommenders;

/// <summary>
/// Rules that a list of recommendations keeps: how many items of one artist, whose items, and whether versions of one thing may stand
/// beside each other.
/// </summary>
/// <remarks>
/// <c>recommender.WithRules(data)</c> makes a recommender that keeps rules, because it knows the artists and the versions of the items. A
/// recommender that cannot keep the rules of a request throws an <see cref="ArgumentException"/>; it never ignores them.
/// </remarks>
public sealed record ListRules
{
    private readonly int? _maxPerArtist;
    private readonly ArtistChoice _artists;

    /// <summary>No rules: every item may be listed.</summary>
    public static ListRules None { get; } = new();

    /// <summary>
    /// How many items of one artist a list may have at most, 1 or more; <see langword="null"/> (the default) for any number. An item of
    /// several artists counts for each of them; an item whose artist is unknown is not limited.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxPerArtist
    {
        get => _maxPerArtist;
        init => _maxPerArtist = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaxPerArtist), value, "The number of items of one artist must be 1 or more; leave it out for any number.");
    }

    /// <summary>Whose items may be listed. Default <see cref="ArtistChoice.Any"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of <see cref="ArtistChoice"/>.</exception>
    public ArtistChoice Artists
    {
        get => _artists;
        init => _artists = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Artists), value, "The choice of artists must be Any, Known or New.");
    }

    /// <summary>
    /// Whether only the best of several versions of one thing (a remaster, a live recording) is listed, and no version of something that
    /// the listener has in another version.
    /// </summary>
    public bool OneVersion { get; init; }
}
