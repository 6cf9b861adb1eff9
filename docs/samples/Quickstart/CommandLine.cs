using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Quickstart;

/// <summary>The options of the program.</summary>
internal static class CommandLine
{
    private const string Text = """
        Recommends songs, artists and friends, and says why.

        Without options it starts a stand-in of NetEase Cloud Music with a made-up world on this machine, crawls it into quickstart.db, recommends from that, and then looks at what songs say and how they sound.

        Examples, to be put after 'dotnet run -c Release --project docs/samples/Quickstart --':
          --user "Ada listens" --top 5
          --history "Silent River; 夜的信"
          --plays my_spotify_data --database netease.db
          --data plays.csv
          --data my-lists.csv --into quickstart.db
          --database netease_playlists_2024.db --history "后来 - 刘若英; 后来的我们" --json
          --model clusters --map songs.svg
          --database netease_playlists_2024.db --model svm --features top_hits_2000_2019.csv
          --server http://127.0.0.1:3000 --start 32953014 --users 20

        Your own lists are a CSV or TSV file with the columns user, song and, where you know it, artist. A few lists alone lead nowhere, because recommendations come from what other listeners have: import them with --into into a catalogue that was crawled before.

        The history of your own account is read by --plays: the files that Spotify or ListenBrainz send you, of Last.fm a table, or a list of songs as text.

        The network is used with --server only; read docs/legal.md before.
        Exit code 0: done; 1: failed or stopped; 2: unusable options, or an unknown listener or title.
        """;

