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
    /// <param name="options">Processors, memory, cache and pauses; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">
    /// Receives a report when a batch is done, at most ten a second and always one at the end; from any thread, but one after the other, so
    /// that no count goes back. The work waits for it.
    /// </param>
    /// <param name="cancellationToken">
    /// Stops the work, also while it is paused; the features that have been computed stay in the cache, and the next run goes on from there.
    /// </param>
    /// <returns>
    /// The table, and the items that failed with <see cref="IOException"/>, <see cref="InvalidDataException"/>,
    /// <see cref="NotSupportedException"/> (such as a decoder that is not installed), <see cref="ArgumentException"/> or
    /// <see cref="UnauthorizedAccessException"/>, or that have a feature that is not finite.
    /// </returns>
    /// <remarks>
    /// Items are extracted in batches of <see cref="IFeatureExtractor{TSource}.BatchSize"/>, or of fewer if
    /// <see cref="FeatureExtractionOptions.MaxItemsInMemory"/> says so; the items of one batch for each working processor are in memory at a
    /// time. If one item of a batch fails, the items of that batch are extracted again one by one. A pause begins when the batches that are
    /// running are done.
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
        IProgress<FeatureExtractionProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(extractor);
        options = new FeatureExtractionOptionsValidator().Validated(options ?? new());
        var (items, dimension, cache) = (source.Items, extractor.Dimension, extractor.CacheKey is null ? null : options.Cache);
        var rows = new float[]?[items.Count];
        var reasons = new string?[items.Count];
        var (pause, cacheProblem) = (options.Pause, (string?)null);
        var maxInMemory = options.MaxItemsInMemory ?? int.MaxValue;
        var coreCount = (int)((options.CoreShare * Environment.ProcessorCount) + 1e-9);     // .29 × 100 is a little less than 29
        var threadCount = Math.Clamp(coreCount, 1, maxInMemory);
        var batchSize = Math.Clamp(extractor.BatchSize, 1, maxInMemory / threadCount);
        var batchCount = (int)(((long)items.Count + batchSize - 1) / batchSize);
        var meter = new FeatureExtractionMeter(items.Count, threadCount, options.TimeProvider, progress);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threadCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, batchCount, parallel, async (batch, token) =>
        {
            if (pause is not null)
            {
                await pause.WaitAsync(token).ConfigureAwait(false);
            }

            var (startedAt, cached) = (meter.Begin(), 0);
            var start = batch * batchSize;
            var end = start + Math.Min(batchSize, items.Count - start);
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
                        cached++;
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

            meter.End(startedAt, end - start, cached, failed: rows.AsSpan(start, end - start).Count((float[]?)null));
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
            meter.Cached)
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
