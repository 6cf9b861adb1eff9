using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>The sound of items, one file for each: a source of feature tables, and of training data for models of sound.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// Safe for concurrent use. A file that cannot be read, for example because its decoder is not installed, fails alone, with the reason.
/// </remarks>
public sealed class WaveformFiles<TItem> : IItemSource<TItem, Waveform>
    where TItem : struct, IId<TItem>
{
    private readonly string[] _paths;
    private readonly AudioReadOptions _options;

    /// <summary>Sets which file belongs to which item. No file is opened yet.</summary>
    /// <param name="files">Items, distinct, and the paths of their files.</param>
    /// <param name="options">How files are read.</param>
    /// <exception cref="ArgumentException">An item occurs twice, or an option is out of its range.</exception>
    public WaveformFiles(IEnumerable<KeyValuePair<TItem, string>> files, AudioReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        _options = new AudioReadOptionsValidator().Validated(options ?? new()) with { };
        KeyValuePair<TItem, string>[] all = [.. files];
        Items = new(all.Select(file => file.Key));
        _paths = Array.ConvertAll(all, file => file.Value);
    }

    /// <inheritdoc/>
    public Vocabulary<TItem> Items { get; }

    /// <inheritdoc/>
    public ValueTask<Waveform> ReadAsync(TItem item, CancellationToken cancellationToken = default) =>
        SoundFileItem.ReadAsync(PathOf(item), _options, cancellationToken);

    /// <summary>The hash (SHA-256) of the file, together with the options with which it is read.</summary>
    /// <inheritdoc/>
    public ValueTask<string?> ContentKeyAsync(TItem item, CancellationToken cancellationToken = default) =>
        SoundFileItem.ContentKeyAsync(PathOf(item), _options, cancellationToken);

    private string PathOf(TItem item) => Items.IndexOf(item) is >= 0 and var index
        ? _paths[index]
        : throw new ArgumentException($"There is no file for item {item}.", nameof(item));
}
