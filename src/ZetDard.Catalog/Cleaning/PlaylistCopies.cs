using System.Runtime.InteropServices;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Finds near copies among playlists. Exact, no sampling or hashing; needs no database.</summary>
/// <remarks>
/// Lists are taken in order, and each is compared with the earlier ones that were kept: it is a copy when its Jaccard similarity with one of them is above the threshold.
/// So the first of each group stays, and a list that resembles only a dropped copy stays too.
/// By an inverted index, looked up with the rarest songs of each list only (prefix filtering: Bayardo, Ma, Srikant 2007, "Scaling up all pairs similarity search"):
/// a list that is similar enough has at least one of the other's 1 − threshold rarest songs, so the most popular ones, which cost most, are never looked up.
/// </remarks>
public static class PlaylistCopies
{
    /// <summary>The usual threshold.</summary>
    public const double DefaultThreshold = 0.3;

    /// <summary>Finds the copies among the rows of a dataset of playlists.</summary>
    /// <param name="lists">A row is a playlist.</param>
    /// <param name="order">The playlists, those to keep first; all rows, or those that matter. By default the order of the rows, which is by ascending id.</param>
    /// <param name="threshold">Above which Jaccard similarity a list is a copy, more than 0 and less than 1.</param>
    /// <returns>The copies in the order of the lists.</returns>
    /// <exception cref="ArgumentException">A row is a user.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not above 0 and below 1.</exception>
    public static IReadOnlyList<PlaylistCopy> Find<TItem>(InteractionDataset<TItem> lists, IEnumerable<PlaylistId>? order = null, double threshold = DefaultThreshold)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(lists);
        if (lists.Rows != RowKind.Playlist)
        {
            throw new ArgumentException($"Copies are looked for among playlists, but a row of this dataset is a user; make it with {nameof(RowKind)}.{nameof(RowKind.Playlist)}.", nameof(lists));
        }

        var rows = order is null ? Enumerable.Range(0, lists.Users.Count) : order.Select(list => lists.Users.IndexOf(new UserId(list.Value))).Where(row => row >= 0).Distinct();
        PlaylistId IdOf(int row) => new(lists.Users[row].Value);
        return [.. Find(lists.Matrix, rows, threshold).Select(copy => new PlaylistCopy(IdOf(copy.Copy), IdOf(copy.Original), copy.Similarity))];
    }

    internal static List<(int Copy, int Original, double Similarity)> Find(CsrMatrix lists, IEnumerable<int> order, double threshold)
    {
        if (!(threshold > 0 && threshold < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must be above 0 and below 1; 0.3 finds lists that share about half of their songs.");
        }

        var rank = RarestFirst(lists);
        var index = new List<int>?[lists.ColumnCount];          // of each song the kept lists that have it
        var common = new int[lists.RowCount];                   // of each kept list how many of this list's rarest songs it has
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
                // Skipped where it would not be similar enough even with all of the popular songs in common; the margin is for rounding.
                var (shorter, longer) = (Math.Min(songs.Length, lists.Degree(candidate)), Math.Max(songs.Length, lists.Degree(candidate)));
                var atMost = Math.Min(shorter, common[candidate] + songs.Length - rarest.Length);
                common[candidate] = 0;
                if (atMost < (best / (1 + best) * (shorter + longer)) - 1e-6 || atMost < (best * longer) - 1e-6)
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

    /// <summary>Songs of both over songs of either; 0 for two empty lists.</summary>
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
