namespace ZetDard.Models.Svm;

/// <summary>Whether, and how, scores are made probabilities.</summary>
public enum SvmProbabilities
{
    /// <summary>Scores are decision values and votes.</summary>
    None,

    /// <summary>
    /// A sigmoid of the decision value (Platt 1999, by the safe fit of Lin, Lin and Weng 2007): keeps the order of scores.
    /// </summary>
    Platt,

    /// <summary>A rising curve of any form: follows the data where there are many rows, and gives many rows the same probability.</summary>
    Isotonic,
}
