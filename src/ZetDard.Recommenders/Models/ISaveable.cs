namespace ZetDard.Recommenders;

/// <summary>
/// The ability of a model to be saved: it writes itself, its format reads it back. Found with
/// <see cref="IRecommender{TItem}.Find{TAbility}"/>.
/// </summary>
public interface ISaveable
{
    /// <summary>What the file is called in its head, and how it is read.</summary>
    ModelFormat Format { get; }

    /// <summary>
    /// What the fit found out and chose, in one line for the card of the file; <see langword="null"/> where there is nothing
    /// to say.
    /// </summary>
    string? Summary => null;

    /// <summary>Writes the content in the version that <see cref="Format"/> says.</summary>
    void Write(ModelWriter writer);
}
