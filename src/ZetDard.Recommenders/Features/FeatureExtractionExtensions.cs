using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Computes the features of many items.</summary>
public static class FeatureExtractionExtensions
{
    /// <summary>
    /// Computes the features of every item of a source, in parallel. Features are read from and stored in a cache if the options have one,
    /// and if the source and the extractor identify their contents. Items that fail are listed and do not stop the others.
    /// </summary>
    /// <param name="source">The items.</param>
    /// <param name="extractor">The extractor.</param>
    /// <param name="options">Threads and cache; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Receives a report after each batch, from any thread.</param>
    /// <param name="cancellationToken">Stops the work; the features that have been computed stay in the cache.</param>
    /// <returns>
    /// The table, and the items that failed with <see cref="IOException"/>, <see cref="InvalidDataException"/>,
    /// <see cref="NotSupportedException"/> (such as a decoder that is not installed), <see cref="ArgumentException"/> or
    /// <see cref="UnauthorizedAccessException"/>, or that have a feature that is not finite.
    /// </returns>
    /// <remarks>
    /// Items are extracted in batches of <see cref="IFeatureExtractor{TSource}.BatchSize"/>; the items of one batch for each thread are in
    /// memory at a time. If one item of a batch fails, the items of that batch are extracted again one by one.
    /// </remarks>
    /// <example>
    /// <code>
    /// var music = await AudioFolder.OpenAsync("music");
    /// var sound = await music.ExtractAsync(new AudioFeatureExtractor(), new() { Cache = new FeatureFolderCache("music.features") });
    /// foreach (var (file, reason) in sound.Failures) Console.WriteLine($"{file}: {reason}");
    /// FeatureFile.Write("features.csv", sound.Table, file =&gt; file);
    /// </code>
    /// </example>
    public static async Task<FeatureExtraction<TKey>> ExtractAsync<TKey, TSource>(
        this IItemSource<TKey, TSource> source,
        IFeatureExtractor<TSource> extractor,
        FeatureExtractionOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(extractor);
        options = new FeatureExtractionOptionsValidator().Validated(options ?? new());
        var (items, dimension, cache) = (source.Items, extractor.Dimension, extractor.CacheKey is null ? null : options.Cache);
        var rows = new float[]?[items.Count];
        var reasons = new string?[items.Count];
        var (done, cached, cacheProblem) = (0, 0, (string?)null);
        var batchSize = Math.Max(1, extractor.BatchSize);
        var batchCount = (items.Count + batchSize - 1) / batchSize;
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.ThreadCount == 0 ? Environment.ProcessorCount : options.ThreadCount,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, batchCount, parallel, async (batch, token) =>
        {
            var (start, end) = (batch * batchSize, Math.Min((batch + 1) * batchSize, items.Count));
            var open = new List<(int Index, string? Key, TSource Source)>(end - start);
            for (var index = start; index < end; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();       // the token of the loop may be cancelled much later
                try
                {
                    var content = cache is null ? null : await source.ContentKeyAsync(items[index], token).ConfigureAwait(false);
                    var key = content is null ? null : $"{extractor.CacheKey}\n{content}";
                    var features = new float[dimension];
                    if (key is not null && cache!.TryRead(key, features) && FindNotFinite(features) < 0)
                    {
                        rows[index] = features;
                        Interlocked.Increment(ref cached);
                    }
                    else
                    {
                        open.Add((index, key, await source.ReadAsync(items[index], token).ConfigureAwait(false)));
                    }
                }
                catch (Exception broken) when (IsBroken(broken))
                {
                    reasons[index] = broken.Message;
                }
            }

            if (open.Count < 2 || !TryExtractTogether(open))
            {
                open.ForEach(ExtractAlone);
            }

            progress?.Report(new("Extracting features", Interlocked.Add(ref done, end - start), items.Count));
        }).ConfigureAwait(false);

        int[] read = [.. Enumerable.Range(0, items.Count).Where(index => rows[index] is not null)];
        var values = new float[(long)read.Length * dimension];
        for (var row = 0; row < read.Length; row++)
        {
            rows[read[row]]!.CopyTo(values, row * dimension);
        }

        return new(
            new(new(read.Select(index => items[index])), extractor.Names, values),
            [
                .. Enumerable.Range(0, items.Count)
                    .Where(index => rows[index] is null)
                    .Select(index => new FeatureFailure<TKey>(items[index], reasons[index]!)),
            ],
            cached)
        {
            CacheProblem = cacheProblem,
        };

        bool TryExtractTogether(List<(int Index, string? Key, TSource Source)> open)
        {
            var together = new float[open.Count * dimension];
            try
            {
                extractor.ExtractMany([.. open.Select(one => one.Source)], together);
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                return false;
            }

            for (var i = 0; i < open.Count; i++)
            {
                Keep(open[i].Index, open[i].Key, together[(i * dimension)..((i + 1) * dimension)]);
            }

            return true;
        }

        void ExtractAlone((int Index, string? Key, TSource Source) one)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var features = new float[dimension];
                extractor.Extract(one.Source, features);
                Keep(one.Index, one.Key, features);
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                reasons[one.Index] = broken.Message;
            }
        }

        void Keep(int index, string? key, float[] features)
        {
            if (FindNotFinite(features) is >= 0 and var bad)
            {
                var value = features[bad].ToString(CultureInfo.InvariantCulture);
                reasons[index] = $"Its feature '{extractor.Names[bad]}' is {value}; features must be finite.";
                return;
            }

            rows[index] = features;
            try
            {
                if (key is not null)
                {
                    cache!.Write(key, features);
                }
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                cacheProblem = unwritable.Message;      // the features are kept even if the disk is full
            }
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is IOException or InvalidDataException or NotSupportedException or ArgumentException or UnauthorizedAccessException;

    private static int FindNotFinite(float[] features) => Array.FindIndex(features, value => !float.IsFinite(value));
}