    /// <summary>Makes the command; <paramref name="run"/> is given what was asked for.</summary>
    public static RootCommand Create(Func<Choices, CancellationToken, Task> run)
    {
        var data = new Option<FileSystemInfo>("--data")
        {
            Description = "What to import into the database. A file: CSV or TSV with the columns user, song and, where known, artist, "
                + "count and time. A folder: those that it has of songs.tsv, playlists.tsv, playlist_songs.tsv, artists_id_name.csv, "
                + "lyrics.jsonl and plays.tsv.",
            HelpName = "PATH",
        }.AcceptExistingOnly();
        var into = NonEmpty(new Option<string?>("--into")
        {
            Description = "With --data: the SQLite file of a catalogue that was crawled before. Songs of an imported file are found "
                + "there by title and artist, and recommendations are for its listener.",
            HelpName = "FILE",
        }, "--into needs the name of a file.");
        var server = new Option<Uri?>("--server")
        {
            Description = "Address of a NeteaseCloudMusicApi server that you run. It is crawled from --start on, one request a second; "
                + "after an interruption the same command goes on.",
            HelpName = "URL",
            CustomParser = ParseServer,
        };
        var start = new Option<string[]>("--start")
        {
            Description = "Users from whom the crawl starts, by id or nickname; their friends follow.",
            HelpName = "WHO",
            AllowMultipleArgumentsPerToken = true,
        };
        var users = new Option<int>("--users")
        {
            Description = "How many users are crawled at most, 1 to 100000. A user with 20 playlists takes half a minute.",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
            CustomParser = result => ParseNumber(result, 1, 100_000),
        };
        var names = new Option<bool>("--names")
        {
            Description = "Keep the nicknames of the users who are crawled, so that --user finds them by name: one more request "
                + "for each user. Without it they go by their ids.",
        };
        var session = new Option<string?>("--session")
        {
            Description = "File with the cookies of your account (MUSIC_U=…; __csrf=…), readable by you alone: for what the service shows "
                + "to nobody else, such as follows.",
            HelpName = "FILE",
        };
        var database = NonEmpty(new Option<string?>("--database")
        {
            Description = "SQLite file of the catalogue. Default, in the current folder: quickstart.db, with --server netease.db, with "
                + "--data the name of the folder or file and .db. Without --data and --server, the file is used as it is.",
            HelpName = "FILE",
        }, "--database needs the name of a file.");
        var user = new Option<string?>("--user")
        {
            Description = "The listener, by name or id. Default: the one with most songs in an imported file, else one whose number of "
                + "songs is the median.",
            HelpName = "NAME",
        };
        var history = new Option<string?>("--history")
        {
            Description = "Instead of a listener: songs that you know, as 'title; title' or 'title - artist; title - artist'.",
            HelpName = "TITLES",
        };
        var plays = new Option<FileSystemInfo>("--plays")
        {
            Description = "Instead of a listener: your own history. Spotify's (a file, or the folder that you unpacked), ListenBrainz's, "
                + "a table of plays with titles and artists, or text with 'title - artist' on each line.",
            HelpName = "PATH",
        }.AcceptExistingOnly();
        var minPlay = new Option<int>("--min-play")
        {
            Description = "With --plays: how many seconds a song must have been played to count, where the history says so; 0 to 3600.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 30,
            CustomParser = result => ParseNumber(result, 0, 3600),
        };
        var top = new Option<int>("--top")
        {
            Description = "Length of each list, 1 to 1000.",
            HelpName = "N",
            DefaultValueFactory = _ => 10,
            CustomParser = result => ParseNumber(result, 1, 1000),
        };
        var model = new Option<string>("--model")
        {
            Description = "What ranks the songs. graph: who else listens. svm: for each listener a support vector machine that tells "
                + "their songs from others by their features. clusters: songs near to theirs in clusters of similar songs. "
                + "Artists and friends come from the graph.",
            HelpName = "graph|svm|clusters",
            DefaultValueFactory = _ => "graph",
        }.AcceptOnlyFromAmong([.. Enum.GetNames<ModelKind>().Select(name => name.ToLowerInvariant())]);
        var features = new Option<FileInfo>("--features")
        {
            Description = "With --model svm or clusters: a table of numbers of songs, by the columns title and artist, or id. Default: those "
                + "of the made-up world, else what lyrics say.",
            HelpName = "FILE",
        }.AcceptExistingOnly();
        var map = NonEmpty(new Option<string?>("--map")
        {
            Description = "With --model clusters: draw the songs with the colours of their clusters into this SVG or PNG file.",
            HelpName = "FILE",
        }, "--map needs the name of a file.");
        map.Validators.Add(result =>
        {
            // Said now, not after minutes of crawling.
            var path = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
            if (Path.GetExtension(path).ToUpperInvariant() is not (".SVG" or ".PNG"))
            {
                result.AddError($"--map: '{path}' is neither .svg nor .png; give the name of a file that ends in one of them.");
            }
            else if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            {
                result.AddError($"There is no folder for '{path}' of --map; make it first, or name another.");
            }
        });
        var graphOnly = new Option<bool>("--graph-only")
        {
            Description = "Leave out what songs say and how they sound, which takes most of the time.",
        };
        var json = new Option<bool>("--json") { Description = "Write JSON to standard output, and nothing else there." };

        Refuse(history, result => result.GetResult(user) is not null, "Give --user or --history, not both.");
        foreach (var option in (Option[])[user, history, data])
        {
            Refuse(plays, result => result.GetResult(option) is not null, $"Give --plays or {option.Name}, not both.");
        }

        Refuse(minPlay, result => !result.Implicit && result.GetResult(plays) is null, "--min-play goes with --plays PATH.");
        Refuse(server, result => result.GetResult(data) is not null, "Give --data or --server, not both.");
        Refuse(into, result => result.GetResult(database) is not null, "Give --into or --database, not both.");
        Refuse(into, result => result.GetResult(data) is null, "--into goes with --data PATH.");
        Refuse(start, result => result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)), "--start needs an id or a nickname.");
        foreach (var option in (Option[])[start, users, names, session])
        {
            Refuse(option, result => !result.Implicit && result.GetResult(server) is null, $"{option.Name} goes with --server URL.");
        }

        Refuse(features, result => KindOf(result.GetValue(model)) == ModelKind.Graph, "--features goes with --model svm or clusters.");
        Refuse(map, result => KindOf(result.GetValue(model)) != ModelKind.Clusters, "--map goes with --model clusters.");

        var command = new RootCommand(Text)
        {
            data, into, server, start, users, names, session, database, user, history, plays, minPlay, top, model, features, map, graphOnly,
            json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = new Source
            {
                Data = parsed.GetValue(data),
                Into = parsed.GetValue(into),
                Database = parsed.GetValue(database),
                Server = parsed.GetValue(server),
                Start = parsed.GetValue(start) ?? [],
                Users = parsed.GetValue(users),
                KeepNames = parsed.GetValue(names),
                Session = parsed.GetValue(session),
            };
            var own = parsed.GetValue(plays) is { } path
                ? new PlaysFile(path.ToString(), TimeSpan.FromSeconds(parsed.GetValue(minPlay)))
                : null;
            var choices = new Choices(
                source, parsed.GetValue(user), parsed.GetValue(history), own, parsed.GetValue(top),
                KindOf(parsed.GetValue(model)), parsed.GetValue(features)?.FullName, parsed.GetValue(map), parsed.GetValue(graphOnly), parsed.GetValue(json));
            await run(choices, cancellationToken);
            return 0;
        });
        return command;
    }

    // An unknown word has an error of its own.
    private static ModelKind KindOf(string? word) => Enum.TryParse<ModelKind>(word, ignoreCase: true, out var kind) ? kind : ModelKind.Graph;

    private static Option<string?> NonEmpty(Option<string?> option, string message)
    {
        Refuse(option, result => string.IsNullOrWhiteSpace(result.GetValue(option)), message);
        return option;
    }

    private static void Refuse(Option option, Predicate<OptionResult> isWrong, string message) => option.Validators.Add(result =>
    {
        if (isWrong(result))
        {
            result.AddError(message);
        }
    });

    private static int ParseNumber(ArgumentResult result, int min, int max)
    {
        if (int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max)
        {
            return n;
        }

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} must be a number from {min} to {max}, not '{result.Tokens[0].Value}'.");
        return 0;
    }

    private static Uri? ParseServer(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address)
            && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" })
        {
            return address;
        }

        result.AddError($"--server must be an address such as http://127.0.0.1:3000, not '{result.Tokens[0].Value}'.");
        return null;
    }
}
