using System.Text;
using static System.FormattableString;

namespace ZetDard.Recommenders;

/// <summary>
/// Reads the exports of services that are not tables: histories in JSON, and lists of songs as text. Tells their form from the content.
/// </summary>
/// <param name="path">A file, or a folder of files that are one history.</param>
/// <param name="options">How to read it.</param>
/// <param name="columns">Receives the interactions.</param>
/// <param name="report">Receives the entries that cannot be read.</param>
/// <param name="progress">Reports the number of entries that were read.</param>
/// <param name="cancellationToken">Cancels the reading.</param>
internal sealed class ExportReader(
    string path, InteractionFileOptions options, InteractionColumns columns, Action<RowProblem> report,
    IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
{
    private const int SampleLength = 1 << 16;

    private RowProblem? _first;

    /// <summary>Reads an export.</summary>
    /// <typeparam name="TItem">What the items are: songs, which are told apart by title and artist, or artists.</typeparam>
    /// <returns><see langword="null"/> if the file is no export but a table; then nothing was added to the columns.</returns>
    /// <exception cref="FileNotFoundException">There is no such file, or a folder without a history.</exception>
    /// <exception cref="InvalidDataException">
    /// It is JSON without plays, is damaged or cut off, or is not of the form that the options say.
    /// </exception>
    public ExportResult? TryRead<TItem>()
        where TItem : struct, IId<TItem>
    {
        var isTable = options.Format is InteractionFileFormat.Columns or InteractionFileFormat.Lists
            || (options.Format is null && options.Separator is not null);
        if (isTable)
        {
            return null;
        }

        if (Directory.Exists(path) && options.Format != InteractionFileFormat.Titles)
        {
            RequireSongsOrArtists<TItem>();
            var folder = HistoryFolder.Find(path);
            return ReadHistory<TItem>(folder.Files, folder.Notes);
        }

        var (sample, isWhole) = ReadSample();
        var isJson = StartsAsJson(sample);
        if (options.Format is InteractionFileFormat.Spotify or InteractionFileFormat.ListenBrainz && !isJson)
        {
            throw new InvalidDataException(
                $"{path} is not JSON, which exports of {options.Format} are. "
                + $"Leave {nameof(options.Format)} unset to have the form found from the content.");
        }

        if (isJson && options.Format != InteractionFileFormat.Titles)
        {
            RequireSongsOrArtists<TItem>();
            return ReadHistory<TItem>([path], []);
        }

        var layout = TitleLayout.Find(Encoding.UTF8.GetString(sample), isWhole, options);
        if (layout is null)
        {
            return options.Format is null
                ? null
                : throw new InvalidDataException(
                    $"{path} is not a list of songs: none of its first lines has the form 'title - artist' or 'artist - title'.");
        }

        RequireSongsOrArtists<TItem>();
        return ReadTitles<TItem>(layout);
    }

    private ExportResult ReadHistory<TItem>(IReadOnlyList<string> files, IReadOnlyList<string> notes)
        where TItem : struct, IId<TItem>
    {
        var history = new JsonHistory(path, options, Report, progress, cancellationToken);
        foreach (var file in files)
        {
            history.Read(file, files.Count > 1 ? $"{Path.GetFileName(file)}: " : "");
        }

        var (format, songs) = history.Finish();
        var isOfArtists = typeof(TItem) == typeof(ArtistId);
        foreach (var played in isOfArtists ? songs.GroupBy(song => (song.User, song.Artist)).Select(Sum) : songs)
        {
            Add<TItem>(played);
        }

        return WithPlays(new(format, history.EntryCount, [.. notes, .. history.Notes]));

        static PlayedSong Sum(IEnumerable<PlayedSong> ofArtist) => ofArtist.Aggregate(
            (sum, song) => sum with { PlayCount = sum.PlayCount + song.PlayCount, LastTime = Math.Max(sum.LastTime, song.LastTime) });
    }

    private ExportResult ReadTitles<TItem>(TitleLayout layout)
        where TItem : struct, IId<TItem>
    {
        using var text = new StreamReader(DataFile.OpenRead(path, options.Encoding, cancellationToken), Encoding.UTF8);
        var lines = new TextLines(text);
        var count = layout.HasHeader ? -1L : 0;
        while (lines.Read())
        {
            if (lines.Text.Length == 0 || count++ < 0)
            {
                continue;
            }

            if (layout.Divide(lines.Text, out var title, out var artist) is { } problem)
            {
                Report(new(lines.Line, 1, problem));
                continue;
            }

            Add<TItem>(new(options.Listener, title, artist, PlayCount: 1, LastTime: 0));
        }

        progress?.Report(new("Reading rows", count, count));
        return WithPlays(new(InteractionFileFormat.Titles, count, [layout.Note]));
    }

    private void Report(RowProblem problem)
    {
        _first ??= problem;
        report(problem);
    }

    private ExportResult WithPlays(ExportResult result) => columns.Count > 0
        ? result
        : throw new InvalidDataException(
            Invariant($"{path} has no usable play ({result.RowCount} read). ") + string.Join(' ', result.Notes)
            + (_first is null ? "" : $" The first problem is on {_first}."));

    private void Add<TItem>(PlayedSong song)
        where TItem : struct, IId<TItem>
    {
        columns.Users.Add(song.User);
        if (typeof(TItem) == typeof(ArtistId))
        {
            columns.Items.Add(song.Artist);
        }
        else
        {
            columns.ItemsAreTitles = true;
            columns.Items.Add(song.Title);
            columns.Artists.Add(song.Artist);
        }

        columns.AddNumbers(song.PlayCount, song.LastTime);
    }

    private (byte[] Sample, bool IsWhole) ReadSample()
    {
        using var text = DataFile.OpenRead(path, options.Encoding, cancellationToken);
        var sample = new byte[SampleLength];
        var count = text.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        return (sample[..count], count < sample.Length);
    }

    // A title may begin with a bracket too: [Intro].
    private static bool StartsAsJson(ReadOnlySpan<byte> text)
    {
        var start = text.TrimStart(" \t\r\n"u8);
        var next = start.IsEmpty ? start : start[1..].TrimStart(" \t\r\n"u8);
        return !next.IsEmpty && start[0] switch
        {
            (byte)'{' => next[0] is (byte)'"' or (byte)'}',
            (byte)'[' => next[0] is (byte)'"' or (byte)'{' or (byte)'[' or (byte)']' || next.StartsWith("null"u8),
            _ => false,
        };
    }

    private void RequireSongsOrArtists<TItem>()
        where TItem : struct, IId<TItem>
    {
        if (typeof(TItem) != typeof(SongId) && typeof(TItem) != typeof(ArtistId))
        {
            throw new InvalidDataException(
                $"{path} holds songs and their artists, not items of the kind {IdKind<TItem>.Name}. "
                + $"Read it with {nameof(SongId)} or {nameof(ArtistId)}.");
        }
    }
}
