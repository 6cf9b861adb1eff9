namespace ZetDard.Models.Svm;

/// <summary>The definition of every kernel, one value at a time in double precision: the oracle for the fast rows.</summary>
internal sealed class KernelRowsReference(KernelForm form, RowMatrix rows) : KernelRows
{
    public override int Count => rows.RowCount;

    public override float Diagonal(int row) => (float)Value(form, rows, row, rows, row);

    public override KernelColumns Columns(ReadOnlySpan<int> columns) => new Chosen(this, columns.ToArray());

    /// <summary>K(row of <paramref name="left"/>, row of <paramref name="right"/>).</summary>
    public static double Value(KernelForm form, RowMatrix left, int row, RowMatrix right, int other) => form switch
    {
        KernelForm.Sum sum => sum.Parts.Sum(part => part.Weight * Value(part.Part, left, row, right, other)),
        KernelForm.Product product => product.Parts.Aggregate(1.0, (value, part) => value * Value(part, left, row, right, other)),
        KernelForm.Leaf leaf => Value(leaf, DenseRow(left, row, leaf.Columns), DenseRow(right, other, leaf.Columns), row, other),
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    private static double Value(KernelForm.Leaf leaf, float[] x, float[] y, int row, int other) => leaf.Kind switch
    {
        KernelKind.Linear => Dot(x, y),
        KernelKind.Polynomial => Math.Pow((leaf.Gamma * Dot(x, y)) + leaf.Offset, leaf.Degree),
        KernelKind.Gaussian => Math.Exp(-leaf.Gamma * x.Zip(y, (a, b) => ((double)a - b) * ((double)a - b)).Sum()),
        KernelKind.Laplacian => Math.Exp(-leaf.Gamma * x.Zip(y, (a, b) => Math.Abs((double)a - b)).Sum()),
        KernelKind.Sigmoid => Math.Tanh((leaf.Gamma * Dot(x, y)) + leaf.Offset),
        KernelKind.Precomputed => x[(int)y[0]],         // column 0 holds the number of the row's own column, as in LIBSVM's files
        _ => throw new ArgumentOutOfRangeException(nameof(leaf)),
    };

    private static double Dot(float[] x, float[] y) => x.Zip(y, (a, b) => (double)a * b).Sum();

    private static float[] DenseRow(RowMatrix rows, int row, int[]? columns)
    {
        var dense = new float[rows.ColumnCount];
        if (rows.Offsets is { } offsets)
        {
            for (var entry = offsets[row]; entry < offsets[row + 1]; entry++)
            {
                dense[rows.Columns![entry]] = rows.Values[entry];
            }
        }
        else
        {
            rows.Values.AsSpan(row * dense.Length, dense.Length).CopyTo(dense);
        }

        return columns is null ? dense : Array.ConvertAll(columns, column => dense[column]);
    }

    private sealed class Chosen(KernelRowsReference owner, int[] columns) : KernelColumns
    {
        public override int Count => columns.Length;

        public override void Fill(KernelRows source, ReadOnlySpan<int> rowNumbers, Span<float> block, int stride)
        {
            for (var i = 0; i < rowNumbers.Length; i++)
            {
                for (var j = 0; j < columns.Length; j++)
                {
                    block[(i * stride) + j] =
                        (float)Value(owner.Form, ((KernelRowsReference)source).Matrix, rowNumbers[i], owner.Matrix, columns[j]);
                }

                block[((i * stride) + columns.Length)..((i + 1) * stride)].Clear();
            }
        }
    }

    private KernelForm Form => form;

    private RowMatrix Matrix => rows;
}
