namespace ZetDard.Models.Svm;

/// <summary>The form of a <see cref="Kernel"/>.</summary>
public enum KernelKind
{
    /// <summary>⟨x, y⟩.</summary>
    Linear,

    /// <summary>(γ ⟨x, y⟩ + offset)^degree.</summary>
    Polynomial,

    /// <summary>exp(−γ ‖x − y‖²), also called RBF.</summary>
    Gaussian,

    /// <summary>exp(−γ Σ |xᵢ − yᵢ|).</summary>
    Laplacian,

    /// <summary>tanh(γ ⟨x, y⟩ + offset); not positive definite for all numbers, so that a fit may end at a local optimum.</summary>
    Sigmoid,

    /// <summary>The rows hold the values of the kernel themselves.</summary>
    Precomputed,

    /// <summary>A weighted sum of kernels.</summary>
    Sum,

    /// <summary>A product of kernels.</summary>
    Product,

    /// <summary>The mean of one kernel on each family of the columns.</summary>
    PerFamily,
}
