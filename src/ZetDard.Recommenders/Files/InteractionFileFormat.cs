namespace ZetDard.Recommenders;

/// <summary>How a file holds interactions.</summary>
public enum InteractionFileFormat
{
    /// <summary>One interaction a row: user, item, and where known artist, count and time.</summary>
    Columns,

    /// <summary>One user a row: his id, then the ids of his items.</summary>
    Lists,
}
