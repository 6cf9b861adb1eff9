using System.Globalization;
using System.Text;

namespace ZetDard.Recommenders;

/// <summary>Turns reasons into words.</summary>
public static class ReasonExtensions
{
    /// <summary>Says a reason in words: <c>A, B and C; 14 of the 22 who have A also have it</c>. Empty for <see cref="Reason.None"/>.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="nameOf">The name of what contributed; <see cref="Contribution.Is{TId}"/> tells ids apart. Features need none: they are named already.</param>
    public static string InWords(this Reason reason, Func<Contribution, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(nameOf);
        var words = new StringBuilder();
        for (var i = 0; i < reason.Count; i++)
        {
            words.Append(i == 0 ? "" : i == reason.Count - 1 ? " and " : ", ").Append(NameOf(reason[i]));
        }

        foreach (var contribution in reason)
        {
            if (contribution.SupportInWords(NameOf(contribution)) is { } support)
            {
                words.Append("; ").Append(support);
                break;      // the one that weighs most is enough
            }
        }

        return words.ToString();

        string NameOf(Contribution contribution) => contribution.Feature ?? nameOf(contribution);
    }

    /// <summary>
    /// Says the counts behind a contribution in words: <c>14 of the 22 who have A also have it</c>, of a feature <c>14 of 22 listeners have it</c>;
    /// <see langword="null"/> where there are none, and for a user, whom nobody has.
    /// </summary>
    /// <param name="contribution">The contribution.</param>
    /// <param name="name">The name of what contributed.</param>
    public static string? SupportInWords(this Contribution contribution, string name) =>
        contribution.Support is not { All: > 0 } support || contribution.Is<UserId>(out _) ? null
        : contribution.Feature is not null ? string.Create(CultureInfo.InvariantCulture, $"{support.Both} of {support.All} listeners have it")
        : support is { Both: 1, All: 1 } ? $"the one other listener of {name} also has it"
        : string.Create(CultureInfo.InvariantCulture, $"{support.Both} of the {support.All} who have {name} also have it");
}
