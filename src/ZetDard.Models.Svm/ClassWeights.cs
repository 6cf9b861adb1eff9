namespace ZetDard.Models.Svm;

/// <summary>How much the errors of each class count.</summary>
public enum ClassWeights
{
    /// <summary>Each class counts the same in all: C is multiplied by rows / (classes · rows of the class).</summary>
    Balanced,

    /// <summary>Each row counts the same, as in LIBSVM.</summary>
    None,
}
