namespace ZetDard.Recommenders;

/// <summary>What the rows of a table hold.</summary>
internal enum TableForm
{
    /// <summary>Each row has one interaction: ids or names, and then numbers or times.</summary>
    Interactions,

    /// <summary>Each row has any number of fields.</summary>
    Lists,

    /// <summary>Each row has the same number of fields.</summary>
    Features,
}
