namespace ZetDard.Recommenders;

/// <summary>The ability of a model to be saved: it writes itself, its format reads it back. Found with <see cref="IRecommender{TItem}.Find{TAbility}"/>.</summary>
public interface ISaveable
{
    /// <summary>What the file is called in its head, and how it is read.</summary>
    ModelFormat Format { get; }

    /// <summary>Writes the content in the version that <see cref="Format"/> says.</summary>
    void Write(ModelWriter writer);
}
