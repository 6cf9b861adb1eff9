namespace ZetDard.Lyrics;

/// <summary>Sentiment by the language of the text: the English rules for Latin script, a Chinese model for Chinese, 0 for others.</summary>
/// <remarks>A line of a text in both languages counts for each by its letters: an English word and a Chinese character weigh alike. Immutable and safe for concurrent use.</remarks>
public sealed class LyricSentiment : ILyricSentiment
{
    private static readonly EnglishSentiment English = new();

    private readonly ILyricSentiment _chinese;

    /// <summary>Makes one with another model for Chinese, for example one of <see cref="LyricSentimentTrainer"/>.</summary>
    /// <param name="chinese">Scores what is Chinese; <see cref="ChineseSentiment.Default"/> where <see langword="null"/>.</param>
    public LyricSentiment(ILyricSentiment? chinese = null) => _chinese = chinese ?? ChineseSentiment.Default;

    /// <summary>What is shipped: <see cref="EnglishSentiment"/> and <see cref="ChineseSentiment.Default"/>.</summary>
    public static LyricSentiment Default { get; } = new();

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<char> text)
    {
        var (han, latin, foreign) = (0, 0, 0);
        var isInWord = false;
        foreach (var character in text)
        {
            var isLatin = character < '\u0250' ? char.IsLetter(character) : character is >= '\uFF21' and <= '\uFF5A';
            latin += isLatin && !isInWord ? 1 : 0;
            isInWord = isLatin || (isInWord && character is '\'' or '’');
            han += TermReader.IsHan(character) ? 1 : 0;
            foreign += !isLatin && !TermReader.IsHan(character) && char.IsLetter(character) ? 1 : 0;
        }

        // Japanese has Chinese characters too: where another script makes up a tenth, neither model understands the text.
        if (foreign * 10 > han + latin || han + latin == 0)
        {
            return 0;
        }

        var sum = (han > 0 ? han * _chinese.Score(text) : 0) + (latin > 0 ? latin * English.Score(text) : 0);
        return sum / (han + latin);
    }
}
