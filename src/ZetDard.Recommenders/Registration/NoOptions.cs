namespace ZetDard.Recommenders;

/// <summary>The options of components that have no options, so that every registration returns the same kind of builder.</summary>
public sealed record NoOptions;
