namespace ZetDard.Models.Svm;

/// <summary>Several decision functions Σ coefficient · K(x, support vector) − ρ over one union of support vectors.</summary>
/// <param name="vectors">The support vectors as columns of blocks.</param>
/// <param name="coefficients">Vectors × functions, row-major.</param>
/// <param name="rho">ρ of each function.</param>
internal sealed class DecisionFunctions(KernelColumns vectors, double[] coefficients, double[] rho)
{
    private const int BlockSize = 128;

    public int Count => rho.Length;

    /// <summary>Evaluates all functions at rows.</summary>
    /// <param name="source">Rows under the same kernel.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="values">Receives rows × functions values, row-major.</param>
    public void Evaluate(KernelRows source, ReadOnlySpan<int> rows, Span<double> values)
    {
        var block = new float[Math.Min(BlockSize, rows.Length) * vectors.Count];
        for (var start = 0; start < rows.Length; start += BlockSize)
        {
            var part = rows.Slice(start, Math.Min(BlockSize, rows.Length - start));
            vectors.Fill(source, part, block);
            for (var i = 0; i < part.Length; i++)
            {
                for (var function = 0; function < Count; function++)
                {
                    var sum = -rho[function];
                    for (var vector = 0; vector < vectors.Count; vector++)
                    {
                        sum += coefficients[(vector * Count) + function] * block[(i * vectors.Count) + vector];
                    }

                    values[((start + i) * Count) + function] = sum;
                }
            }
        }
    }
}
