namespace ZetDard.Lyrics;

/// <summary>The effect of a word of the lexicon.</summary>
/// <param name="Valence">The sentiment of the word, −2 … 2; 0 for words without one.</param>
/// <param name="Factor">The factor for the valence of a word that follows; 0 for words that have no such effect.</param>
internal readonly record struct WordRole(double Valence, double Factor);
