using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Options of computing the features of many items.</summary>
public sealed record FeatureExtractionOptions
{
    /// <summary>
    /// The share of the processors that work at a time, above 0 to 1; at least one works. Default 1: all of them, which is fastest. .5 leaves
    /// half of them to other work, such as the playback of music.
    /// </summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double CoreShare { get; set; } = 1;

    /// <summary>
    /// The maximum number of items in memory at a time, 1 or more. It makes the batches smaller, and below the number of working processors
    /// it also lets fewer of them work. <see langword="null"/>, the default, for no limit but one batch for each working processor.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? MaxItemsInMemory { get; set; }

    /// <summary>The cache in which features are stored between runs; <see langword="null"/>, the default, for none.</summary>
    public IFeatureCache? Cache { get; set; }

    /// <summary>Pauses the work; <see langword="null"/>, the default, if nobody does.</summary>
    public PauseSwitch? Pause { get; set; }

    /// <summary>The clock for the speed and the remaining time. Default the system clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}

[OptionsValidator]
internal sealed partial class FeatureExtractionOptionsValidator : IValidateOptions<FeatureExtractionOptions>;
