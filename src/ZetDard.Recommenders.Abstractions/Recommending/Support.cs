namespace ZetDard.Recommenders;

/// <summary>
/// Counts behind a contribution: <paramref name="Both"/> of the <paramref name="All"/> listeners who have the one thing also have the
/// other.
/// </summary>
/// <param name="Both">Listeners who have both.</param>
/// <param name="All">Listeners who have the contributing thing.</param>
public readonly record struct Support(int Both, int All)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Both} of {All}";
}
