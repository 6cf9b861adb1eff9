using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Cleans songs and artists: decides which song represents which songs, and which artists a song belongs to.</summary>
internal sealed class SongCleaner
{
    public SongCleaner(IReadOnlyList<Song> songs, IReadOnlyList<Artist> artists, CatalogOptions options)
    {
        var known = new ArtistNames(artists, songs);
        var names = options.SplitArtists ? known : new ArtistNames([], []);
        SongTitle[] titles = options.GroupSongs || options.OriginalSingers
            ? [.. songs.AsParallel().AsOrdered().Select(song => SongTitle.Parse(song.Title))]
            : [];
        var groups = options.GroupSongs ? SongGroups.Find(songs, titles, known) : [];
        var representatives = new Dictionary<SongId, SongId>();
        foreach (var group in groups)
        {
            foreach (var song in group.Skip(1))
            {
                representatives.Add(song, group[0]);
            }
        }

        var pairs = new List<(SongId, ArtistId)>();
        var originals = new List<(SongId, ArtistId)>();
        for (var i = 0; i < songs.Count; i++)
        {
            var song = representatives.GetValueOrDefault(songs[i].Id, songs[i].Id);
            pairs.AddRange(songs[i].Artists.SelectMany(names.Split).Select(artist => (song, artist)));
            if (titles.Length == 0)
            {
                continue;
            }

            pairs.AddRange(titles[i].FeaturedArtists.SelectMany(known.Find).Select(artist => (song, artist)));
            if (options.OriginalSingers)
            {
                var singers = songs[i].OriginalArtists.SelectMany(names.Split);
                if (titles[i].OriginalArtist is { } original)
                {
                    singers = singers.Concat(known.Find(original)).Distinct();
                }

                originals.AddRange(singers.Select(artist => (songs[i].Id, artist)));
            }
        }

        pairs.AddRange(originals.Select(original => (representatives.GetValueOrDefault(original.Item1, original.Item1), original.Item2)));
        Representatives = representatives;
        ArtistsOfSongs = pairs;
        Report = new()
        {
            SongGroups = groups,
            OriginalSingers = originals,
            SplitArtists =
                [.. artists.Select(artist => (artist.Id, Artists: names.Split(artist.Id))).Where(split => split.Artists.Count > 1)],
            MergedArtists =
                [.. artists.Select(artist => (artist.Id, names.Representative(artist.Id))).Where(merged => merged.Item1 != merged.Item2)],
        };
    }

    /// <summary>For each grouped song except the first of its group, the song that represents it.</summary>
    public IReadOnlyDictionary<SongId, SongId> Representatives { get; }

    /// <summary>The songs that represent themselves or others, with their artists; pairs may be repeated.</summary>
    public IReadOnlyList<(SongId Song, ArtistId Artist)> ArtistsOfSongs { get; }

    public CleaningReport Report { get; }
}
