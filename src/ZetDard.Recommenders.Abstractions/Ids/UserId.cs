namespace ZetDard.Recommenders;

/// <summary>The id of a listener.</summary>
/// <param name="Value">The number behind the id.</param>
public readonly record struct UserId(long Value) : IId<UserId>
{
    /// <inheritdoc/>
    public static UserId From(long value) => new(value);
}
