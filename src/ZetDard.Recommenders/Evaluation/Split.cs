namespace ZetDard.Recommenders;

/// <summary>A dataset divided into parts. Each part has only the users and items that occur in it, in their old order.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="Train">What a model may learn from; its items are the candidates.</param>
/// <param name="Test">What it should find.</param>
public sealed record Split<TItem>(InteractionDataset<TItem> Train, InteractionDataset<TItem> Test)
    where TItem : struct, IId<TItem>
{
    /// <summary>
    /// What is known of users who are not in the training data; recommendations for them are made from this. <see langword="null"/> where
    /// the users of the test are also in the training part.
    /// </summary>
    public InteractionDataset<TItem>? History { get; init; }

    /// <summary>What is known of the users of the test: the history, or else the training part.</summary>
    public InteractionDataset<TItem> Known => History ?? Train;

    /// <summary>
    /// The cases of an experiment: each user (or playlist) of the test part of whom something is known, with what should be found for
    /// them, in the order of the test part.
    /// </summary>
    /// <param name="artists">
    /// The artists of the items, also of those in the test part; with them the cases name the artists who are new to the listener.
    /// </param>
    public IReadOnlyList<RankingCase<TItem>> Cases(Relation<TItem, ArtistId>? artists = null)
    {
        var cases = new List<RankingCase<TItem>>();
        for (var row = 0; row < Test.Users.Count; row++)
        {
            var user = Test.Users[row];
            if (Known.Users.IndexOf(user) is >= 0 and var knownRow)
            {
                cases.Add(new(
                    History is null ? Train.ProfileOf(knownRow) : Profile.FromHistory(ItemsOf(History, knownRow)),
                    ItemsOf(Test, row).ToHashSet())
                {
                    User = user,
                    NewArtists = artists is null
                        ? null
                        : ArtistsOf(Test, row, artists).Except(ArtistsOf(Known, knownRow, artists)).ToHashSet(),
                });
            }
        }

        return cases;
    }

    private static IEnumerable<TItem> ItemsOf(InteractionDataset<TItem> data, int row) =>
        data.Matrix.Row(row).ToArray().Select(column => data.Items[column]);

    private static IEnumerable<ArtistId> ArtistsOf(InteractionDataset<TItem> data, int row, Relation<TItem, ArtistId> artists) =>
        ItemsOf(data, row)
            .Select(artists.From.IndexOf)
            .Where(item => item >= 0)
            .SelectMany(item => artists.Matrix.Row(item).ToArray())
            .Select(artist => artists.To[artist]);
}
