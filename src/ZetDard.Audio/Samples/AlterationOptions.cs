using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Audio;

/// <summary>
/// How far copies of a sound may differ from it (<see cref="AlteredSound.AlteredCopies"/>). Each difference is drawn evenly between its
/// limits.
/// </summary>
public sealed record AlterationOptions
{
    /// <summary>
    /// How many semitones a copy may be higher (and faster, as a tape is) or lower, 0 … 24. Default 4: on recordings of instruments this
    /// helps more than 1 or 2 (docs/packages/audio.md). Use 1 or less where pitch or tempo are what is to be told apart.
    /// </summary>
    [Range(0.0, 24.0)]
    public double MaxSemitones { get; set; } = 4;

    /// <summary>How many decibels the frequencies above 1 kHz may be louder or softer, 0 … 24. Default 3; 6 are as good.</summary>
    [Range(0.0, 24.0)]
    public double MaxTiltDb { get; set; } = 3;

    /// <summary>How many decibels a copy may be louder or softer, 0 … 24. Default 3.</summary>
    [Range(0.0, 24.0)]
    public double MaxGainDb { get; set; } = 3;

    /// <summary>
    /// How many decibels white noise is below the sound at least, 0 … 200; at most it is 20 further below. Default 30, as of a quiet
    /// recording.
    /// </summary>
    [Range(0.0, 200.0)]
    public double MinNoiseDistanceDb { get; set; } = 30;
}

[OptionsValidator]
internal sealed partial class AlterationOptionsValidator : IValidateOptions<AlterationOptions>;
