using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>Finds near copies of playlists, exactly.</summary>
internal static class PlaylistCopies
{
    /// <summary>The lists whose Jaccard index with an earlier one, directly or over others, is above a limit: of each such group all but the first.</summary>
    public static HashSet<PlaylistId> Find(IReadOnlyList<(PlaylistId Id, HashSet<SongId> Songs)> lists, double limit)
    {
        var withSong = new Dictionary<SongId, List<int>>();
        var group = new int[lists.Count];
        for (var list = 0; list < lists.Count; list++)
        {
            group[list] = list;
            var shared = new Dictionary<int, int>();
            foreach (var song in lists[list].Songs)
            {
                if (!withSong.TryGetValue(song, out var earlier))
                {
                    withSong.Add(song, earlier = []);
                }

                foreach (var other in earlier)
                {
                    shared[other] = shared.GetValueOrDefault(other) + 1;
                }

                earlier.Add(list);
            }

            foreach (var (other, both) in shared)
            {
                if (both > limit * (lists[list].Songs.Count + lists[other].Songs.Count - both))
                {
                    var (a, b) = (First(list), First(other));
                    group[Math.Max(a, b)] = Math.Min(a, b);
                }
            }
        }

        return [.. Enumerable.Range(0, lists.Count).Where(list => First(list) != list).Select(list => lists[list].Id)];

        int First(int list)
        {
            while (group[list] != list)
            {
                list = group[list];
            }

            return list;
        }
    }
}
