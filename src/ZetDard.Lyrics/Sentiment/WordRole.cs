namespace ZetDard.Lyrics;

/// <summary>What a word of the lexicon does.</summary>
/// <param name="Valence">How it feels, −2 … 2; 0 for words without feeling.</param>
/// <param name="Factor">By what it multiplies the valence of a word that follows; 0 for words that do not.</param>
internal readonly record struct WordRole(double Valence, double Factor);
