namespace ZetDard.Models.Svm;

/// <summary>Solves two-class problems.</summary>
internal static class SvcSolver
{
    /// <summary>Solves several problems, as many at once as there are threads; the same bits for any number of threads.</summary>
    public static SvcSolution[] SolveAll(
        IReadOnlyList<SvcProblem> problems, int threadCount = 0, Action<int>? solved = null, CancellationToken cancellationToken = default)
    {
        var solutions = new SvcSolution[problems.Count];
        Parallel.For(
            0,
            problems.Count,
            new() { MaxDegreeOfParallelism = threadCount == 0 ? Environment.ProcessorCount : threadCount, CancellationToken = cancellationToken },
            i =>
            {
                solutions[i] = SvcReference.Solve(problems[i], cancellationToken);
                solved?.Invoke(i);
            });
        return solutions;
    }
}
