namespace ZetDard.Evaluation.Models;

/// <summary>What <c>--models</c> chooses from.</summary>
internal interface INamedModel
{
    string Name { get; }

    /// <summary>Whether it has a row when no model is named.</summary>
    bool IsDefault { get; }

    /// <summary>Whether <c>all</c> leaves it out.</summary>
    bool IsOracle { get; }

    /// <summary>
    /// The models that a command's <c>--models</c> names: those named, the default ones where none is, all but the oracles for <c>all</c>.
    /// </summary>
    /// <exception cref="ArgumentException">A name is unknown, or has no row in this command.</exception>
    static IReadOnlyList<TModel> Select<TModel>(string command, IReadOnlyList<TModel> models, IReadOnlyList<string> names)
        where TModel : INamedModel
    {
        return names.Count == 0
            ? [.. models.Where(model => model.IsDefault)]
            : [.. names.SelectMany(name => name == "all" ? models.Where(model => !model.IsOracle) : [Find(name)]).Distinct()];

        TModel Find(string name) =>
            models.FirstOrDefault(model => model.Name == name)
            ?? throw new ArgumentException(
                $"There is no model '{name}' for {command}. There are: all, {string.Join(", ", models.Select(model => model.Name))}."
            );
    }
}
