using System.Globalization;
using System.Text;

namespace ZetDard.Recommenders;

/// <summary>Puts reasons into words.</summary>
public static class ReasonExtensions
{
    // In a name, each of these reads like the end of the name.
    private static readonly string[] Separators = [",", ";", " and "];

    /// <summary>
    /// Puts a reason into words: <c>A, B and C; 14 of the 22 who have A also have it</c>. Empty for <see cref="Reason.None"/>.
    /// Names that hold a comma, a semicolon or the word 'and' stand in quotation marks, so that one sees where each ends.
    /// </summary>
    /// <param name="reason">The reason.</param>
    /// <param name="nameOf">
    /// Gives the name of what contributed; <see cref="Contribution.Is{TId}"/> tells the kinds of ids apart. It is not called for
    /// features, which have names.
    /// </param>
    /// <example>
    /// <code>
    /// Console.WriteLine(recommendation.Reason.InWords(names.NameOf));     // names: a NameTable
    /// </code>
    /// </example>
    public static string InWords(this Reason reason, Func<Contribution, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(nameOf);
        var words = new StringBuilder();
        for (var i = 0; i < reason.Count; i++)
        {
            words.Append(i == 0 ? "" : i == reason.Count - 1 ? " and " : ", ").Append(Quoted(NameOf(reason[i])));
        }

        foreach (var contribution in reason)
        {
            if (contribution.SupportInWords(NameOf(contribution)) is { } support)
            {
                words.Append("; ").Append(support);
                break;      // the counts of one are enough: of the one with the largest share that has counts
            }
        }

        return words.ToString();

        string NameOf(Contribution contribution) => contribution.Feature ?? nameOf(contribution);
    }

    /// <summary>
    /// Puts the counts behind a contribution into words: <c>14 of the 22 who have A also have it</c>, for a feature <c>14 of 22 listeners
    /// have it</c>.
    /// </summary>
    /// <param name="contribution">The contribution.</param>
    /// <param name="name">The name of what contributed.</param>
    /// <returns>The words; <see langword="null"/> where there are no counts, and for a user, because nobody has users.</returns>
    public static string? SupportInWords(this Contribution contribution, string name) =>
        contribution.Support is not { All: > 0 } support || contribution.Is<UserId>(out _) ? null
        : contribution.Feature is not null
        ? string.Create(CultureInfo.InvariantCulture, $"{support.Both} of {support.All} listeners have it")
        : support is { Both: 1, All: 1 } ? $"the one other listener of {Quoted(name)} also has it"
        : string.Create(CultureInfo.InvariantCulture, $"{support.Both} of the {support.All} who have {Quoted(name)} also have it");

    /// <summary>A name as it stands in a list of names: in quotation marks where it holds a comma, a semicolon or the word 'and'.</summary>
    public static string Quoted(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Exists(Separators, separator => name.Contains(separator, StringComparison.Ordinal)) ? $"\"{name}\"" : name;
    }
}
