using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Models.Svm;

/// <summary>Options of kernel ridge regression as a classifier.</summary>
public sealed record KernelRidgeOptions
{
    /// <summary>How alike rows are; in a configuration as text, such as <c>each(gaussian)</c>. Default Gaussian.</summary>
    [Required]
    public Kernel Kernel { get; set; } = Kernel.Gaussian();

    /// <summary>
    /// What is added to the diagonal of the kernel matrix, 1e-9 … 1e9; larger values give smoother scores. Default 0.02, for kernels that
    /// are 1 on the diagonal: measured on clips of music with one kernel for each family.
    /// </summary>
    [Range(1e-9, 1e9)]
    public double Lambda { get; set; } = .02;

    /// <summary>
    /// How much the errors of each class count. Default balanced: a row counts by the root of rows / (classes · rows of its class).
    /// </summary>
    [EnumDataType(typeof(ClassWeights))]
    public ClassWeights ClassWeights { get; set; } = ClassWeights.Balanced;

    /// <summary>
    /// Whether columns are brought to mean 0 and deviation 1 over the training rows, and limited to ±4. Default true: otherwise columns
    /// of large numbers are all that a kernel sees.
    /// </summary>
    public bool Standardize { get; set; } = true;

    /// <summary>
    /// How many megabytes of the kernel matrix of prepared rows are kept for all fits together, 1 … 1,000,000. Default 512, of 11,500
    /// rows; beyond it rows are computed when they are asked for.
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
internal sealed partial class KernelRidgeOptionsValidator : IValidateOptions<KernelRidgeOptions>;

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(KernelRidgeOptions))]
internal sealed partial class KernelRidgeJson : JsonSerializerContext;
