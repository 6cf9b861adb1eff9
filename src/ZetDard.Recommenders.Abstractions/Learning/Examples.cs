using System.Runtime.CompilerServices;

namespace ZetDard.Recommenders;

/// <summary>
/// What a classifier learns from: labelled things, read one at a time when they are asked for. Immutable and safe for concurrent use.
/// </summary>
/// <typeparam name="TSource">
/// What a classifier sees of each: a <see cref="FeatureRow"/>, a <see cref="Waveform"/>, or a record of several.
/// </typeparam>
public sealed class Examples<TSource>
{
    private readonly Func<int, CancellationToken, ValueTask<TSource>> _read;

    internal Examples(IReadOnlyList<string> labels, int[] classes, string?[] groups, Func<int, CancellationToken, ValueTask<TSource>> read)
    {
        Labels = labels;
        Classes = classes;
        Groups = groups;
        _read = read;
    }

    /// <summary>How many examples there are.</summary>
    public int Count => Classes.Count;

    /// <summary>
    /// The distinct labels in ordinal order: a class is an index into them. A part keeps the labels of the whole, also those of which it
    /// has no example.
    /// </summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The class of each example.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>The group of each example; <see langword="null"/> for one that stands alone.</summary>
    public IReadOnlyList<string?> Groups { get; }

    /// <summary>Reads one example.</summary>
    /// <param name="example">0 … <see cref="Count"/> − 1.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="IOException">It cannot be read; the message names the item.</exception>
    /// <exception cref="InvalidDataException">
    /// What was read is damaged, or of a kind that cannot be used; the message names the item.
    /// </exception>
    public ValueTask<TSource> ReadAsync(int example, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(example);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(example, Count);
        return _read(example, cancellationToken);
    }

