namespace ZetDard.Lyrics;

/// <summary>
/// Sentiment by the language of a text: the English rules for Latin script, a Chinese model for Chinese, and 0 for other languages.
/// </summary>
/// <remarks>
/// A text in both languages gets the mean of the score of its English lines and of the Chinese score, in which an English word has the
/// weight of a Chinese character. A text of which less than three fifths are in either language gets 0 (<see cref="ScriptShares"/>).
/// Immutable and safe for concurrent use.
/// </remarks>
/// <example>
/// <code>
/// var score = LyricSentiment.Default.Score("我爱你 我很快乐");                       // above 0
///
/// var learned = await new LyricSentimentTrainer().FitAsync(lyrics.Select(lyric =&gt; lyric.Text));
/// var better = new LyricSentiment(learned).Score("我爱你 我很快乐");                // learned from your own catalogue
/// </code>
/// </example>
public sealed class LyricSentiment : ILyricSentiment
{
    private readonly ILyricSentiment? _chinese;         // null: the default model, read at first use

    /// <summary>Creates a scorer with another model for Chinese, such as one of <see cref="LyricSentimentTrainer"/>.</summary>
    /// <param name="chinese">The scorer of Chinese texts; <see langword="null"/> for <see cref="ChineseSentiment.Default"/>.</param>
    public LyricSentiment(ILyricSentiment? chinese = null) => _chinese = chinese;

    /// <summary>
    /// The scorer with the models of this package: <see cref="EnglishSentiment"/> and <see cref="ChineseSentiment.Default"/>.
    /// </summary>
    public static LyricSentiment Default { get; } = new();

    /// <inheritdoc/>
    /// <remarks><see langword="null"/> if the Chinese model has none.</remarks>
    public string? CacheKey => (_chinese is null ? "shipped" : _chinese.CacheKey) is { } chinese
        ? $"{ContentKey.OfCode("lyric sentiment")} {chinese}"
        : null;

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
