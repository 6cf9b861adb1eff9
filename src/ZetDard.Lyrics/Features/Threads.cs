namespace ZetDard.Lyrics;

/// <summary>How many threads a loop takes.</summary>
internal static class Threads
{
    /// <param name="threadCount">Most threads; 0 takes one a processor.</param>
    /// <param name="cancellationToken">Stops the loop.</param>
    public static ParallelOptions Options(int threadCount, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = threadCount == 0 ? Environment.ProcessorCount : threadCount, CancellationToken = cancellationToken };
}
