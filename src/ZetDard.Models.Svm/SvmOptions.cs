using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Models.Svm;

/// <summary>Options of support vector machines.</summary>
public sealed record SvmOptions
{
    /// <summary>
    /// How much an error weighs against a wide margin, 1e-9 … 1e9; small values give smooth borders. Default 1, as in LIBSVM and
    /// scikit-learn.
    /// </summary>
    [Range(1e-9, 1e9)]
    public double C { get; set; } = 1;

    /// <summary>How alike rows are; in a configuration as text, such as <c>gaussian(scale=0.5)</c>. Default Gaussian.</summary>
    [Required]
    public Kernel Kernel { get; set; } = Kernel.Gaussian();

    /// <summary>
    /// How many classes are told apart. Default one against one, which fits faster; one against the rest where scores are averaged, or
    /// compared between things.
    /// </summary>
    [EnumDataType(typeof(MultiClass))]
    public MultiClass MultiClass { get; set; } = MultiClass.OneAgainstOne;

    /// <summary>
    /// How much the errors of each class count. Default balanced: a listener's songs are few beside the others. LIBSVM and scikit-learn
    /// do not balance.
    /// </summary>
    [EnumDataType(typeof(ClassWeights))]
    public ClassWeights ClassWeights { get; set; } = ClassWeights.Balanced;

    /// <summary>
    /// Whether scores are probabilities. Default none: they take five more fits, which learn from four fifths of the rows each.
    /// </summary>
    [EnumDataType(typeof(SvmProbabilities))]
    public SvmProbabilities Probabilities { get; set; } = SvmProbabilities.None;

    /// <summary>
    /// Whether columns are brought to mean 0 and deviation 1 over the training rows, and limited to ±4. Default true: otherwise columns
    /// of large numbers are all that a kernel sees. Sparse rows are never standardized.
    /// </summary>
    public bool Standardize { get; set; } = true;

    /// <summary>
    /// A fit stops when no pair violates the optimality conditions by more than this, 1e-9 … 1. Default 1e-3, as in LIBSVM.
    /// </summary>
    [Range(1e-9, 1.0)]
    public double Tolerance { get; set; } = 1e-3;

    /// <summary>
    /// A two-class fit stops after this many steps of two multipliers at the latest, 1 … 1e12. Default 10,000,000, which only absurd C
    /// and γ reach; <see cref="SvmDecision.IsConverged"/> and the progress of the fit say so.
    /// </summary>
    [Range(1L, 1_000_000_000_000L)]
    public long MaxIterations { get; set; } = 10_000_000;

    /// <summary>
    /// How many megabytes the kernel matrix of prepared rows may take, which all fits on them then share, 1 … 1,000,000. Default 512, of
    /// 11,500 rows; of more rows each fit computes what it needs.
    /// </summary>
    [Range(1, 1_000_000)]
    [JsonIgnore]        // changes no score: not in the description
    public int KernelMemoryMegabytes { get; set; } = 512;

    /// <summary>How many threads a fit takes, 0 … 1,024; 0, the default, for as many as there are. The result is the same.</summary>
    [Range(0, 1_024)]
    [JsonIgnore]
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class SvmOptionsValidator : IValidateOptions<SvmOptions>;

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(SvmOptions))]
internal sealed partial class SvmJson : JsonSerializerContext;
