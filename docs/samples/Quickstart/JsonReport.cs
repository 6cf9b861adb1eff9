using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ZetDard.Recommenders;

namespace Quickstart;

/// <summary>Everything as JSON, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(Music music, SongModel model, Listener listener, Lists lists, Alike? alike, Steps steps) => JsonSerializer.Serialize(new
    {
        Source = music.World is null ? music.Database : "a made-up world",
        music.Import,
        Crawl = music.Crawl is { } crawl
            ? new { Status = crawl.Status.ToString(), crawl.Message, crawl.Progress.Requests, crawl.ComeBack, crawl.Counts }
            : null,
        Cleaning = Summary.Of(music.Catalog.Cleaning).Split('\n'),
        Graph = music.Graph.Statistics(),
        Model = model.Notes.ToDictionary(note => note.What, note => note.Text),
        music.Advice,
        Seconds = steps.Done.ToDictionary(step => step.Name, step => Math.Round(step.Elapsed.TotalSeconds, 3)),
        Milliseconds = new
        {
            Songs = Milliseconds(lists.SongTime),
            Artists = Milliseconds(lists.ArtistTime),
            Friends = Milliseconds(lists.FriendTime),
        },
        Listener = new { listener.Name, listener.Notes, Songs = listener.Songs.Select(song => Described(music, song)) },
        listener.Plays,
        Songs = lists.Songs.Select(line => line.Named),
        Artists = lists.Artists.Select(line => WithDetail(line, "bestKnownSong")),
        Friends = lists.Friends.Select(line => WithDetail(line, "inCommon")),
        Alike = alike is null ? null : new
        {
            Song = Described(music, alike.Song),
            By = alike.Columns.ToDictionary(column => column.By, column => column.Songs.Select(song => Described(music, song))),
            alike.Notes,
            alike.Picture,
        },
    }, Options);

    private static object Described(Music music, SongId song) =>
        new { Id = song, Title = music.Names.NameOf(song), Artists = music.ArtistsOf(song) };

    private static JsonObject WithDetail<TItem>(Line<TItem> line, string name)
        where TItem : struct, IId<TItem>
    {
        var json = JsonSerializer.SerializeToNode(line.Named, Options)!.AsObject();
        json.Add(name, line.Detail);
        return json;
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 4);
}
