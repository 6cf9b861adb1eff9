using System.Runtime.InteropServices;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Listeners, songs and artists, and the edges between them, in flat arrays. Immutable and safe for concurrent use.</summary>
/// <remarks>
/// Edges: user – song (the songs of his lists), song – artist, user – user (who follows whom, either way), and song → song,
/// weighted |Ui ∩ Uj| / |Ui|: of those who have song i, the share who also have song j.
/// </remarks>
public sealed class MusicGraph
{
    internal MusicGraph(TrainingData<SongId> data, NeighbourLists songWeights)
    {
        Interactions = data.Interactions;
        UserSongs = Interactions.Matrix;
        SongUsers = UserSongs.Transpose();
        (Artists, SongArtists) = AlignArtists(data.Artists, Interactions.Items);
        ArtistSongs = SongArtists.Transpose();
        UserArtists = CountArtists(UserSongs, SongArtists);
        ArtistUsers = UserArtists.Transpose();
        Follows = AlignFollows(data.Friends, Interactions.Users);
        SongWeights = songWeights;
    }

    /// <summary>The users, the songs and who has which.</summary>
    public InteractionDataset<SongId> Interactions { get; }

    /// <summary>The users.</summary>
    public Vocabulary<UserId> Users => Interactions.Users;

    /// <summary>The songs that some user has.</summary>
    public Vocabulary<SongId> Songs => Interactions.Items;

    /// <summary>The artists of these songs.</summary>
    public Vocabulary<ArtistId> Artists { get; }

    /// <summary>Users × songs.</summary>
    public CsrMatrix UserSongs { get; }

    /// <summary>Songs × users.</summary>
    public CsrMatrix SongUsers { get; }

    /// <summary>Songs × artists; a song may have none.</summary>
    public CsrMatrix SongArtists { get; }

    /// <summary>Artists × songs.</summary>
    public CsrMatrix ArtistSongs { get; }

    /// <summary>Users × artists; a value is the number of the user's songs by the artist.</summary>
    public CsrMatrix UserArtists { get; }

    /// <summary>Artists × users, with the values of <see cref="UserArtists"/>.</summary>
    public CsrMatrix ArtistUsers { get; }

    /// <summary>Users × users, symmetric: who follows whom, either way. Empty where nothing is known.</summary>
    public CsrMatrix Follows { get; }

    /// <summary>For each song the songs with the greatest weights |Ui ∩ Uj| / |Ui|, in (0, 1], best first.</summary>
    public NeighbourLists SongWeights { get; }

    /// <summary>The weights between songs as a matrix, songs × songs, for graph embeddings and auto-encoders.</summary>
    public CsrMatrix SongAdjacency()
    {
        var columns = SongWeights.Columns.ToArray();
        var values = SongWeights.Values.ToArray();
        var offsets = SongWeights.Offsets.ToArray();
        for (var song = 0; song < Songs.Count; song++)
        {
            Array.Sort(columns, values, offsets[song], offsets[song + 1] - offsets[song]);
        }

        return new CsrMatrix(Songs.Count, offsets, columns, values);
    }

    private static (Vocabulary<ArtistId> Artists, CsrMatrix SongArtists) AlignArtists(Relation<SongId, ArtistId>? relation, Vocabulary<SongId> songs)
    {
        var pairs = relation is null ? [] : relation.Pairs().Where(pair => songs.Contains(pair.From)).ToArray();
        var artists = new Vocabulary<ArtistId>(pairs.Select(pair => pair.To).Distinct().OrderBy(artist => artist.Value));
        return (artists, CsrMatrix.FromEntries(
            songs.Count,
            artists.Count,
            Array.ConvertAll(pairs, pair => songs.IndexOf(pair.From)),
            Array.ConvertAll(pairs, pair => artists.IndexOf(pair.To))));
    }

    private static CsrMatrix CountArtists(CsrMatrix userSongs, CsrMatrix songArtists)
    {
        var counts = new int[songArtists.ColumnCount];
        var offsets = new int[userSongs.RowCount + 1];
        var (columns, values) = (new List<int>(), new List<float>());
        for (var user = 0; user < userSongs.RowCount; user++)
        {
            foreach (var song in userSongs.Row(user))
            {
                foreach (var artist in songArtists.Row(song))
                {
                    if (counts[artist]++ == 0)
                    {
                        columns.Add(artist);
                    }
                }
            }

            CollectionsMarshal.AsSpan(columns)[offsets[user]..].Sort();
            for (var entry = offsets[user]; entry < columns.Count; entry++)
            {
                values.Add(counts[columns[entry]]);
                counts[columns[entry]] = 0;
            }

            offsets[user + 1] = columns.Count;
        }

        return new CsrMatrix(songArtists.ColumnCount, offsets, [.. columns], [.. values]);
    }

    private static CsrMatrix AlignFollows(Relation<UserId, UserId>? relation, Vocabulary<UserId> users)
    {
        var pairs = relation is null ? [] : relation.Pairs().Select(pair => (From: users.IndexOf(pair.From), To: users.IndexOf(pair.To)))
            .Where(pair => pair.From >= 0 && pair.To >= 0 && pair.From != pair.To).ToArray();
        return CsrMatrix.FromEntries(
            users.Count,
            users.Count,
            [.. pairs.Select(pair => pair.From), .. pairs.Select(pair => pair.To)],
            [.. pairs.Select(pair => pair.To), .. pairs.Select(pair => pair.From)]);
    }
}
