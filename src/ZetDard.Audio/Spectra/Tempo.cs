namespace ZetDard.Audio;

/// <summary>The tempo of music.</summary>
/// <param name="BeatsPerMinute">Beats per minute; 0 if there is no onset or the sound is too short.</param>
/// <param name="Strength">The regularity of the beat: the normalised autocorrelation of the onset envelope at its period, 0 … 1.</param>
public readonly record struct Tempo(double BeatsPerMinute, double Strength);
