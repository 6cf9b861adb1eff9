using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Quickstart;
using Spectre.Console;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var data = new Option<DirectoryInfo>("--data")
{
    Description = "Folder with songs.tsv, playlists.tsv, playlist_songs.tsv and artists_id_name.csv. They are imported into the database; an interrupted import goes on where it stopped.",
    HelpName = "DIR",
}.AcceptExistingOnly();
var database = new Option<string?>("--database")
{
    Description = "SQLite file of the catalogue. Default, in the current folder: quickstart.db, with --server netease.db, with --data DIR's name and .db. An existing one alone is used as it is.",
    HelpName = "FILE",
};
var server = new Option<Uri?>("--server")
{
    Description = "Address of a NeteaseCloudMusicApi server that you run. It is crawled from --start on, one request a second; interrupted, the same command goes on.",
    HelpName = "URL",
    CustomParser = ParseServer,
};
var start = new Option<string[]>("--start") { Description = "Users to start the crawl from, by id or nickname; their friends follow.", HelpName = "WHO", AllowMultipleArgumentsPerToken = true };
var users = new Option<int>("--users")
{
    Description = "Users crawled at most, 1 to 100000. A user with 20 playlists takes half a minute.", HelpName = "N", DefaultValueFactory = _ => 50, CustomParser = result => ParseNumber(result, 100_000),
};
var session = new Option<string?>("--session")
{
    Description = "File with the cookies of your account (MUSIC_U=…; __csrf=…), readable by you alone: for what is shown to nobody else, such as follows.", HelpName = "FILE",
};
var names = new Option<bool>("--names") { Description = "Keep the nicknames of the users who are crawled, so that --user finds them by name; one more request a user. Without it they go by their ids." };
var user = new Option<string?>("--user") { Description = "The listener, by name or id. Default: one of middling size.", HelpName = "NAME" };
var history = new Option<string?>("--history")
{
    Description = "Instead of a listener: songs that you know, as 'title; title' or 'title - artist; title - artist'.",
    HelpName = "TITLES",
};
var top = new Option<int>("--top") { Description = "Length of each list, 1 to 1000.", HelpName = "N", DefaultValueFactory = _ => 10, CustomParser = result => ParseNumber(result, 1000) };
var json = new Option<bool>("--json") { Description = "Write JSON to standard output, and nothing else there." };
var graphOnly = new Option<bool>("--graph-only") { Description = "Leave out how songs sound and what they say." };
var root = new RootCommand("""
    Recommends songs, artists and friends, and says why. Without arguments it starts a stand-in of NetEase Cloud Music with a made-up world on this machine, crawls it into quickstart.db, recommends from that, and looks at how songs sound and what they say.

    Examples, to be put after 'dotnet run -c Release --project docs/samples/Quickstart --':
      --user "Ada listens" --top 5
      --history "Silent River; 夜的信"
      --data ../shared/data/netease_playlists_2024
      --database netease_playlists_2024.db --history "后来 - 刘若英; 后来的我们" --json
      --server http://127.0.0.1:3000 --start 32953014 --users 20

    The network is used with --server only; read docs/legal.md before.
    Exit code 0: done; 1: failed or stopped; 2: unusable arguments, an unknown listener or title.
    """)
{
    data, server, start, users, names, session, database, user, history, top, graphOnly, json,
};
database.Validators.Add(result =>
{
    if (string.IsNullOrWhiteSpace(result.GetValue(database)))
    {
        result.AddError("--database needs the name of a file.");
    }
});
history.Validators.Add(result =>
{
    if (result.GetResult(user) is not null)
    {
        result.AddError("Give --user or --history, not both.");
    }
});

server.Validators.Add(result =>
{
    if (result.GetResult(data) is not null)
    {
        result.AddError("Give --data or --server, not both.");
    }
});
foreach (var option in (Option[])[start, users, names, session])
{
    option.Validators.Add(result =>
    {
        if (!result.Implicit && result.GetResult(server) is null)
        {
            result.AddError($"{option.Name} goes with --server URL.");
        }
    });
}

start.Validators.Add(result =>
{
    if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
    {
        result.AddError("--start needs an id or a nickname.");
    }
});

root.SetAction(async (parsed, cancellationToken) =>
{
    // Tables or JSON go to standard output, progress and messages to standard error.
    var steps = new Steps(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }));
    var source = new Source
    {
        Data = parsed.GetValue(data)?.FullName,
        Database = parsed.GetValue(database),
        Server = parsed.GetValue(server),
        Start = parsed.GetValue(start) ?? [],
        Users = parsed.GetValue(users),
        KeepNames = parsed.GetValue(names),
        Session = parsed.GetValue(session),
    };
    var music = await Music.LoadAsync(source, steps, cancellationToken);
    var listener = Listener.Choose(music, parsed.GetValue(user), parsed.GetValue(history));
    var lists = Lists.Recommend(music, listener, parsed.GetValue(top));
    var alike = parsed.GetValue(graphOnly) ? null : await SoundAndWords.OfAsync(music, listener, lists, steps, cancellationToken);
    if (parsed.GetValue(json))
    {
        Console.Out.WriteLine(JsonReport.Of(music, listener, lists, alike, steps));
    }
    else
    {
        new Screen(Screen.Open()).Show(music, listener, lists, alike, steps);
    }

    return 0;
});

var arguments = root.Parse(args);
if (arguments.Errors.Count > 0)
{
    foreach (var problem in arguments.Errors)
    {
        Tell(problem.Message);
    }

    Console.Error.WriteLine("Add --help for the options and examples.");
    return 2;
}

try
{
    return await arguments.InvokeAsync(new() { EnableDefaultExceptionHandler = false });      // cancels on Ctrl+C
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. What was fetched or imported stays; the same command goes on from there.");
    return 1;
}
catch (UsageException unusable)
{
    Tell(unusable.Message);
    return 2;
}
catch (OptionsValidationException unusable)
{
    Tell(unusable.Message);
    return 2;
}
catch (Exception failed) when (failed is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Tell(failed.Message);
    return 1;
}

// Messages quote files and arguments.
static void Tell(string message) => Console.Error.WriteLine(Printable.Of(message, int.MaxValue));

static int ParseNumber(ArgumentResult result, int max)
{
    if (int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= max)
    {
        return n;
    }

    result.AddError($"{((OptionResult)result.Parent!).Option.Name} must be a number from 1 to {max}, not '{result.Tokens[0].Value}'.");
    return 0;
}

static Uri? ParseServer(ArgumentResult result)
{
    if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" })
    {
        return address;
    }

    result.AddError($"--server must be an address such as http://127.0.0.1:3000, not '{result.Tokens[0].Value}'.");
    return null;
}
