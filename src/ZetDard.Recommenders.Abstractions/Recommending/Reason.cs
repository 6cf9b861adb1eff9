using System.Collections;

namespace ZetDard.Recommenders;

/// <summary>Why something was recommended: what contributed most to its score, largest share first.</summary>
/// <remarks>
/// A reason holds ids, not words. <c>reason.InWords(names.NameOf)</c> puts it into words, where <c>names</c> is a
/// <see cref="NameTable"/>.
/// </remarks>
public sealed class Reason : IReadOnlyList<Contribution>
{
    private readonly Contribution[] _contributions;

    /// <summary>Makes a reason of contributions, which are kept in the order given.</summary>
    public Reason(IEnumerable<Contribution> contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        _contributions = [.. contributions];
    }

    /// <summary>No reason was asked for, or none is known.</summary>
    public static Reason None { get; } = new([]);

    /// <summary>How many contributions are named.</summary>
    public int Count => _contributions.Length;

    /// <summary>One contribution.</summary>
    public Contribution this[int index] => _contributions[index];

    /// <inheritdoc/>
    public IEnumerator<Contribution> GetEnumerator() => ((IEnumerable<Contribution>)_contributions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", _contributions);
}
