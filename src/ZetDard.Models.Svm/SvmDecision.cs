namespace ZetDard.Models.Svm;

/// <summary>What one two-class fit of a machine came to.</summary>
/// <param name="Label">The label on the positive side.</param>
/// <param name="Against">The label on the negative side; <see langword="null"/> for all others.</param>
/// <param name="Objective">½ αᵀQα − Σα at the end; NaN where it is not known, as in a file of LIBSVM.</param>
/// <param name="Rho">ρ: the decision value of x is Σ yᵢ αᵢ K(xᵢ, x) − ρ.</param>
/// <param name="SupportVectorCount">How many rows have αᵢ above 0.</param>
/// <param name="BoundedCount">How many of them have αᵢ = Cᵢ.</param>
/// <param name="Gap">By how much the optimality conditions are violated at the end.</param>
/// <param name="Iterations">Steps of two multipliers.</param>
/// <param name="IsConverged">Whether it ended by its tolerance, and not by its limit of iterations.</param>
public sealed record SvmDecision(
    string Label,
    string? Against,
    double Objective,
    double Rho,
    int SupportVectorCount,
    int BoundedCount,
    double Gap,
    long Iterations,
    bool IsConverged);
