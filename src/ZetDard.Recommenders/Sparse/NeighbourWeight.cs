namespace ZetDard.Recommenders;

/// <summary>How strongly item i points to item j, from the sets Ui and Uj of users who have them.</summary>
/// <remarks>
/// Both are <c>(float)(|Ui∩Uj| · (a_i · b_j))</c>, computed in double precision and rounded once, so that every computation of a weight gives the same bits.
/// Pairs that share no user have no weight, and no item is its own neighbour.
/// </remarks>
public enum NeighbourWeight
{
    /// <summary>|Ui∩Uj| / |Ui|, in (0, 1]: the share of the users of i who also have j. Not symmetric.</summary>
    Directed,

    /// <summary>|Ui∩Uj| / √(|Ui|·|Uj|), in (0, 1]: the cosine of the two columns. Symmetric.</summary>
    Cosine,
}
