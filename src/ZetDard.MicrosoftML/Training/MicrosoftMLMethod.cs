namespace ZetDard.MicrosoftML;

/// <summary>Trainers of ML.NET for many classes.</summary>
public enum MicrosoftMLMethod
{
    /// <summary>Gradient-boosted trees of LightGBM, grown by leaves, one multiclass model (softmax). A native library.</summary>
    LightGbm,

    /// <summary>Gradient-boosted trees of FastTree (MART), one model for each class against the rest. A native library.</summary>
    FastTree,

    /// <summary>Maximum entropy (multinomial logistic regression) by L-BFGS. Managed.</summary>
    Lbfgs,

    /// <summary>Maximum entropy by stochastic dual coordinate ascent. Managed.</summary>
    Sdca,
}
