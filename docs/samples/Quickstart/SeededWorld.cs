using ZetDard.Catalog;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace Quickstart;

/// <summary>Puts a made-up world into a catalogue, as a crawl or an import would.</summary>
internal static class SeededWorld
{
    public static Task FillAsync(MusicWorld world, ICatalogStore store, CancellationToken cancellationToken)
    {
        WorldUser[] users = [.. Enumerable.Range(0, world.UserCount).Select(world.User)];
        return store.UpsertAsync(new()
        {
            Artists = [.. world.Artists.Select(artist => new Artist(artist.Id, artist.Name))],
            Songs = [.. world.Songs.Select(song => new Song(song.Id, song.Title, [.. song.Artists.Select(artist => artist.Id)]))],
            Users = [.. users.Select(user => new User(user.Id, user.Name))],
            Plays =
            [
                .. from index in Enumerable.Range(0, users.Length)
                   from play in world.SongsOf(index)
                   select new Interaction<SongId>(users[index].Id, play.Song.Id, play.PlayCount),
            ],
            Follows =
            [
                .. from index in Enumerable.Range(0, users.Length)
                   from other in world.FollowsOf(index)
                   select new Follow(users[index].Id, users[other].Id),
            ],
        }, cancellationToken);
    }
}
