using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>
/// The sound files in a folder and in the folders below it. A file's key is its path relative to the folder, with '/' between the parts.
/// </summary>
/// <remarks>
/// <para>
/// A file is listed if its name ends like that of a sound file (it is not opened then, and fails when it is read if it is something else),
/// or else if its first bytes are those of a format of sound, or of video, which may have sound. A file of a format that nothing on this
/// machine can read is listed too, and fails when it is read. Hidden files and folders are left out. Links to folders are not followed,
/// because they may lead back.
/// </para>
/// <para>The list is made once; a file that is deleted later fails when it is read. Safe for concurrent use.</para>
/// </remarks>
/// <example>
/// <code>
/// var music = await AudioFolder.OpenAsync("music");
/// var sound = await music.ExtractAsync(new AudioFeatureExtractor());
/// foreach (var (file, reason) in music.Failures.Concat(sound.Failures)) Console.WriteLine($"{file}: {reason}");
/// </code>
/// </example>
public sealed class AudioFolder : IItemSource<string, Waveform>
{
    // Not those of video, which counts as sound by its content, nor those of encrypted files, which ForeignFile knows.
    private static readonly HashSet<string> Endings = new(
        [
            ".wav", ".wave", ".bwf", ".rf64", ".w64", ".mp3", ".mp2", ".mp1", ".mpga", ".ogg", ".oga", ".opus", ".spx", ".flac",
            ".aif", ".aiff", ".aifc", ".afc", ".au", ".snd", ".caf", ".voc", ".8svx", ".m4a", ".m4b", ".m4r", ".m4p", ".aac", ".adts",
            ".loas", ".latm", ".3gp", ".3ga", ".wma", ".xwma", ".mka", ".weba", ".ape", ".wv", ".tta", ".tak", ".shn", ".ofr", ".mpc", ".mp+",
            ".dsf", ".dff", ".ac3", ".eac3", ".ec3", ".dts", ".dtshd", ".thd", ".mlp", ".amr", ".awb", ".ra", ".rm", ".oma", ".aa3",
            ".vqf", ".qoa", ".aa", ".gsm",
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly string _path;
    private readonly AudioReadOptions _options;

    private AudioFolder(string path, AudioReadOptions options, CancellationToken cancellationToken)
    {
        (_path, _options) = (Path.GetFullPath(path), options);
        var failures = new List<FeatureFailure<string>>();
        Items = new(FolderFiles.List(path, (file, fullPath) => IsSound(file, fullPath, failures), failures, cancellationToken));
        Failures = failures;
    }

    /// <summary>The files' paths relative to the folder, in ordinal order.</summary>
    public Vocabulary<string> Items { get; }

    /// <summary>
    /// The folders below this one that could not be listed, and the files without the ending of a sound file that could not be opened, with
    /// the reasons.
    /// </summary>
    public IReadOnlyList<FeatureFailure<string>> Failures { get; }

    /// <summary>Lists the sound files of a folder on a thread of the pool. Sound is not decoded until it is read.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How files are read.</param>
    /// <param name="cancellationToken">Stops the listing between two files.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be listed.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Task<AudioFolder> OpenAsync(string path, AudioReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var validated = new AudioReadOptionsValidator().Validated(options ?? new()) with { };
        return Task.Run(() => new AudioFolder(path, validated, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Waveform> ReadAsync(string item, CancellationToken cancellationToken = default) =>
        SoundFileItem.ReadAsync(PathOf(item), _options, cancellationToken);

    /// <summary>The hash (SHA-256) of the file, together with the options with which it is read.</summary>
    /// <inheritdoc/>
    public ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default) =>
        SoundFileItem.ContentKeyAsync(PathOf(item), _options, cancellationToken);

    private bool IsSound(string file, string fullPath, List<FeatureFailure<string>> failures)
    {
        if (Endings.Contains(Path.GetExtension(file)) || ForeignFile.ServiceOf(file) is not null)
        {
            return true;
        }

        try
        {
            var start = AudioFile.ReadStart(fullPath);
            foreach (var decoder in _options.Decoders ?? AudioFile.Decoders)
            {
                if (decoder.CanDecode(start))
                {
                    return true;
                }
            }

            // What nothing here can read is listed too, so that it fails with the reason and is not passed over.
            return SoundFormat.Of(start) is not null;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            failures.Add(new(file, closed.Message));
        }

        return false;
    }

    private string PathOf(string item) => Items.Contains(item)
        ? Path.Combine(_path, item)
        : throw new ArgumentException($"There is no file {item} here; Items lists the files of the folder.", nameof(item));
}
