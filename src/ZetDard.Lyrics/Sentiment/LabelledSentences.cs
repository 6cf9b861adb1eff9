namespace ZetDard.Lyrics;

/// <summary>Labelled sentences, each once: copies would be learned from and measured on at the same time.</summary>
/// <param name="Texts">Distinct in what <see cref="TermReader.Prepare(string, bool)"/> makes of them, Chinese characters only; the positive ones first.</param>
/// <param name="Labels">Which are positive.</param>
internal sealed record LabelledSentences(string[] Texts, bool[] Labels)
{
    /// <summary>The first of each sentence; those without a Chinese character, and those that stand under both labels, are left out.</summary>
    public static LabelledSentences Distinct(IEnumerable<string> positive, IEnumerable<string> negative)
    {
        var good = FirstOfEach(positive);
        var bad = FirstOfEach(negative);
        string[] onlyGood = [.. good.Where(pair => !bad.ContainsKey(pair.Key)).Select(pair => pair.Value)];
        string[] onlyBad = [.. bad.Where(pair => !good.ContainsKey(pair.Key)).Select(pair => pair.Value)];
        var labels = new bool[onlyGood.Length + onlyBad.Length];
        labels.AsSpan(0, onlyGood.Length).Fill(true);
        return new([.. onlyGood, .. onlyBad], labels);
    }

    // In the order in which they come.
    private static OrderedDictionary<string, string> FirstOfEach(IEnumerable<string> sentences)
    {
        var first = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var sentence in sentences)
        {
            if (TermReader.Prepare(sentence, onlyHan: true) is { Length: > 1 } prepared)
            {
                first.TryAdd(prepared, sentence);
            }
        }

        return first;
    }
}
