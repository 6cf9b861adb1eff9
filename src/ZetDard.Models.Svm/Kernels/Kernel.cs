using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace ZetDard.Models.Svm;

/// <summary>
/// How alike two rows are: an inner product in a space that is never computed. Kernels are added, weighted and multiplied, and look at
/// all columns or at some. Immutable; equal by <see cref="ToString"/>, which <see cref="Parse(string)"/> reads back.
/// </summary>
/// <remarks>
/// A γ that is left open follows from the training rows, of the columns that the kernel looks at: 1 / (columns · variance of all their
/// values) for the Gaussian, the polynomial and the sigmoid kernel, which is scikit-learn's <c>gamma='scale'</c>; 1 / (columns · standard
/// deviation of all their values) for the Laplacian, which is scikit-learn's 1 / columns where columns are standardized. Where all values
/// are equal, the variance counts as 1. The open γ is multiplied by <see cref="Scale"/>.
/// </remarks>
/// <example>
/// <code>
/// var kernel = Kernel.Gaussian(scale: 0.5).On("mfcc", "chroma") + (0.5 * Kernel.Linear().On("text"));
/// var same = Kernel.Parse("gaussian(scale=0.5)[mfcc,chroma] + 0.5 * linear[text]");
/// </code>
/// </example>
[TypeConverter(typeof(KernelTypeConverter))]
[JsonConverter(typeof(KernelJsonConverter))]
public sealed class Kernel : IEquatable<Kernel>, IParsable<Kernel>
{
    internal const int MaxDegree = 20;

    private readonly string _text;

    private Kernel(
        KernelKind kind,
        double? gamma = null,
        double scale = 1,
        int degree = 1,
        double offset = 0,
        IReadOnlyList<string>? columns = null,
        IReadOnlyList<(double Weight, Kernel Kernel)>? parts = null)
    {
        (Kind, Gamma, Scale, Degree, Offset, Columns, Parts) = (kind, gamma, scale, degree, offset, columns ?? [], parts ?? []);
        _text = KernelText.Of(this);
    }

    /// <summary>The form.</summary>
    public KernelKind Kind { get; }

    /// <summary>γ; <see langword="null"/> where it follows from the training rows, or where the form has none.</summary>
    public double? Gamma { get; }

    /// <summary>What a γ that follows from the training rows is multiplied by.</summary>
    public double Scale { get; }

    /// <summary>The exponent of a polynomial.</summary>
    public int Degree { get; }

    /// <summary>What a polynomial or a sigmoid adds to γ ⟨x, y⟩.</summary>
    public double Offset { get; }

    /// <summary>The families and columns that it looks at, by name; all where empty.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The parts of a sum, a product or a mean over families, with their weights (1 where there are none).</summary>
    public IReadOnlyList<(double Weight, Kernel Kernel)> Parts { get; }

    /// <summary>⟨x, y⟩.</summary>
    public static Kernel Linear() => new(KernelKind.Linear);

