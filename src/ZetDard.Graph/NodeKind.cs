namespace ZetDard.Graph;

/// <summary>What a node of a music graph is.</summary>
public enum NodeKind
{
    /// <summary>A listener.</summary>
    User,

    /// <summary>A song.</summary>
    Song,

    /// <summary>An artist.</summary>
    Artist,
}
