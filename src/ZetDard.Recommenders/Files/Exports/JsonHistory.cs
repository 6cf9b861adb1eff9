using System.Globalization;
using System.Text.Json;
using static System.FormattableString;

namespace ZetDard.Recommenders;

/// <summary>A history of plays in JSON, in one file or several: Spotify's, in both of its forms, or that of ListenBrainz.</summary>
internal sealed class JsonHistory(
    string path, InteractionFileOptions options, Action<RowProblem> report,
    IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
{
    private const int EntriesBetweenReports = 1 << 16;
    private const int MaxNameLength = 10_000;

    private readonly PlayCounts _plays = new();
    private InteractionFileFormat? _format;
    private string? _foreignEntry;
    private long _podcastCount;
    private long _shortCount;
    private long _repeatedCount;
    private long _playingNowCount;
    private long _timelessCount;
    private string? _badTime;

    /// <summary>How many entries were read so far, bad ones included.</summary>
    public long EntryCount { get; private set; }

    /// <summary>What was passed over or is not known, in sentences.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. new[]
        {
            Note(_podcastCount, "Entries of podcasts and audiobooks, passed over"),
            Note(_shortCount, Invariant($"Plays of less than {options.MinPlayTime.TotalSeconds:0.###} seconds, left out")),
            Note(_repeatedCount, "Plays that the export repeats, counted once"),
            Note(_playingNowCount, "Listens that were going on when the export was made and have no time, passed over"),
            Note(_timelessCount, $"Plays without a usable time{(_badTime is null ? "" : $" (such as '{_badTime}')")}, counted without one"),
        }.OfType<string>(),
    ];

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">What descriptions of problems begin with: the name of the file, if there are several.</param>
    /// <exception cref="InvalidDataException">The file is cut off, damaged, or not of the form that the options say.</exception>
    public void Read(string file, string prefix = "")
    {
        using var text = DataFile.OpenRead(file, options.Encoding, cancellationToken);
        var entries = new JsonEntries(file, text);
        while (entries.Read())
        {
            if (entries.Problem is { } noObject)
            {
                Report(noObject);
                continue;
            }

            try
            {
                var entry = ExportEntry.Parse(entries.Entry);
                if (entry.ListensOfPayload() is var (user, listens))
                {
                    Require(InteractionFileFormat.ListenBrainz);
                    foreach (var listen in listens)
                    {
                        Report(TakeListen(listen, user));
                    }
                }
                else
                {
                    Report(Take(entry, entries.Entry));
                }
            }
            catch (JsonException unreadable)
            {
                Report($"the field '{unreadable.Path?.TrimStart('$', '.')}' is neither a number nor valid text");
            }
        }

        void Report(string? problem)
        {
            if (problem is not null)
            {
                report(new(entries.Line, 1, prefix + problem));
            }

            if (++EntryCount % EntriesBetweenReports == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new("Reading rows", EntryCount, Total: 0));
            }
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <returns>The form of the history, and the songs of each user with the number of plays and the time of the last one.</returns>
    /// <exception cref="InvalidDataException">No play was read.</exception>
    public (InteractionFileFormat Format, IReadOnlyList<PlayedSong> Songs) Finish()
    {
        if (_format is not { } format)
        {
            throw new InvalidDataException(
                $"{path} is JSON, but holds no plays{(_foreignEntry is null ? "" : $": {_foreignEntry}")}. What can be read are Spotify's "
                + "Streaming_History_Audio_*.json, endsong_*.json and StreamingHistory*.json, and the listens of ListenBrainz.");
        }

        progress?.Report(new("Reading rows", EntryCount, EntryCount));
        return (format, [.. _plays.Songs]);
    }

    // The Take methods return what is wrong with an entry; null if it was read, or passed over for a reason that the notes say.
    private string? Take(ExportEntry entry, ReadOnlySpan<byte> json)
    {
        if (entry.IsListen)
        {
            return TakeListen(entry, userOfAll: null);
        }

        if (entry.IsOfAccountData || entry.IsOfExtendedHistory)
        {
            return TakeSpotify(entry);
        }

        _foreignEntry ??= $"its first entry has the fields {FieldsOf(json)}";
        return $"the entry has the fields {FieldsOf(json)}, which are not those of a play";
    }

    private string? TakeListen(ExportEntry? listen, string? userOfAll)
    {
        Require(InteractionFileFormat.ListenBrainz);
        if (listen?.ListenedAt is null)
        {
            _playingNowCount++;
            return null;
        }

        var (title, artist) = (listen.TrackMetadata?.TrackName, listen.TrackMetadata?.ArtistName);
        return Count(listen.ListenBrainzUser ?? userOfAll, title, artist, FirstTime(listen.ListenedAt));
    }

    private string? TakeSpotify(ExportEntry play)
    {
        Require(InteractionFileFormat.Spotify);
        var title = play.MasterMetadataTrackName ?? play.TrackName;
        if (string.IsNullOrWhiteSpace(title) && play.IsOfPodcastOrBook)
        {
            _podcastCount++;
            return null;
        }

        var playTime = play.MsPlayed ?? play.AccountMsPlayed;
        var milliseconds = double.PositiveInfinity;
        if (playTime is not null
            && !(double.TryParse(playTime, NumberStyles.Float, CultureInfo.InvariantCulture, out milliseconds)
                && milliseconds >= 0 && double.IsFinite(milliseconds)))
        {
            return $"the time played '{Excerpt.Of(playTime)}' is not a number of milliseconds, 0 or more";
        }

        if (milliseconds < options.MinPlayTime.TotalMilliseconds)
        {
            _shortCount++;
            return null;
        }

        var artist = play.MasterMetadataAlbumArtistName ?? play.ArtistName;
        if (play.IsOfAccountData && title == "Unknown Track" && artist == "Unknown Artist")
        {
            return "the entry says 'Unknown Track' by 'Unknown Artist'";
        }

        // The times of account data are whole minutes.
        var time = FirstTime(play.Ts ?? play.EndTime, play.OfflineTimestamp);
        return Count(play.SpotifyUser, title, artist, time, play.IsOfAccountData ? milliseconds : 0);
    }

    private string? Count(string? user, string? title, string? artist, long time, double milliseconds = 0)
    {
        (user, title, artist) = (user?.Trim(), title?.Trim(), artist?.Trim());
        user = string.IsNullOrEmpty(user) ? options.Listener : user;
        if ((ProblemOf(title, "title") ?? ProblemOf(artist, "artist") ?? ProblemOf(user, "user")) is { } problem)
        {
            return problem;
        }

        if (!_plays.Add(user, title!, artist!, time, milliseconds))
        {
            _repeatedCount++;
        }
        else if (time == 0)
        {
            _timelessCount++;
        }

        return null;
    }

    private static string? ProblemOf(string? name, string what) =>
        string.IsNullOrEmpty(name) ? $"the {what} is missing"
        : name.Length > MaxNameLength ? $"the {what} '{Excerpt.Of(name)}' is longer than {MaxNameLength} characters"
        : name.AsSpan().ContainsAny('\0', '\uFFFD') ? $"the {what} '{Excerpt.Of(name)}' is not valid text in UTF-8"
        : null;

    // In old entries the time of the play is 1970, or missing; then that of the device may be known.
    private long FirstTime(params ReadOnlySpan<string?> times)
    {
        foreach (var time in times)
        {
            if (time is not null && TimeField.Parse(time, out var unixSeconds) is null && unixSeconds > 0)
            {
                return unixSeconds;
            }
        }

        _badTime ??= times[0] is { } bad ? Excerpt.Of(bad) : null;
        return 0;
    }

    private void Require(InteractionFileFormat format)
    {
        _format ??= options.Format is null || options.Format == format
            ? format
            : throw new InvalidDataException(
                $"{path} is an export of {format}, not of {options.Format} as {nameof(options.Format)} says. "
                + $"Leave {nameof(options.Format)} unset to have the form found.");
    }

    // The names of the first fields of an object.
    private static string FieldsOf(ReadOnlySpan<byte> json)
    {
        const int MaxCount = 6;
        var names = new List<string>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && names.Count <= MaxCount)
        {
            names.Add(names.Count < MaxCount ? Excerpt.Of(System.Text.Encoding.UTF8.GetString(reader.ValueSpan)) : "…");
            reader.Skip();
        }

        return string.Join(", ", names.DefaultIfEmpty("(none)"));
    }

    private static string? Note(long count, string what) => count == 0 ? null : Invariant($"{what}: {count:N0}.");
}
