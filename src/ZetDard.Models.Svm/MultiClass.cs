namespace ZetDard.Models.Svm;

/// <summary>How two-class machines decide between many classes.</summary>
public enum MultiClass
{
    /// <summary>
    /// One machine for each pair of classes, as in LIBSVM and scikit-learn. A score is the number of pairs that the class wins, and in
    /// between a bounded sum of its decision values.
    /// </summary>
    OneAgainstOne,

    /// <summary>
    /// One machine for each class against all others. A score is its decision value: what is averaged over the clips of a track.
    /// </summary>
    OneAgainstRest,
}
