using System.Text;
using Microsoft.Extensions.Options;
using Quickstart;
using Spectre.Console;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var arguments = CommandLine.Create(RunAsync).Parse(args);
if (arguments.Errors.Count > 0)
{
    foreach (var problem in arguments.Errors)
    {
        Tell(problem.Message);
    }

    Tell("Add --help for the options and examples.");
    return 2;
}

try
{
    return await arguments.InvokeAsync(new() { EnableDefaultExceptionHandler = false });      // cancels on Ctrl+C
}
catch (OperationCanceledException)
{
    Tell("Stopped. What was fetched or imported stays; the same command goes on from there.");
    return 1;
}
catch (Exception unusable) when (unusable is UsageException or OptionsValidationException)
{
    Tell(unusable.Message);
    return 2;
}
catch (Exception failed) when (failed is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Tell(failed.Message);
    return 1;
}

// Tables or JSON go to standard output, progress and messages to standard error.
static async Task RunAsync(Choices choices, CancellationToken cancellationToken)
{
    var steps = new Steps(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }));
    var screen = choices.Json ? null : new Screen(Screen.Open());
    var plays = choices.Plays is { } path
        ? await steps.RunAsync("Read", _ => OwnPlays.ReadAsync(path, isArtist: null, cancellationToken))
        : null;
    var music = await Music.LoadAsync(choices.Source, steps, cancellationToken);
    var features = choices.Model == ModelKind.Graph
        ? null
        : await SongFeatures.LoadAsync(music, choices.Features, steps, cancellationToken);
    var songs = await SongModel.FitAsync(music, choices.Model, features, steps, cancellationToken);
    var listener = plays is null
        ? Listener.Choose(music, choices.User, choices.History, features)
        : Listener.Of(music, await steps.RunAsync("Find", _ => OwnPlays.FindAsync(choices.Plays!, plays, music, cancellationToken)), features);
    var lists = Lists.Recommend(music, songs, listener, choices.Top);
    screen?.ShowLists(music, songs, listener, lists, steps);
    if (choices.Map is { } map)
    {
        var drawn = songs.DrawMap(music, listener, lists, map);
        screen?.ShowMap(drawn);
    }


    Alike? alike = null;
    if (!choices.GraphOnly)
    {
        // Slower than all the rest, so it comes last.
        screen?.ShowWhatFollows(music);
        alike = await Alike.FindAsync(music, listener, lists, steps, cancellationToken);
    }

    screen?.ShowEnd(music, listener, lists, alike);
    if (choices.Json)
    {
        Console.Out.WriteLine(JsonReport.Of(music, songs, listener, lists, alike, steps));
    }
}

// Messages quote files and arguments.
static void Tell(string message) => Console.Error.WriteLine(Printable.Of(message, int.MaxValue));
