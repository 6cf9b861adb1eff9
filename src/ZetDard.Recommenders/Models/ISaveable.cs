namespace ZetDard.Recommenders;

/// <summary>The ability of a model to be saved. Found with <see cref="IRecommender{TItem}.Find{TAbility}"/>.</summary>
public interface ISaveable
{
    /// <summary>How this model is written and read back.</summary>
    IModelFormat Format { get; }
}
