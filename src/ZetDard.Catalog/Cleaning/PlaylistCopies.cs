using System.Runtime.InteropServices;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Finds near copies among playlists. The search is exact, without sampling or hashing, and needs no database.</summary>
/// <remarks>
/// <para>Playlists are compared in order, each with the earlier ones that were kept. A playlist is a copy if its Jaccard
/// similarity with one of them is above the threshold. So the first of each group is kept, and so is a playlist that resembles only
/// a dropped copy.</para>
/// <para>An inverted index is searched with only the rarest songs of each playlist (prefix filtering: Bayardo, Ma, Srikant 2007,
/// "Scaling up all pairs similarity search"). A playlist that is similar enough contains at least one of the other's 1 − threshold
/// rarest songs, so the most popular songs, which would cost most, are never looked up.</para>
/// </remarks>
public static class PlaylistCopies
{
    /// <summary>The default threshold.</summary>
    public const double DefaultThreshold = 0.3;

    /// <summary>Finds the near copies among the rows of a dataset of playlists.</summary>
    /// <param name="lists">A dataset whose rows are playlists.</param>
    /// <param name="order">
    /// The playlists to compare, with those to keep first; <see langword="null"/> for all rows in their order, which is by ascending id.
    /// </param>
    /// <param name="threshold">The Jaccard similarity above which a playlist is a copy, more than 0 and less than 1.</param>
    /// <returns>The copies, in the order of the playlists.</returns>
    /// <exception cref="ArgumentException">The rows of the dataset are users.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not above 0 and below 1.</exception>
    public static IReadOnlyList<PlaylistCopy> Find<TItem>(
        InteractionDataset<TItem> lists, IEnumerable<PlaylistId>? order = null, double threshold = DefaultThreshold)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(lists);
        if (lists.Rows != RowKind.Playlist)
        {
            throw new ArgumentException(
                $"Copies can be found among playlists, but the rows of this dataset are users. Make it with {nameof(RowKind)}.{nameof(RowKind.Playlist)}.",
                nameof(lists));
        }

        var rows = order is null
            ? Enumerable.Range(0, lists.Users.Count)
            : order.Select(list => lists.Users.IndexOf(new UserId(list.Value))).Where(row => row >= 0).Distinct();
        PlaylistId IdOf(int row) => new(lists.Users[row].Value);
        return [.. Find(lists.Matrix, rows, threshold).Select(
            copy => new PlaylistCopy(IdOf(copy.Copy), IdOf(copy.Original), copy.Similarity))];
    }

    internal static List<(int Copy, int Original, double Similarity)> Find(CsrMatrix lists, IEnumerable<int> order, double threshold)
    {
        if (!(threshold > 0 && threshold < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(threshold), threshold,
                "The threshold must be above 0 and below 1; 0.3 finds lists that share about half of their songs.");
        }

        var rank = RarestFirst(lists);
        var index = new List<int>?[lists.ColumnCount];       // for each song the kept playlists that contain it
        var common = new int[lists.RowCount];       // for each kept playlist the number of this playlist's rarest songs that it contains
        var candidates = new List<int>();
        var copies = new List<(int Copy, int Original, double Similarity)>();
        foreach (var row in order)
        {
            var songs = lists.Row(row).ToArray();
            Array.Sort(Array.ConvertAll(songs, song => rank[song]), songs);
            var rarest = songs.AsSpan(0, Math.Min(songs.Length, songs.Length - (int)Math.Ceiling(threshold * songs.Length) + 1));
            foreach (var song in rarest)
            {
                foreach (var candidate in CollectionsMarshal.AsSpan(index[song]))
                {
                    if (common[candidate]++ == 0)
                    {
                        candidates.Add(candidate);
                    }
                }
            }

            var (original, best) = (-1, threshold);
            foreach (var candidate in candidates)
            {
                // Skipped if it would not be similar enough even with all popular songs in common; the margin covers rounding errors.
                var (shorter, longer) = (Math.Min(songs.Length, lists.Degree(candidate)), Math.Max(songs.Length, lists.Degree(candidate)));
                var maxCommon = Math.Min(shorter, common[candidate] + songs.Length - rarest.Length);
                common[candidate] = 0;
                if (maxCommon < (best / (1 + best) * (shorter + longer)) - 1e-6 || maxCommon < (best * longer) - 1e-6)
                {
                    continue;
                }

                var similarity = Jaccard(lists.Row(row), lists.Row(candidate));
                if (similarity > best)
                {
                    (original, best) = (candidate, similarity);
                }
            }

            candidates.Clear();
            if (original >= 0)
            {
                copies.Add((row, original, best));
                continue;
            }

            foreach (var song in songs)
            {
                (index[song] ??= []).Add(row);
            }
        }

        return copies;
    }

    /// <summary>Returns the number of songs in both divided by the number of songs in either; 0 for two empty playlists.</summary>
    internal static double Jaccard(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        var (i, j, both) = (0, 0, 0);
        while (i < left.Length && j < right.Length)
        {
            var order = left[i].CompareTo(right[j]);
            both += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return both == 0 ? 0 : both / (double)(left.Length + right.Length - both);
    }

    private static int[] RarestFirst(CsrMatrix lists)
    {
        var degree = new int[lists.ColumnCount];
        foreach (var song in lists.Columns)
        {
            degree[song]++;
        }

        int[] songs = [.. Enumerable.Range(0, degree.Length)];
        Array.Sort(degree, songs);
        var rank = new int[songs.Length];
        for (var place = 0; place < songs.Length; place++)
        {
            rank[songs[place]] = place;
        }

        return rank;
    }
}
