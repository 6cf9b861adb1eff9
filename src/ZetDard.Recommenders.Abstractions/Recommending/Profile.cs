namespace ZetDard.Recommenders;

/// <summary>For whom to recommend: a user or playlist that the model was trained on, or a history of items.</summary>
public abstract record Profile
{
    private protected Profile()
    {
    }

    /// <summary>What this profile is, in words, for messages.</summary>
    internal abstract string Kind { get; }

    /// <summary>A listener that the model was trained on.</summary>
    public static Profile Of(UserId user) => new UserProfile(user);

    /// <summary>A playlist that the model was trained on, where playlists were its rows.</summary>
    public static Profile Of(PlaylistId playlist) => new PlaylistProfile(playlist);

    /// <summary>A listener whom the model has never seen: the items that they know, in any order.</summary>
    public static Profile FromHistory<TId>(IEnumerable<TId> items)
        where TId : struct, IId<TId>
    {
        ArgumentNullException.ThrowIfNull(items);
        return new HistoryProfile<TId>([.. items]);
    }
}
