using System.Globalization;

namespace ZetDard.Netease.AotApp;

/// <summary>Asks a little of everything and says what came. The test runs the same tour in managed code and compares.</summary>
internal static class Tour
{
    public static async Task RunAsync(INeteaseClient client, TextWriter output)
    {
        var user = await client.SearchUsers("a").FirstOrDefaultAsync() ?? await client.GetUserAsync(1);
        output.WriteLine($"user {user}");
        var playlists = new List<NeteasePlaylist>();
        await foreach (var playlist in client.GetUserPlaylists(user.Id))
        {
            playlists.Add(playlist);
            output.WriteLine($"playlist {playlist.Id} {playlist.Name} {playlist.TrackCount} {playlist.Created?.ToString("O", CultureInfo.InvariantCulture)}");
        }

        await foreach (var song in client.GetPlaylistSongsAsync(playlists[0].Id))
        {
            output.WriteLine($"song {song.Id} {song.Name} {string.Join(", ", song.Artists.Select(artist => artist.Name))} {song.Duration}");
        }

        var songId = (await client.GetPlaylistAsync(playlists[0].Id)).Tracks[0].SongId;
        output.WriteLine($"lyric {(await client.GetLyricAsync(songId)).Original?.Length}");
        await foreach (var comment in client.GetComments(NeteaseThread.Song, songId))
        {
            output.WriteLine($"comment {comment.Id} {comment.Text} {comment.LikeCount}");
        }

        foreach (var file in await client.GetSongFilesAsync([songId]))
        {
            output.WriteLine($"file {file.SongId} {file.Size} {file.Md5}");
        }

        try
        {
            await client.GetUserAsync(long.MaxValue);
        }
        catch (NeteaseApiException e)
        {
            output.WriteLine($"{e.Kind}: {e.Message}");
        }
    }
}
