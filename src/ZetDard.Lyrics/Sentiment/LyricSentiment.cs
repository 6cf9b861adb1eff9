namespace ZetDard.Lyrics;

/// <summary>Sentiment by the language of the text: the English rules for Latin script, a Chinese model for Chinese, 0 for others.</summary>
/// <remarks>A text in both languages gets the mean, an English word weighing as much as a Chinese character; one of which less than three fifths are in either gets 0 (<see cref="ScriptShares"/>). Immutable and safe for concurrent use.</remarks>
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
        const double Understood = .6;
        var shares = ScriptShares.Of(text);
        var understood = shares.Chinese + shares.Latin;
        if (understood < Understood)
        {
            return 0;
        }

        var sum = (shares.Chinese > 0 ? shares.Chinese * _chinese.Score(text) : 0) + (shares.Latin > 0 ? shares.Latin * English.Score(text) : 0);
        return sum / understood;
    }
}
