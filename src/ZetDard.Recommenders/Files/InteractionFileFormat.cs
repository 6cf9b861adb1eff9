namespace ZetDard.Recommenders;

/// <summary>How a file holds interactions.</summary>
public enum InteractionFileFormat
{
    /// <summary>Each row has one interaction: user, item and, where known, artist, count and time.</summary>
    Columns,

    /// <summary>Each row has one user: the id of the user, then the ids of their items.</summary>
    Lists,
}
