namespace ZetDard.Recommenders;

/// <summary>Combines recommenders.</summary>
public static class Recommender
{
    /// <summary>
    /// A recommender that fills lists up from <paramref name="fallback"/> where <paramref name="recommender"/> has fewer than N items or
    /// knows nothing of the listener.
    /// </summary>
    /// <remarks>
    /// Items of the fallback come last and have lower scores than the others. A kind of profile that <paramref name="recommender"/>
    /// cannot serve is an error all the same.
    /// </remarks>
    /// <example>
    /// <code>
    /// IRecommender&lt;SongId&gt; songs = graph.Songs.WithFallback(new PopularityRecommender&lt;SongId&gt;(data.Interactions));
    /// </code>
    /// </example>
    public static IRecommender<TItem> WithFallback<TItem>(this IRecommender<TItem> recommender, IRecommender<TItem> fallback)
        where TItem : struct, IId<TItem> => new FallbackRecommender<TItem>(recommender, fallback);

    /// <summary>
    /// A recommender that adds up the weighted scores of several. The scores of each are divided by its best score of an item that the
    /// listener does not know, because scores of different models have no common unit.
    /// </summary>
    /// <param name="parts">
    /// The recommenders and their weights, finite and above 0. Only the ratio of the weights counts; the greatest may be 1,000,000 times
    /// the least.
    /// </param>
    /// <remarks>
    /// Negative scores count as 0. Parts that implement <see cref="IItemScorer{TItem}"/> are added up without making lists; if one does
    /// not, all are asked for their best 1,000 items (or N), and an item that is not among them counts 0 there.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// There is no part, a weight is not finite and above 0, or one is more than 1,000,000 times another.
    /// </exception>
    /// <example>
    /// <code>
    /// IRecommender&lt;SongId&gt; songs = Recommender.Blend((graph.Songs, 0.8), (popularity, 0.2));
    /// </code>
    /// </example>
    public static IRecommender<TItem> Blend<TItem>(params IReadOnlyList<(IRecommender<TItem> Recommender, double Weight)> parts)
        where TItem : struct, IId<TItem> => new BlendRecommender<TItem>(parts);

    /// <summary>
    /// A recommender whose lists keep rules (<see cref="ListRules"/>): a maximum of items of one artist, only artists whom the listener
    /// has or does not have, only one version of each song.
    /// </summary>
    /// <param name="recommender">The recommender. It may be a blend or a fallback; rules around rules replace them.</param>
    /// <param name="data">
    /// Says who has what (<see cref="TrainingData{TItem}.Interactions"/>), whose the items are (<see cref="TrainingData{TItem}.Artists"/>)
    /// and which are versions of each other (<see cref="TrainingData{TItem}.Versions"/>).
    /// </param>
    /// <param name="defaults">
    /// The rules of requests that have none of their own; no rules where <see langword="null"/>. A request's
    /// <see cref="RecommendationRequest{TItem}.Rules"/> win.
    /// </param>
    /// <remarks>
    /// <para>
    /// It takes the best items that the rules allow, in the order of <paramref name="recommender"/>, until there are N: fewer only where
    /// no more exist. Most requests cost little more than without rules; those whose first hundred candidates do not suffice ask
    /// <paramref name="recommender"/> again.
    /// </para>
    /// <para>
    /// An item whose artist is unknown is neither one of a known nor one of a new artist, and <see cref="ListRules.MaxPerArtist"/> does
    /// not limit it. The artists of a listener are those of their items, also of items in a history that the model does not know, or
    /// those of a history of artists. Similar items (<see cref="ISimilarItems{TItem}"/>) are given as they are: rules hold for lists of
    /// recommendations. A model file holds the interactions a second time, without weights and times.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A rule needs artists or versions that <paramref name="data"/> does not have. A request with such a rule throws it too.
    /// </exception>
    /// <example>
    /// <code>
    /// var songs = graph.Songs.WithRules(data, new() { MaxPerArtist = 2 });
    /// var discoveries = songs.Recommend(new(Profile.Of(new UserId(1)), 10) { Rules = new() { Artists = ArtistChoice.New, MaxPerArtist =
    /// 1 } });
    /// </code>
    /// </example>
    public static IRecommender<TItem> WithRules<TItem>(
        this IRecommender<TItem> recommender, TrainingData<TItem> data, ListRules? defaults = null)
        where TItem : struct, IId<TItem> => new RuledRecommender<TItem>(recommender, data, defaults);
}
