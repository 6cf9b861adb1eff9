using System.Text.Encodings.Web;
using System.Text.Json;

namespace Quickstart;

/// <summary>Everything as JSON, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Music music, Listener listener, Lists lists, SoundAndWords? alike, Steps steps) => JsonSerializer.Serialize(new
    {
        Source = music.World is null ? music.Database : "a made-up world",
        Counts = music.Model.Graph.Statistics(),
        Import = music.Import is { } import ? new { import.Rows, import.SkippedRows, import.DuplicateRows, import.ResumedRows, Problems = import.Problems.Select(problem => problem.ToString()) } : null,
        Crawl = music.Crawl is { } crawl ? new { Status = crawl.Status.ToString(), crawl.Message, crawl.Progress.Requests, crawl.ComeBack, crawl.Counts } : null,
        Cleaning = music.Catalog.Cleaning.ToString(),
        Seconds = steps.Done.ToDictionary(step => step.Name, step => Math.Round(step.Elapsed.TotalSeconds, 3)),
        Milliseconds = new { Songs = Milliseconds(lists.SongTime), Artists = Milliseconds(lists.ArtistTime), Friends = Milliseconds(lists.FriendTime) },
        Listener = new
        {
            listener.Name,
            Songs = listener.Songs.Select(song => new { Id = song.Value, Title = music.Catalog.TitleOf(song), Artists = Lists.ArtistsOf(music, song) }),
        },
        Songs = lists.Songs.Select(line => new { line.Id, Title = line.Name, Artists = line.Detail, line.Score, line.Why, line.Reason }),
        Artists = lists.Artists.Select(line => new { line.Id, line.Name, BestKnownSong = line.Detail, line.Score, line.Why, line.Reason }),
        Alike = alike is null ? null : new
        {
            Song = music.Catalog.TitleOf(alike.Song),
            By = alike.Columns.ToDictionary(column => column.By, column => column.Songs.Select(song => new { Id = song.Value, Title = music.Catalog.TitleOf(song), Artists = Lists.ArtistsOf(music, song) })),
            alike.Notes,
            alike.Picture,
        },
        Friends = lists.Friends.Select(line => new { line.Id, line.Name, InCommon = line.Detail, line.Score, line.Why, line.Reason }),
    }, Options);

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 4);
}
