namespace ZetDard.Audio;

/// <summary>How fast music is.</summary>
/// <param name="BeatsPerMinute">Beats a minute; 0 where there is no onset or too little sound to tell.</param>
/// <param name="Strength">How regular the beat is: the normalised autocorrelation of the onset envelope at its period, 0 … 1.</param>
public readonly record struct Tempo(double BeatsPerMinute, double Strength);
