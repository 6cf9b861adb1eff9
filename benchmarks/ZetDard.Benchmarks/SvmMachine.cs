using ZetDard.Models.Svm;

namespace ZetDard.Benchmarks;

/// <summary>A machine for each pair of classes; votes decide, of equals the lowest class.</summary>
public sealed class SvmMachine
{
    private readonly int _classCount;
    private readonly int _columnCount;
    private readonly KernelForm _form;
    private readonly DecisionFunctions _functions;

    private SvmMachine(
        int classCount, int columnCount, KernelForm form, DecisionFunctions functions, SvcSolution[] solutions, int vectorCount) =>
        (_classCount, _columnCount, _form, _functions, Solutions, VectorCount) =
            (classCount, columnCount, form, functions, solutions, vectorCount);

    internal SvcSolution[] Solutions { get; }

    public int VectorCount { get; }

    public static SvmMachine Fit(float[] values, int[] labels, int classCount, int columnCount, double cost, double gamma)
    {
        var form = new KernelForm.Leaf(KernelKind.Gaussian, gamma);
        var rows = KernelRows.Create(form, RowMatrix.Dense(values, labels.Length, columnCount));
        var members = Enumerable.Range(0, classCount).Select(c => Enumerable.Range(0, labels.Length).Where(i => labels[i] == c).ToArray()).ToArray();
        var problems = new List<SvcProblem>();
        for (var a = 0; a < classCount; a++)
        {
            for (var b = a + 1; b < classCount; b++)
            {
                int[] chosen = [.. members[a], .. members[b]];
                problems.Add(
                    new(
                        rows,
                        chosen,
                        [.. chosen.Select((_, i) => i < members[a].Length)],
                        [.. Enumerable.Repeat(cost, chosen.Length)]));
            }
        }

        var solutions = SvcSolver.SolveAll(problems);
        var isVector = new bool[labels.Length];
        for (var p = 0; p < solutions.Length; p++)
        {
            for (var i = 0; i < problems[p].Chosen.Length; i++)
            {
                isVector[problems[p].Chosen[i]] |= solutions[p].Coefficients[i] != 0;
            }
        }

        int[] vectors = [.. members.SelectMany(rows => rows).Where(row => isVector[row])];
        var position = new int[labels.Length];
        for (var i = 0; i < vectors.Length; i++)
        {
            position[vectors[i]] = i;
        }

        var coefficients = new double[vectors.Length * problems.Count];
        for (var p = 0; p < solutions.Length; p++)
        {
            for (var i = 0; i < problems[p].Chosen.Length; i++)
            {
                if (solutions[p].Coefficients[i] is not 0 and var coefficient)
                {
                    coefficients[(position[problems[p].Chosen[i]] * problems.Count) + p] = coefficient;
                }
            }
        }

        return new(
            classCount,
            columnCount,
            form,
            new(rows.Columns(vectors), coefficients, [.. solutions.Select(solution => solution.Rho)]),
            solutions,
            vectors.Length);
    }

    public int[] Predict(float[] values)
    {
        var rows = KernelRows.Create(_form, RowMatrix.Dense(values, values.Length / _columnCount, _columnCount));
        var decisions = new double[rows.Count * _functions.Count];
        _functions.Evaluate(rows, [.. Enumerable.Range(0, rows.Count)], decisions, threadCount: 0);
        var predicted = new int[rows.Count];
        var votes = new int[_classCount];
        for (var row = 0; row < rows.Count; row++)
        {
            Array.Clear(votes);
            var pair = row * _functions.Count;
            for (var a = 0; a < _classCount; a++)
            {
                for (var b = a + 1; b < _classCount; b++)
                {
                    votes[decisions[pair++] > 0 ? a : b]++;
                }
            }

            predicted[row] = votes.AsSpan().IndexOf(votes.Max());
        }

        return predicted;
    }
}
