using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>The sound of items in files: what a table of features is made from, and what models of sound train on.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>Safe for concurrent use. A file that cannot be read fails alone, with the reason; also where what decodes it is not installed.</remarks>
public sealed class WaveformFiles<TItem> : IItemSource<TItem, Waveform>
    where TItem : struct, IId<TItem>
{
    private readonly string[] _paths;
    private readonly AudioReadOptions _options;

    /// <summary>Sets which file belongs to which item; nothing is read yet.</summary>
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
    public ValueTask<Waveform> ReadAsync(TItem item, CancellationToken cancellationToken = default) => SoundFileItem.ReadAsync(PathOf(item), _options, cancellationToken);

    /// <summary>The hash (SHA-256) of the file and how it is read.</summary>
    /// <inheritdoc/>
    public ValueTask<string?> ContentKeyAsync(TItem item, CancellationToken cancellationToken = default) => SoundFileItem.ContentKeyAsync(PathOf(item), _options, cancellationToken);

    private string PathOf(TItem item) => Items.IndexOf(item) is >= 0 and var index ? _paths[index] : throw new ArgumentException($"There is no item {item} here.", nameof(item));
}
