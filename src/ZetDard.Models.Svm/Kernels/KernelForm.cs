namespace ZetDard.Models.Svm;

/// <summary>A <see cref="Kernel"/> whose open numbers are settled on training rows, and whose families are columns.</summary>
internal abstract record KernelForm
{
    /// <param name="Kind">Not <see cref="KernelKind.Sum"/> and not <see cref="KernelKind.Product"/>.</param>
    /// <param name="Gamma">γ.</param>
    /// <param name="Degree">The exponent of a polynomial.</param>
    /// <param name="Offset">Added inside a polynomial or a sigmoid.</param>
    /// <param name="Columns">The columns that it looks at, ascending; all where <see langword="null"/>.</param>
    public sealed record Leaf(KernelKind Kind, double Gamma = 1, int Degree = 3, double Offset = 0, int[]? Columns = null) : KernelForm;

    /// <summary>Σ weight · part; weights are finite and above 0.</summary>
    public sealed record Sum((double Weight, KernelForm Part)[] Parts) : KernelForm;

    public sealed record Product(KernelForm[] Parts) : KernelForm;
}
