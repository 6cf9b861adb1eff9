namespace ZetDard.Lyrics;

/// <summary>Options of parallel loops.</summary>
internal static class Threads
{
    /// <param name="threadCount">The maximum number of threads; 0 for one per processor.</param>
    /// <param name="cancellationToken">Stops the loop.</param>
    public static ParallelOptions Options(int threadCount, CancellationToken cancellationToken) => new()
    {
        MaxDegreeOfParallelism = threadCount == 0 ? Environment.ProcessorCount : threadCount,
        CancellationToken = cancellationToken,
    };
}
