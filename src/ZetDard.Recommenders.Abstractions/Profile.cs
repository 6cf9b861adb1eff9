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

    /// <summary>A listener whom the model has never seen: the items that he knows, in any order.</summary>
    public static Profile FromHistory<TId>(IEnumerable<TId> items)
        where TId : struct, IId<TId>
    {
        ArgumentNullException.ThrowIfNull(items);
        return new HistoryProfile<TId>([.. items]);
    }
}

/// <summary>A listener that the model was trained on.</summary>
/// <param name="User">His id.</param>
public sealed record UserProfile(UserId User) : Profile
{
    internal override string Kind => "a user";
}

/// <summary>A playlist that the model was trained on.</summary>
/// <param name="Playlist">Its id.</param>
public sealed record PlaylistProfile(PlaylistId Playlist) : Profile
{
    internal override string Kind => "a playlist";
}

/// <summary>The items that a listener knows.</summary>
/// <typeparam name="TId">The items' id type.</typeparam>
/// <param name="Items">The items; repeated ones count once.</param>
public sealed record HistoryProfile<TId>(IReadOnlyList<TId> Items) : Profile
    where TId : struct, IId<TId>
{
    internal override string Kind => $"a history of {IdKind<TId>.Name}s";
}
