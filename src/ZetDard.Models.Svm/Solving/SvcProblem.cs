namespace ZetDard.Models.Svm;

/// <summary>One two-class problem: minimise ½ αᵀQα − Σα, 0 ≤ αᵢ ≤ Cᵢ, Σ yᵢαᵢ = 0, with Qᵢⱼ = yᵢ yⱼ K(i, j).</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Chosen">Which of them take part, distinct.</param>
/// <param name="IsPositive">Whether y is +1, for each chosen row.</param>
/// <param name="Costs">C of each chosen row, above 0.</param>
/// <param name="Tolerance">The fit stops when no pair violates the optimality conditions by more than this.</param>
/// <param name="MaxIterations">Or after so many steps of two multipliers.</param>
internal sealed record SvcProblem(
    KernelRows Rows, int[] Chosen, bool[] IsPositive, double[] Costs, double Tolerance = 1e-3, long MaxIterations = 10_000_000)
{
    /// <summary>The kernel matrix of these rows where many fits share one; the chosen rows are among its training rows.</summary>
    public KernelCache? Cache { get; init; }

    /// <summary>
    /// Whether many fits are made of these rows, each in a short time: up to some thousands of rows it is then solved whole. The same
    /// bits with a <see cref="Cache"/> and without.
    /// </summary>
    public bool IsOneOfMany { get; init; }
}

/// <param name="Coefficients">yᵢ αᵢ of each chosen row: 0 for one that is no support vector.</param>
/// <param name="Rho">The decision value of x is Σ coefficient · K(x, row) − Rho.</param>
/// <param name="Objective">½ αᵀQα − Σα.</param>
/// <param name="Gap">By how much the optimality conditions are violated at the end.</param>
/// <param name="Iterations">Steps of two multipliers.</param>
internal sealed record SvcSolution(double[] Coefficients, double Rho, double Objective, double Gap, long Iterations);
