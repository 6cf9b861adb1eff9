using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>Settles what a kernel leaves open on training rows, and writes the result to model files.</summary>
internal static class KernelForms
{
    private const int MaxDepth = 64;                // of parts inside each other, in a file

    /// <summary>Settles names of columns and open γ.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="names">The names of the columns; empty where they have none.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="trainingCount">So many from the beginning are looked at.</param>
    /// <exception cref="ArgumentException">There is no such family or column; the message names those that there are.</exception>
    public static KernelForm Settle(Kernel kernel, IReadOnlyList<string> names, RowMatrix rows, int trainingCount) =>
        Settle(kernel, columns: null, names, (columns, power) => Spread(rows, trainingCount, columns, power));

    /// <summary>The columns that a precomputed kernel looks at: they hold no features.</summary>
    public static IEnumerable<int> PrecomputedColumns(Kernel kernel, IReadOnlyList<string> names) => kernel.Kind == KernelKind.Precomputed
        ? ColumnsOf(kernel, names) ?? Enumerable.Range(0, names.Count)
        : kernel.Parts.SelectMany(part => PrecomputedColumns(part.Kernel, names));

    public static void Write(ModelWriter writer, KernelForm form)
    {
        switch (form)
        {
            case KernelForm.Sum sum:
                writer.Write((int)KernelKind.Sum);
                writer.Write(sum.Parts.Length);
                foreach (var (weight, part) in sum.Parts)
                {
                    writer.Write(weight);
                    Write(writer, part);
                }

                break;
            case KernelForm.Product product:
                writer.Write((int)KernelKind.Product);
                writer.Write(product.Parts.Length);
                foreach (var part in product.Parts)
                {
                    Write(writer, part);
                }

                break;
            case KernelForm.Leaf leaf:
                writer.Write((int)leaf.Kind);
                writer.Write(leaf.Gamma);
                writer.Write(leaf.Degree);
                writer.Write(leaf.Offset);
                writer.Write<int>(leaf.Columns ?? []);
                break;
        }
    }

    public static KernelForm Read(ModelReader reader, int columnCount, int depth = 0)
    {
        var kind = (KernelKind)reader.ReadInt32();
        if (kind is KernelKind.Sum or KernelKind.Product)
        {
            var parts = new List<(double Weight, KernelForm Part)>();       // grows with what is read: a damaged count takes no memory
            for (var left = depth < MaxDepth ? reader.ReadInt32() : throw Damaged(); left > 0; left--)
            {
                var weight = kind == KernelKind.Sum ? reader.ReadDouble() : 1;
                parts.Add(weight > 0 && double.IsFinite(weight) ? (weight, Read(reader, columnCount, depth + 1)) : throw Damaged());
            }

            return parts.Count == 0 ? throw Damaged()
                : kind == KernelKind.Sum ? new KernelForm.Sum([.. parts])
                : new KernelForm.Product([.. parts.Select(part => part.Part)]);
        }

        var (gamma, degree, offset, columns) = (reader.ReadDouble(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadArray<int>());
        var isSound = Enum.IsDefined(kind) && kind != KernelKind.PerFamily && gamma > 0 && double.IsFinite(gamma) && double.IsFinite(offset)
            && degree is >= 1 and <= Kernel.MaxDegree
            && columns.Index().All(column =>
                column.Item >= 0 && column.Item < columnCount && (column.Index == 0 || column.Item > columns[column.Index - 1]));
        return isSound ? new KernelForm.Leaf(kind, gamma, degree, offset, columns.Length == 0 ? null : columns) : throw Damaged();
    }

    private static InvalidDataException Damaged() => new("The model file is damaged: its kernel is none.");

    private static KernelForm Settle(Kernel kernel, int[]? columns, IReadOnlyList<string> names, Func<int[]?, double, double> spread)
    {
        columns = ColumnsOf(kernel, names) ?? columns;
        switch (kernel.Kind)
        {
            case KernelKind.Sum:
                return new KernelForm.Sum([.. kernel.Parts.Select(part => (part.Weight, Settle(part.Kernel, columns, names, spread)))]);
            case KernelKind.Product:
                return new KernelForm.Product([.. kernel.Parts.Select(part => Settle(part.Kernel, columns, names, spread))]);
            case KernelKind.PerFamily when names.Count == 0:
                throw new ArgumentException($"The kernel '{kernel}' goes by families of columns; these rows have columns without names.");
            case KernelKind.PerFamily:
                var families = (columns ?? [.. Enumerable.Range(0, names.Count)])
                    .GroupBy(column => FeatureTable.FamilyOf(names[column])).Select(family => family.ToArray()).ToArray();
                return new KernelForm.Sum(
                    [.. families.Select(family => (1.0 / families.Length, Settle(kernel.Parts[0].Kernel, family, names, spread)))]);
            default:
                var gamma = kernel.Gamma ?? kernel.Kind switch
                {
                    KernelKind.Gaussian or KernelKind.Polynomial or KernelKind.Sigmoid => kernel.Scale / spread(columns, 1),
                    KernelKind.Laplacian => kernel.Scale / spread(columns, .5),
                    _ => 1,
                };
                return double.IsFinite(gamma) && gamma > 0
                    ? new KernelForm.Leaf(kernel.Kind, gamma, kernel.Degree, kernel.Offset, columns)
                    : throw new ArgumentException(
                        $"The γ of '{kernel}' cannot be taken from these rows: their values are too large or too small. Standardize the columns, or give γ.");
        }
    }

    // Ascending; null for all.
    private static int[]? ColumnsOf(Kernel kernel, IReadOnlyList<string> names)
    {
        if (kernel.Columns.Count == 0)
        {
            return null;
        }

        var chosen = new SortedSet<int>();
        foreach (var wanted in kernel.Columns)
        {
            var own = Enumerable.Range(0, names.Count)
                .Where(column => names[column] == wanted || FeatureTable.FamilyOf(names[column]) == wanted).ToArray();
            chosen.UnionWith(own.Length > 0 ? own : throw new ArgumentException(
                names.Count == 0
                    ? $"The kernel '{kernel}' looks at '{wanted}'; these rows have columns without names."
                    : $"The kernel '{kernel}' looks at '{wanted}', but there is no such family or column; the families are {string.Join(", ", names.Select(FeatureTable.FamilyOf).Distinct())}."));
        }

        return [.. chosen];
    }

    // Columns · (variance of all their training values)^power; the variance counts as 1 where it is 0.
    private static double Spread(RowMatrix rows, int trainingCount, int[]? columns, double power)
    {
        var (columnCount, sum, squares, stored) = (columns?.Length ?? rows.ColumnCount, 0.0, 0.0, 0L);
        ForEach(value => (sum, stored) = (sum + value, stored + 1));
        var count = (double)columnCount * trainingCount;
        var mean = sum / count;
        ForEach(value => squares += (value - mean) * (value - mean));
        squares += (count - stored) * mean * mean;          // zeros that are not stored
        return columnCount * (squares > 0 ? Math.Pow(squares / count, power) : 1);

        void ForEach(Action<double> visit)
        {
            for (var row = 0; row < trainingCount; row++)
            {
                var own = rows.Offsets is { } offsets
                    ? rows.Values.AsSpan(offsets[row]..offsets[row + 1])
                    : rows.Values.AsSpan(row * rows.ColumnCount, rows.ColumnCount);
                if (columns is null)
                {
                    foreach (var value in own)
                    {
                        visit(value);
                    }
                }
                else
                {
                    foreach (var column in columns)         // of named columns, which only dense rows have
                    {
                        visit(own[column]);
                    }
                }
            }
        }
    }
}
