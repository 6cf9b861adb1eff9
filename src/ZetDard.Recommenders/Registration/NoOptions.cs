namespace ZetDard.Recommenders;

/// <summary>The options of what has none, so that every registration returns the same kind of builder.</summary>
public sealed record NoOptions;
