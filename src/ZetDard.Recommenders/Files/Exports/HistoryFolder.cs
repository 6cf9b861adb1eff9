using System.Text.RegularExpressions;

namespace ZetDard.Recommenders;

/// <summary>The files of a folder that together are one history of plays.</summary>
/// <param name="Files">The files, in the order of their paths.</param>
/// <param name="Notes">Which files were read and which were passed over, in sentences.</param>
internal sealed partial record HistoryFolder(IReadOnlyList<string> Files, IReadOnlyList<string> Notes)
{
    private const int MaxDepth = 2;             // unpacked: my_spotify_data/Spotify Account Data/…, listens/2021/1.jsonl

    /// <summary>Finds the history in a folder.</summary>
    /// <exception cref="FileNotFoundException">The folder has none; the message says what was looked for.</exception>
    /// <remarks>
    /// Spotify's account data repeats the last year of its extended history with less precise times, so it is passed over where both are.
    /// </remarks>
    public static HistoryFolder Find(string folder)
    {
        var depth = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxDepth, IgnoreInaccessible = true };
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", depth)
                .Where(file => Json().IsMatch(Path.GetFileName(file))).Order(StringComparer.Ordinal),
        ];
        foreach (var pattern in new[] { Extended(), Account(), Listens() })
        {
            string[] history = [.. files.Where(file => pattern.IsMatch(Path.GetFileName(file)))];
            if (history.Length > 0)
            {
                string[] others = [.. files.Except(history)];
                string[] notes = [$"Read as one history: {Names(history)}."];
                return new(history, others.Length == 0 ? notes : [.. notes, $"Files passed over: {Names(others)}."]);
            }
        }

        throw new FileNotFoundException(
            $"{folder} is a folder without a history of plays; give a file, or a folder of an export. "
            + "Looked for, here and in the folders below: Spotify's Streaming_History_Audio_*.json, endsong_*.json and StreamingHistory*.json, and ListenBrainz's listens/*/*.jsonl"
            + $"{(files.Length == 0 ? "" : $"; found: {Names(files)}")}.",
            folder);

        string Names(IReadOnlyList<string> paths)
        {
            const int MaxCount = 20;
            var names = paths.Take(MaxCount).Select(path => Path.GetRelativePath(folder, path));
            return string.Join(", ", paths.Count > MaxCount ? names.Append($"and {paths.Count - MaxCount} more") : names);
        }
    }

    [GeneratedRegex(@"\.jsonl?(?:\.gz)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Json();

    // A file that was downloaded twice is called 'endsong_0 (1).json'.
    [GeneratedRegex(
        @"^(?:Streaming_History_Audio_[^/]*|endsong(?:_\d+)?)(?: ?\(\d+\))?\.json(?:\.gz)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Extended();

    [GeneratedRegex(
        @"^StreamingHistory(?:_music)?_?\d*(?: ?\(\d+\))?\.json(?:\.gz)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Account();

    [GeneratedRegex(@"^(?:\d+|listens)\.jsonl(?:\.gz)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Listens();
}