    /// <summary>Reads examples in the order that the caller gives, some of them ahead of their use.</summary>
    /// <param name="order">Which examples; one may occur several times.</param>
    /// <param name="ahead">How many are read or waiting at once, 1 or more. No more than these are in memory.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <remarks>
    /// The first example that cannot be read, in the order asked for, ends the reading with its exception; reads that were begun ahead
    /// are awaited.
    /// </remarks>
    public async IAsyncEnumerable<TSource> ReadManyAsync(
        IEnumerable<int> order, int ahead = 4, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = new Queue<Task<TSource>>(ahead);
        try
        {
            foreach (var example in order)
            {
                if (pending.Count == ahead)
                {
                    yield return await pending.Dequeue().ConfigureAwait(false);
                }

                pending.Enqueue(Task.Run(() => ReadAsync(example, stop.Token).AsTask(), stop.Token));
            }

            while (pending.TryDequeue(out var next))
            {
                yield return await next.ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(pending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Some of the examples, in the order given; one that is named twice is there twice (oversampling).</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside 0 … <see cref="Count"/> − 1.</exception>
    public Examples<TSource> Part(IEnumerable<int> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        int[] part = [.. examples];
        if (Array.FindIndex(part, example => example < 0 || example >= Count) is >= 0 and var bad)
        {
            throw new ArgumentOutOfRangeException(
                nameof(examples), part[bad], $"There are {Count} examples; their indices are 0 … {Count - 1}.");
        }

        return new(
            Labels,
            Array.ConvertAll(part, example => Classes[example]),
            Array.ConvertAll(part, example => Groups[example]),
            (example, token) => _read(part[example], token));
    }

    /// <summary>These examples and then others, such as generated ones.</summary>
    public Examples<TSource> Concat(Examples<TSource> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        string[] labels = [.. Labels.Union(others.Labels).Order(StringComparer.Ordinal)];
        int[] own = [.. Labels.Select(label => Array.IndexOf(labels, label))];
        int[] theirs = [.. others.Labels.Select(label => Array.IndexOf(labels, label))];
        return new(
            labels,
            [.. Classes.Select(c => own[c]), .. others.Classes.Select(c => theirs[c])],
            [.. Groups, .. others.Groups],
            (example, token) => example < Count ? _read(example, token) : others._read(example - Count, token));
    }

    /// <summary>The same examples as something else, computed at each reading: other features, a changed sound.</summary>
    public Examples<TResult> Select<TResult>(Func<TSource, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new(Labels, [.. Classes], [.. Groups], async (example, token) => map(await _read(example, token).ConfigureAwait(false)));
    }

    /// <summary>
    /// Divides the examples for cross-validation: groups are never split, and each fold has about its share of every class.
    /// </summary>
    /// <param name="count">How many folds, 2 or more, at most the number of groups.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <returns>For each fold the examples to learn from, and those to test on; both in their order here.</returns>
    /// <remarks>
    /// The largest groups are dealt first, each to the fold that has least of its classes: as even as whole groups allow.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 2 or above the number of groups.</exception>
    public IReadOnlyList<(Examples<TSource> Train, Examples<TSource> Test)> Folds(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        var groups = Enumerable.Range(0, Count)
            .GroupBy(example => Groups[example] is { } group ? (group, -1) : ("", example))
            .Select(group => group.ToArray())
            .ToArray();
        if (count > groups.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count),
                count,
                $"{Count} examples of {groups.Length} groups cannot be divided into {count} folds; groups are never split. Ask for {groups.Length} or fewer.");
        }

        new Random(seed).Shuffle(groups);
        var classSizes = new double[Labels.Count];
        foreach (var c in Classes)
        {
            classSizes[c]++;
        }

        var (foldOf, shares, sizes) = (new int[Count], new double[count, Labels.Count], new int[count]);
        foreach (var group in groups.OrderByDescending(group => group.Length))
        {
            var fold = Enumerable.Range(0, count).MinBy(f => (group.Sum(example => shares[f, Classes[example]]), sizes[f]));
            foreach (var example in group)
            {
                foldOf[example] = fold;
                shares[fold, Classes[example]] += 1 / classSizes[Classes[example]];
                sizes[fold]++;
            }
        }

        return [.. Enumerable.Range(0, count).Select(fold => (Where(other => other != fold), Where(other => other == fold)))];

        Examples<TSource> Where(Func<int, bool> isWanted) => Part(Enumerable.Range(0, Count).Where(example => isWanted(foldOf[example])));
    }
}

/// <summary>Makes examples.</summary>
public static class Examples
{
    /// <summary>Examples that are read from a source, such as a feature table or a folder of sound.</summary>
    /// <param name="source">Where they are read from.</param>
    /// <param name="examples">Which items, and what they are.</param>
    /// <exception cref="ArgumentException">An item is not in the source, or its label is empty.</exception>
    public static Examples<TSource> From<TKey, TSource>(IItemSource<TKey, TSource> source, IEnumerable<Example<TKey>> examples)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(examples);
        Example<TKey>[] all = [.. examples];
        if (Array.FindIndex(all, example => !source.Items.Contains(example.Item)) is >= 0 and var missing)
        {
            throw new ArgumentException(
                $"{all[missing].Item} is labelled '{all[missing].Label}', but it is not among the {source.Items.Count} items of the source; leave it out, or add it there.",
                nameof(examples));
        }

        return Make(all, example => (example.Label, example.Group), (example, token) => ReadAsync(source, example, token));
    }

    /// <summary>Examples in memory that stand alone, such as generated clips, which no catalogue knows.</summary>
    /// <exception cref="ArgumentException">A label is empty.</exception>
    public static Examples<TSource> From<TSource>(IEnumerable<(TSource Source, string Label)> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        return Make<(TSource Source, string Label), TSource>(
            [.. examples], example => (example.Label, null), (example, _) => new(example.Source));
    }

    // The item is named; what goes wrong stays of its kind.
    private static async ValueTask<TSource> ReadAsync<TKey, TSource>(
        IItemSource<TKey, TSource> source, Example<TKey> example, CancellationToken cancellationToken)
        where TKey : notnull
    {
        try
        {
            return await source.ReadAsync(example.Item, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"The example {example.Item}, labelled '{example.Label}', cannot be used: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new IOException($"The example {example.Item}, labelled '{example.Label}', cannot be read: {e.Message}", e);
        }
    }

    private static Examples<TSource> Make<TExample, TSource>(
        TExample[] examples, Func<TExample, (string Label, string? Group)> of, Func<TExample, CancellationToken, ValueTask<TSource>> read)
    {
        if (Array.FindIndex(examples, example => string.IsNullOrEmpty(of(example).Label)) is >= 0 and var bad)
        {
            throw new ArgumentException($"Example {bad} has no label; leave out what is not labelled.", nameof(examples));
        }

        string[] labels = [.. examples.Select(example => of(example).Label).Distinct().Order(StringComparer.Ordinal)];
        return new(
            labels,
            Array.ConvertAll(examples, example => Array.BinarySearch(labels, of(example).Label, StringComparer.Ordinal)),
            Array.ConvertAll(examples, example => of(example).Group),
            (example, token) => read(examples[example], token));
    }
}
