using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>
/// Several functions Σ coefficient · K(vector, x) − ρ over one set of vectors: what a fit of either kind of machine leaves behind.
/// Immutable and safe for concurrent use.
/// </summary>
internal sealed class KernelExpansion
{
    private readonly RowMatrix _matrix;
    private readonly int[] _vectors;                // rows of the matrix
    private readonly DecisionFunctions _functions;

    /// <param name="form">The kernel.</param>
    /// <param name="rows">Rows under it.</param>
    /// <param name="matrix">The same rows as numbers.</param>
    /// <param name="vectors">Which of them are the vectors.</param>
    /// <param name="coefficients">Vectors × functions, row-major.</param>
    /// <param name="rho">ρ of each function.</param>
    public KernelExpansion(KernelForm form, KernelRows rows, RowMatrix matrix, int[] vectors, double[] coefficients, double[] rho)
    {
        (Form, _matrix, _vectors, Coefficients, Rho) = (form, matrix, vectors, coefficients, rho);
        _functions = new(rows.Columns(vectors), coefficients, rho);
    }

    public KernelForm Form { get; }

    public int VectorCount => _vectors.Length;

    public int ColumnCount => _matrix.ColumnCount;

    public IReadOnlyList<double> Coefficients { get; }

    public IReadOnlyList<double> Rho { get; }

    /// <summary>The vectors as rows of their own.</summary>
    public RowMatrix Vectors => Select(_matrix, _vectors);

    /// <summary>
    /// The same functions without the rows that are no vectors: a classifier that is kept does not keep what it learned from.
    /// </summary>
    public KernelExpansion Compact()
    {
        var own = Vectors;
        return new(
            Form, KernelRows.Create(Form, own), own, [.. Enumerable.Range(0, own.RowCount)], [.. Coefficients], [.. Rho]);
    }

    /// <summary>Evaluates all functions at rows under the same kernel.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public double[] Evaluate(KernelRows source, ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length * Rho.Count];
        _functions.Evaluate(source, rows, values);
        return Array.TrueForAll(values, double.IsFinite) ? values : throw new ArgumentException(
            "The kernel of a row and of what was learned is too large for single precision. Standardize the columns, or take a smaller γ or degree.");
    }

    public double[] Evaluate(RowMatrix rows) => Evaluate(KernelRows.Create(Form, rows), [.. Enumerable.Range(0, rows.RowCount)]);

    public void Write(ModelWriter writer)
    {
        var vectors = Vectors;
        writer.Write(vectors.ColumnCount);
        KernelForms.Write(writer, Form);
        writer.Write(vectors.IsSparse ? 1 : 0);
        writer.Write(vectors.RowCount);
        writer.Write<float>(vectors.Values);
        if (vectors.IsSparse)
        {
            writer.Write<int>(vectors.Offsets);
            writer.Write<int>(vectors.Columns);
        }

        writer.Write<double>([.. Coefficients]);
        writer.Write<double>([.. Rho]);
    }

    public static KernelExpansion Read(ModelReader reader)
    {
        var columnCount = reader.ReadInt32();
        var form = KernelForms.Read(reader, columnCount);
        var (isSparse, count, values) = (reader.ReadInt32() != 0, reader.ReadInt32(), reader.ReadArray<float>());
        RowMatrix? vectors;
        if (isSparse)
        {
            var (offsets, columns) = (reader.ReadArray<int>(), reader.ReadArray<int>());
            vectors = IsSound(offsets, columns) ? RowMatrix.Sparse(values, offsets, columns, columnCount) : null;
        }
        else
        {
            vectors = count >= 0 && columnCount > 0 && values.Length == (long)count * columnCount
                ? RowMatrix.Dense(values, count, columnCount)
                : null;
        }

        var (coefficients, rho) = (reader.ReadArray<double>(), reader.ReadArray<double>());
        return vectors is not null && coefficients.Length == (long)count * rho.Length
            && Array.TrueForAll(values, float.IsFinite)
            && Array.TrueForAll(coefficients, double.IsFinite)
            && Array.TrueForAll(rho, double.IsFinite)
            ? new(form, KernelRows.Create(form, vectors), vectors, [.. Enumerable.Range(0, count)], coefficients, rho)
            : throw new InvalidDataException("The model file is damaged: its vectors and coefficients do not fit together.");

        bool IsSound(int[] offsets, int[] columns) =>
            count >= 0 && offsets.Length == count + 1L && offsets[0] == 0 && offsets[^1] == values.Length && columns.Length == values.Length
            && offsets.Zip(offsets.Skip(1)).All(pair => pair.First <= pair.Second
                && columns[pair.First..pair.Second].Index().All(entry => entry.Item < columnCount
                    && entry.Item >= (entry.Index == 0 ? 0 : columns[pair.First + entry.Index - 1] + 1)));
    }

    private static RowMatrix Select(RowMatrix matrix, int[] rows)
    {
        if (matrix is not { Offsets: { } offsets, Columns: { } columns })
        {
            var dense = new float[(long)rows.Length * matrix.ColumnCount];
            for (var i = 0; i < rows.Length; i++)
            {
                matrix.Values.AsSpan(rows[i] * matrix.ColumnCount, matrix.ColumnCount).CopyTo(dense.AsSpan(i * matrix.ColumnCount));
            }

            return RowMatrix.Dense(dense, rows.Length, matrix.ColumnCount);
        }

        var (values, ownColumns, ownOffsets) = (new List<float>(), new List<int>(), new int[rows.Length + 1]);
        for (var i = 0; i < rows.Length; i++)
        {
            values.AddRange(matrix.Values.AsSpan(offsets[rows[i]]..offsets[rows[i] + 1]));
            ownColumns.AddRange(columns.AsSpan(offsets[rows[i]]..offsets[rows[i] + 1]));
            ownOffsets[i + 1] = values.Count;
        }

        return RowMatrix.Sparse([.. values], ownOffsets, [.. ownColumns], matrix.ColumnCount);
    }
}
