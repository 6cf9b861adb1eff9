using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>Finds near copies of playlists, exactly.</summary>
internal static class PlaylistCopies
{
    /// <summary>Goes through the lists in order and drops each whose Jaccard index with an earlier one that was kept is above a limit.</summary>
    public static HashSet<PlaylistId> Find(IReadOnlyList<(PlaylistId Id, HashSet<SongId> Songs)> lists, double limit)
    {
        var keptWithSong = new Dictionary<SongId, List<int>>();
        var copies = new HashSet<PlaylistId>();
        for (var list = 0; list < lists.Count; list++)
        {
            var (id, songs) = lists[list];
            var shared = new Dictionary<int, int>();
            foreach (var kept in songs.SelectMany(song => keptWithSong.GetValueOrDefault(song) ?? []))
            {
                shared[kept] = shared.GetValueOrDefault(kept) + 1;
            }

            if (shared.Any(pair => pair.Value > limit * (songs.Count + lists[pair.Key].Songs.Count - pair.Value)))
            {
                copies.Add(id);
                continue;
            }

            foreach (var song in songs)
            {
                if (!keptWithSong.TryGetValue(song, out var with))
                {
                    keptWithSong.Add(song, with = []);
                }

                with.Add(list);
            }
        }

        return copies;
    }
}
