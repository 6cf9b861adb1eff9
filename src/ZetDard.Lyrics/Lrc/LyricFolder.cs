using System.Security.Cryptography;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// The lyric files in a folder and in the folders below it. A file's key is its path relative to the folder, with '/' between the parts.
/// </summary>
/// <remarks>
/// <para>
/// A file is listed if its name ends in .lrc, .elrc, .yrc, .qrc, .krc, .lys, .lqe, .lyl or .ttml, or in one of these followed by .gz; its
/// contents are not looked at then. Files in a form that cannot be read (.ttml, encrypted .qrc and .krc) fail when they are read. Hidden
/// files and folders are left out. Links to folders are not followed, because they may lead back.
/// </para>
/// <para>The list is made once; a file that is deleted later fails when it is read. Safe for concurrent use.</para>
/// </remarks>
/// <example>
/// <code>
/// var folder = await LyricFolder.OpenAsync("lyrics");
/// var lyrics = await folder.ExtractAsync(new LyricFeatureExtractor());
/// foreach (var (file, reason) in folder.Failures.Concat(lyrics.Failures)) Console.WriteLine($"{file}: {reason}");
/// </code>
/// </example>
public sealed class LyricFolder : IItemSource<string, ParsedLyric>
{
    private static readonly HashSet<string> Endings =
        new([".lrc", ".elrc", ".yrc", ".qrc", ".krc", ".lys", ".lqe", ".lyl", ".ttml"], StringComparer.OrdinalIgnoreCase);

    private readonly string _path;
    private readonly Encoding? _fallback;

    private LyricFolder(string path, Encoding? fallback, CancellationToken cancellationToken)
    {
        var failures = new List<FeatureFailure<string>>();
        (_path, _fallback) = (Path.GetFullPath(path), fallback);
        Items = new(FolderFiles.List(path, static (file, _) => IsLyric(file), failures, cancellationToken));
        Failures = failures;
    }

    /// <summary>The files' paths relative to the folder, in ordinal order.</summary>
    public Vocabulary<string> Items { get; }

    /// <summary>The folders below this one that could not be listed, with the reasons.</summary>
    public IReadOnlyList<FeatureFailure<string>> Failures { get; }

    /// <summary>Lists the lyric files of a folder on a thread of the pool. Files are not opened until they are read.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="fallbackEncoding">
    /// The encoding, by its name, of files whose encoding cannot be told from their bytes, such as <c>windows-1252</c> for a collection
    /// from western Europe. Without it, such files fail.
    /// </param>
    /// <param name="cancellationToken">Stops the listing between two files.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be listed.</exception>
    /// <exception cref="ArgumentException">There is no encoding of that name.</exception>
    public static Task<LyricFolder> OpenAsync(string path, string? fallbackEncoding = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var fallback = fallbackEncoding is null ? null : TextEncoding.Named(fallbackEncoding);
        return Task.Run(() => new LyricFolder(path, fallback, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ParsedLyric> ReadAsync(string item, CancellationToken cancellationToken = default)
    {
        var path = PathOf(item);
        return await Task.Run(() => LyricFile.Read(path, given: null, _fallback, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The hash (SHA-256) of the file, together with the fallback encoding.</summary>
    /// <inheritdoc/>
    public async ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default)
    {
        var file = DataFile.OpenBytes(PathOf(item), cancellationToken);        // refuses a pipe
        await using (file.ConfigureAwait(false))
        {
            var hash = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
            return $"{ContentKey.OfCode("lyric file")} {Convert.ToHexStringLower(hash)} {_fallback?.WebName}";
        }
    }

    private static bool IsLyric(string file) => Endings.Contains(Path.GetExtension(
        file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(file) : file));

    private string PathOf(string item) => Items.Contains(item)
        ? Path.Combine(_path, item)
        : throw new ArgumentException($"There is no file {item} here; Items lists the files of the folder.", nameof(item));
}
