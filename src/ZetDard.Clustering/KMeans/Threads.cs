namespace ZetDard.Clustering;

internal static class Threads
{
    /// <summary>The options of a parallel loop for a number of threads as users give it: 0 takes one for each processor.</summary>
    public static ParallelOptions Options(int threadCount, CancellationToken cancellationToken = default) =>
        new() { MaxDegreeOfParallelism = threadCount == 0 ? -1 : threadCount, CancellationToken = cancellationToken };
}
