using System.Runtime.ExceptionServices;

namespace ZetDard.Recommenders;

/// <summary>Gives rows to threads in small chunks, in order: each free thread takes the next chunk. The result must not depend on
/// which thread works on a row.</summary>
internal static class Workers
{
    /// <param name="rowCount">The rows are 0 … <paramref name="rowCount"/> − 1.</param>
    /// <param name="chunkSize">Rows in a chunk.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor.</param>
    /// <param name="stage">The name of the work in reports of progress.</param>
    /// <param name="progress">Receives the number of rows done, about a hundred times in all; may be called from any thread.</param>
    /// <param name="createState">Makes the state of one thread.</param>
    /// <param name="work">Does one row.</param>
    /// <param name="cancellationToken">Checked before every chunk.</param>
    public static void Run<TState>(
        int rowCount, int chunkSize, int threadCount, string stage, IProgress<TrainingProgress>? progress, Func<TState> createState,
        Action<TState, int> work, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        cancellationToken.ThrowIfCancellationRequested();
        var threads = (int)Math.Min(
            threadCount == 0 ? Environment.ProcessorCount : threadCount, ((long)rowCount + chunkSize - 1) / chunkSize);
        var next = 0L;
        var done = 0L;
        void RunOne()
        {
            var state = createState();
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var start = Interlocked.Add(ref next, chunkSize) - chunkSize;
                var end = Math.Min(start + chunkSize, rowCount);
                if (start >= end)
                {
                    return;
                }

                for (var row = (int)start; row < end; row++)
                {
                    work(state, row);
                }

                if (progress is not null)
                {
                    var now = Interlocked.Add(ref done, end - start);
                    if (now * 100 / rowCount != (now - (end - start)) * 100 / rowCount)
                    {
                        progress.Report(new(stage, now, rowCount));
                    }
                }
            }
        }

        if (threads <= 1)
        {
            RunOne();
            return;
        }

        try
        {
            Parallel.For(
                0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, _ => RunOne());
        }
        catch (AggregateException exception) when (exception.InnerExceptions.Count > 0)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
