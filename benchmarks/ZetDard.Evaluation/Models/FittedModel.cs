using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>What one fit gave; a model need not recommend everything.</summary>
internal sealed record FittedModel
{
    public IRecommender<SongId>? Songs { get; init; }

    public IRecommender<ArtistId>? Artists { get; init; }

    public IRecommender<UserId>? Friends { get; init; }

    /// <summary>How likely two users are friends, comparable over all pairs; where missing, it is taken from the lists of <see cref="Friends"/>.</summary>
    public Func<UserId, UserId, double>? FriendScore { get; init; }
}
