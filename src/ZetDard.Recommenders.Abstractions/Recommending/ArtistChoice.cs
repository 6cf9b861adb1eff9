namespace ZetDard.Recommenders;

/// <summary>Which items may be recommended, depending on whether the listener already has items of the same artists.</summary>
public enum ArtistChoice
{
    /// <summary>Items of any artist.</summary>
    Any,

    /// <summary>Only items of artists of whom the listener has an item. An item whose artist is unknown is not listed.</summary>
    Known,

    /// <summary>
    /// Only items of artists of whom the listener has no item, for discovery. An item of several artists is listed only if all of them
    /// are new; an item whose artist is unknown is not listed.
    /// </summary>
    New,
}
