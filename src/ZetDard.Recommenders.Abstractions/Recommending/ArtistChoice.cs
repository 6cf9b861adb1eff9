namespace ZetDard.Recommenders;

/// <summary>Whose items may be recommended, by the artists that the listener has already.</summary>
public enum ArtistChoice
{
    /// <summary>Items of any artist.</summary>
    Any,

    /// <summary>Only items of artists of whom the listener has an item: more of what they know.</summary>
    Known,

    /// <summary>Only items none of whose artists the listener has: something to discover.</summary>
    New,
}
