namespace ZetDard.Models.Svm;

/// <summary>How alike two rows are: an inner product in a space that is never computed. Immutable; equal by <see cref="ToString"/>.</summary>
public sealed class Kernel
{
    private readonly string _text;

    private Kernel(KernelKind kind, string text) => (Kind, _text) = (kind, text);

    /// <summary>The form.</summary>
    public KernelKind Kind { get; }

    /// <summary>γ; <see langword="null"/> where it follows from the training rows.</summary>
    public double? Gamma { get; private init; }

    /// <summary>exp(−γ ‖x − y‖²).</summary>
    /// <param name="gamma">γ, above 0; 1 / (columns · variance of all training values) where <see langword="null"/>.</param>
    public static Kernel Gaussian(double? gamma = null) => new(KernelKind.Gaussian, "gaussian") { Gamma = gamma };

    /// <summary>The kernel as text.</summary>
    public override string ToString() => _text;
}
