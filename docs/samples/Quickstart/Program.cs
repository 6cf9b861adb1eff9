using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
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
    Description = "SQLite file of the catalogue. Default: DIR's name and .db in the current folder. Without --data an existing one is used as it is.",
    HelpName = "FILE",
};
var user = new Option<string?>("--user") { Description = "The listener, by name or id. Default: one of middling size.", HelpName = "NAME" };
var history = new Option<string?>("--history")
{
    Description = "Instead of a listener: songs that you know, as 'title; title' or 'title - artist; title - artist'.",
    HelpName = "TITLES",
};
var top = new Option<int>("--top") { Description = "Length of each list, 1 to 1000.", HelpName = "N", DefaultValueFactory = _ => 10, CustomParser = ParseTop };
var json = new Option<bool>("--json") { Description = "Write JSON to standard output, and nothing else there." };
var root = new RootCommand("""
    Recommends songs, artists and friends from playlists, and says why. Without arguments it shows a small made-up world.

    Examples, to be put after 'dotnet run -c Release --project docs/samples/Quickstart --':
      --user "Ada listens" --top 5
      --history "Silent River; 夜的信"
      --data ../shared/data/netease_playlists_2024
      --database netease_playlists_2024.db --history "后来 - 刘若英; 后来的我们" --json

    Exit code 0: done; 1: failed or stopped; 2: unusable arguments, an unknown listener or title.
    """)
{
    data, database, user, history, top, json,
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

root.SetAction(async (parsed, cancellationToken) =>
{
    // Tables or JSON go to standard output, progress and messages to standard error.
    var steps = new Steps(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }));
    var music = await Music.LoadAsync(parsed.GetValue(data)?.FullName, parsed.GetValue(database), steps, cancellationToken);
    var listener = Listener.Choose(music, parsed.GetValue(user), parsed.GetValue(history));
    var lists = Lists.Recommend(music, listener, parsed.GetValue(top));
    if (parsed.GetValue(json))
    {
        Console.Out.WriteLine(JsonReport.Of(music, listener, lists, steps));
    }
    else
    {
        new Screen(Screen.Open()).Show(music, listener, lists, steps);
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
    Console.Error.WriteLine("Stopped. What was imported stays; the same command goes on from there.");
    return 1;
}
catch (UsageException unusable)
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

static int ParseTop(ArgumentResult result)
{
    if (int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 1000)
    {
        return n;
    }

    result.AddError($"--top must be a number from 1 to 1000, not '{result.Tokens[0].Value}'.");
    return 0;
}
