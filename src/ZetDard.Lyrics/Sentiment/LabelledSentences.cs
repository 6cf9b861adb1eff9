namespace ZetDard.Lyrics;

/// <summary>
/// Labelled sentences without duplicates, because copies of a sentence could be trained on and tested on at the same time.
/// </summary>
/// <param name="Texts">
/// The sentences, distinct after <see cref="TermReader.Prepare(string, bool)"/> with Chinese characters only; the positive ones first.
/// </param>
/// <param name="Labels">Whether each sentence is positive.</param>
internal sealed record LabelledSentences(string[] Texts, bool[] Labels)
{
    /// <summary>
    /// Keeps the first copy of each sentence. Sentences without a Chinese character, and those with both labels, are left out.
    /// </summary>
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

    // In their original order.
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
