namespace ZetDard.Lyrics;

/// <summary>Sentiment by the language of the text: the English rules for Latin script, a Chinese model for Chinese, 0 for others.</summary>
/// <remarks>A text in both languages gets the mean of its English lines' score and of the Chinese score, an English word weighing as much as a Chinese character; one of which less than three fifths are in either gets 0 (<see cref="ScriptShares"/>). Immutable and safe for concurrent use.</remarks>
public sealed class LyricSentiment : ILyricSentiment
{
    private readonly ILyricSentiment? _chinese;         // null: what is shipped, read at first use

    /// <summary>Makes one with another model for Chinese, for example one of <see cref="LyricSentimentTrainer"/>.</summary>
    /// <param name="chinese">Scores what is Chinese; <see cref="ChineseSentiment.Default"/> where <see langword="null"/>.</param>
    public LyricSentiment(ILyricSentiment? chinese = null) => _chinese = chinese;

    /// <summary>What is shipped: <see cref="EnglishSentiment"/> and <see cref="ChineseSentiment.Default"/>.</summary>
    public static LyricSentiment Default { get; } = new();

    /// <inheritdoc/>
    /// <remarks><see langword="null"/> where the Chinese model has none.</remarks>
    public string? CacheKey => (_chinese is null ? "shipped" : _chinese.CacheKey) is { } chinese ? $"{ContentKey.OfCode("lyric sentiment")} {chinese}" : null;

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

        var chinese = shares.Chinese > 0 ? shares.Chinese * (_chinese ?? ChineseSentiment.Default).Score(text) : 0;
        var english = shares.Latin > 0 ? shares.Latin * EnglishSentiment.Score(text, onlyLatin: shares.Latin < 1) : 0;
        return (chinese + english) / understood;
    }
}
