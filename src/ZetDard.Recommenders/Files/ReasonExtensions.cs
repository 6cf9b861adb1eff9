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
            if (contribution.Support is { All: > 0 } support)
            {
                words.Append("; ").Append(support.InWords(NameOf(contribution)));
                break;      // the one that weighs most is enough
            }
        }

        return words.ToString();

        string NameOf(Contribution contribution) => contribution.Feature ?? nameOf(contribution);
    }

    /// <summary>Says the counts behind a contribution in words: <c>14 of the 22 who have A also have it</c>.</summary>
    /// <param name="support">The counts.</param>
    /// <param name="name">The name of what contributed.</param>
    public static string InWords(this Support support, string name) => support is { Both: 1, All: 1 }
        ? $"the one other listener of {name} also has it"
        : string.Create(CultureInfo.InvariantCulture, $"{support.Both} of the {support.All} who have {name} also have it");
}