    /// <summary>(γ ⟨x, y⟩ + offset)^degree.</summary>
    /// <param name="degree">1 … 20. Default 3, as in LIBSVM.</param>
    /// <param name="gamma">γ, finite and above 0; follows from the training rows where <see langword="null"/>.</param>
    /// <param name="offset">
    /// Finite and 0 or more. Default 1, so that products of fewer columns than <paramref name="degree"/> count too; LIBSVM's is 0.
    /// </param>
    /// <param name="scale">What a γ that is left open is multiplied by, finite and above 0.</param>
    public static Kernel Polynomial(int degree = 3, double? gamma = null, double offset = 1, double scale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, MaxDegree);
        RequireGamma(gamma, scale);
        return offset >= 0 && double.IsFinite(offset)
            ? new(KernelKind.Polynomial, gamma, scale, degree, offset)
            : throw new ArgumentOutOfRangeException(
                nameof(offset), offset, "The offset of a polynomial kernel must be finite and 0 or more: below 0 it is no kernel.");
    }

    /// <summary>exp(−γ ‖x − y‖²), also called RBF.</summary>
    /// <param name="gamma">γ, finite and above 0; follows from the training rows where <see langword="null"/>.</param>
    /// <param name="scale">What a γ that is left open is multiplied by, finite and above 0.</param>
    public static Kernel Gaussian(double? gamma = null, double scale = 1)
    {
        RequireGamma(gamma, scale);
        return new(KernelKind.Gaussian, gamma, scale);
    }

    /// <summary>exp(−γ Σ |xᵢ − yᵢ|): like the Gaussian, less moved by single columns that are far apart.</summary>
    /// <inheritdoc cref="Gaussian" path="/param"/>
    public static Kernel Laplacian(double? gamma = null, double scale = 1)
    {
        RequireGamma(gamma, scale);
        return new(KernelKind.Laplacian, gamma, scale);
    }

    /// <summary>tanh(γ ⟨x, y⟩ + offset); not positive definite for all numbers, so that a fit may end at a local optimum.</summary>
    /// <param name="gamma">γ, finite and above 0; follows from the training rows where <see langword="null"/>.</param>
    /// <param name="offset">Finite. Default 0, as in LIBSVM.</param>
    /// <param name="scale">What a γ that is left open is multiplied by, finite and above 0.</param>
    public static Kernel Sigmoid(double? gamma = null, double offset = 0, double scale = 1)
    {
        RequireGamma(gamma, scale);
        return double.IsFinite(offset)
            ? new(KernelKind.Sigmoid, gamma, scale, offset: offset)
            : throw new ArgumentOutOfRangeException(nameof(offset), offset, "The offset of a sigmoid kernel must be finite.");
    }

    /// <summary>
    /// The rows hold the values of the kernel themselves: the first column a row's own number, 1 … n for the n rows that are learned
    /// from, the column of number i behind it the kernel with row i. These columns are never scaled.
    /// </summary>
    public static Kernel Precomputed() => new(KernelKind.Precomputed);

    /// <summary>
    /// The mean of one kernel on each family of the columns (<see cref="Recommenders.FeatureTable.FamilyOf"/>), each with a γ of its own
    /// where it is left open: families of many columns do not drown those of few.
    /// </summary>
    /// <param name="kernel">A kernel that is on all columns and is no mean over families itself.</param>
    public static Kernel PerFamily(Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.HasColumns
            ? throw new ArgumentException(
                $"Each family gets a kernel of its own; '{kernel}' chooses its columns itself. Leave its columns out, and name the families with each({KernelKind.Gaussian.ToString().ToLowerInvariant()})[…].",
                nameof(kernel))
            : new(KernelKind.PerFamily, parts: [(1, kernel)]);
    }

    /// <summary>A sum of kernels.</summary>
    /// <param name="kernels">One or more.</param>
    public static Kernel Sum(params IReadOnlyList<Kernel> kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        return kernels.Count == 0
            ? throw new ArgumentException("There is nothing to add; give one kernel or more.", nameof(kernels))
            : kernels.Aggregate((left, right) => left + right);
    }

    /// <summary>This kernel on some of the columns.</summary>
    /// <param name="columns">Families of columns, or single columns, by name.</param>
    /// <exception cref="ArgumentException">No column is named, or the kernel has columns already.</exception>
    public Kernel On(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0 || columns.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("Name the families or columns that the kernel looks at; a name is empty, or there is none.", nameof(columns));
        }

        if (Columns.Count > 0)
        {
            throw new ArgumentException(
                $"'{this}' is on columns already; it cannot be put on {string.Join(", ", columns)} too.", nameof(columns));
        }

        return Kind is KernelKind.Sum or KernelKind.Product
            ? new(Kind, parts: [.. Parts.Select(part => (part.Weight, part.Kernel.On(columns)))])
            : new(Kind, Gamma, Scale, Degree, Offset, [.. columns.Distinct(StringComparer.Ordinal)], Parts);
    }

    /// <summary>A weighted kernel.</summary>
    /// <param name="weight">Finite and above 0.</param>
    /// <param name="kernel">The kernel.</param>
    public static Kernel operator *(double weight, Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (!(weight > 0) || !double.IsFinite(weight))
        {
            throw new ArgumentOutOfRangeException(
                nameof(weight), weight, $"The weight of the kernel '{kernel}' must be finite and above 0; leave out what does not count.");
        }

        (double Weight, Kernel Kernel)[] parts = [.. kernel.Terms.Select(part => (weight * part.Weight, part.Kernel))];
        if (Array.Exists(parts, part => !(part.Weight > 0) || !double.IsFinite(part.Weight)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(weight), weight, $"The weights in '{kernel}' must stay finite and above 0 when they are multiplied; take a weight nearer to 1.");
        }

        return parts is [(1, var alone)] ? alone : new(KernelKind.Sum, parts: parts);
    }

    /// <inheritdoc cref="op_Multiply(double, Kernel)"/>
    public static Kernel operator *(Kernel kernel, double weight) => weight * kernel;

    /// <summary>The product of kernels: rows are alike that are alike by both.</summary>
    public static Kernel operator *(Kernel left, Kernel right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);

        // Weights stand before a product, not in it, so that equal kernels have equal texts.
        var (one, two) = (left.Weighted, right.Weighted);
        return one.Weight * two.Weight * new Kernel(KernelKind.Product, parts: [.. one.Kernel.Factors, .. two.Kernel.Factors]);
    }

    /// <summary>The sum of kernels: rows are alike that are alike by one of them.</summary>
    public static Kernel operator +(Kernel left, Kernel right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(KernelKind.Sum, parts: [.. left.Terms, .. right.Terms]);
    }

    /// <inheritdoc cref="op_Addition"/>
    public static Kernel Add(Kernel left, Kernel right) => left + right;

    /// <inheritdoc cref="op_Multiply(Kernel, Kernel)"/>
    public static Kernel Multiply(Kernel left, Kernel right) => left * right;

    /// <summary>Whether two kernels are the same.</summary>
    public static bool operator ==(Kernel? left, Kernel? right) => left?._text == right?._text;

    /// <summary>Whether two kernels differ.</summary>
    public static bool operator !=(Kernel? left, Kernel? right) => !(left == right);

    /// <summary>Reads a kernel from text.</summary>
    /// <param name="text">
    /// Such as <c>gaussian</c>, <c>gaussian(gamma=0.1)</c>, <c>polynomial(degree=2, offset=1)</c>, <c>each(gaussian)</c>,
    /// <c>gaussian(scale=0.5)[mfcc, chroma] + 0.5 * linear[text]</c>.
    /// </param>
    /// <exception cref="FormatException">It is no kernel; the message says where it goes wrong and what is allowed there.</exception>
    public static Kernel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new KernelText(text).Read();
    }

    static Kernel IParsable<Kernel>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <summary>Reads a kernel from text, as <see cref="Parse(string)"/> does.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Kernel result)
    {
        try
        {
            result = s is null ? null : Parse(s);
        }
        catch (FormatException)
        {
            result = null;
        }

        return result is not null;
    }

    /// <inheritdoc/>
    public bool Equals(Kernel? other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Kernel);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>The kernel as text; numbers look the same in every culture.</summary>
    public override string ToString() => _text;

    /// <summary>The terms of the kernel as a sum.</summary>
    private IReadOnlyList<(double Weight, Kernel Kernel)> Terms => Kind == KernelKind.Sum ? Parts : [(1, this)];

    private IReadOnlyList<(double Weight, Kernel Kernel)> Factors => Kind == KernelKind.Product ? Parts : [(1, this)];

    private (double Weight, Kernel Kernel) Weighted => Kind == KernelKind.Sum && Parts is [var alone] ? alone : (1, this);

    private bool HasColumns => Columns.Count > 0 || Kind == KernelKind.PerFamily || Parts.Any(part => part.Kernel.HasColumns);

    private static void RequireGamma(double? gamma, double scale)
    {
        if (gamma is { } given && (!(given > 0) || !double.IsFinite(given)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(gamma), given, "γ must be finite and above 0; leave it out to take it from the training rows.");
        }

        if (!(scale > 0) || !double.IsFinite(scale))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale of γ must be finite and above 0.");
        }

        if (gamma is not null && scale != 1)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Give γ ({gamma}) or the scale of an open γ ({scale}), not both."), nameof(scale));
        }
    }
}
