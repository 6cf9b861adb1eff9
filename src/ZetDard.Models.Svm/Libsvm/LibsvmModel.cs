using System.Globalization;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>
/// A model of LIBSVM as text. For classes a before b of its list of labels, function (a, b) is positive for a; the coefficients of the
/// vectors of a stand in place b − 1 of their lines, those of b in place a.
/// </summary>
internal static class LibsvmModel
{
    private static readonly (string Name, KernelKind Kind)[] Kinds =
    [
        ("linear", KernelKind.Linear),
        ("polynomial", KernelKind.Polynomial),
        ("rbf", KernelKind.Gaussian),
        ("sigmoid", KernelKind.Sigmoid),
        ("precomputed", KernelKind.Precomputed),
    ];

    public static SvmMachine Read(string path, List<LibsvmLine> lines)
    {
        var head = new Dictionary<string, LibsvmLine>();
        var start = 0;
        for (; start < lines.Count && lines[start].Text.Trim() != "SV"; start++)
        {
            var line = lines[start];
            var end = line.Text.IndexOf(' ', StringComparison.Ordinal);
            var key = end < 0 ? line.Text : line.Text[..end];
            if (key is not ("svm_type" or "kernel_type" or "degree" or "gamma" or "coef0" or "nr_class" or "total_sv" or "rho" or "label"
                or "probA" or "probB" or "prob_density_marks" or "nr_sv"))
            {
                throw line.Error(
                    start == 0 ? "is not the beginning of a model of LIBSVM, which is svm_type" : "is no line that the head of a model of LIBSVM has");
            }

            head[key] = line with { Text = end < 0 ? "" : line.Text[end..].Trim() };
        }

        // The type first: a model of another type lacks what this one has.
        var type = Required("svm_type");
        if (type.Text != "c_svc")
        {
            throw type.Error($"says that the model is of the type '{type.Text}'; only c_svc, classification with C, can be read");
        }

        var kind = Required("kernel_type") is var kernel && Array.FindIndex(Kinds, known => known.Name == kernel.Text) is >= 0 and var found
            ? Kinds[found].Kind
            : throw kernel.Error($"names the kernel '{kernel.Text}'; those of LIBSVM are {string.Join(", ", Kinds.Select(known => known.Name))}");
        if (start == lines.Count)
        {
            throw new InvalidDataException($"{path} is cut off: the line 'SV' and the support vectors behind it are missing.");
        }

        var form = new KernelForm.Leaf(
            kind,
            kind is KernelKind.Polynomial or KernelKind.Gaussian or KernelKind.Sigmoid ? Number("gamma", 0, double.MaxValue, isOpen: true) : 1,
            kind == KernelKind.Polynomial ? (int)Number("degree", 1, Kernel.MaxDegree, isWhole: true) : 1,
            kind is KernelKind.Polynomial or KernelKind.Sigmoid ? Number("coef0", -double.MaxValue, double.MaxValue) : 0);
        var k = (int)Number("nr_class", 2, 10_000, isWhole: true);
        var count = (int)Number("total_sv", 1, int.MaxValue, isWhole: true);
        var pairs = SvmMachine.Sides(k, MultiClass.OneAgainstOne);
        var (rho, sizes, names) = (Numbers("rho", pairs.Count), Numbers("nr_sv", k), Texts("label", k));
        if (names.Distinct().Count() < k)
        {
            throw head["label"].Error("names a label twice");
        }

        if (sizes.Any(size => size < 0 || size != Math.Floor(size)) || sizes.Sum() != count)
        {
            throw head["nr_sv"].Error($"gives numbers of support vectors by class that do not add up to total_sv, {count}");
        }

        var (slopes, offsets) = (head.ContainsKey("probA") ? Numbers("probA", pairs.Count) : [], head.ContainsKey("probB") ? Numbers("probB", pairs.Count) : []);
        if (slopes.Length != offsets.Length)
        {
            throw head[slopes.Length > 0 ? "probA" : "probB"].Error("stands alone; probA and probB belong together");
        }

        string[] labels = [.. names.Order(StringComparer.Ordinal)];
        var placeOf = Array.ConvertAll(names, name => Array.BinarySearch(labels, name, StringComparer.Ordinal));
        var (vectors, coefficients) = ReadVectors(path, lines, start + 1, count, k, sizes, placeOf, kind == KernelKind.Precomputed);

        // Functions between the sorted labels; where the file has a pair the other way round, all of it changes its sign.
        var (ownRho, calibrations) = (new double[pairs.Count], new Calibration[slopes.Length]);
        for (var f = 0; f < pairs.Count; f++)
        {
            var (first, second) = (placeOf[pairs[f].Positive], placeOf[pairs[f].Negative]);
            var own = FunctionOf(Math.Min(first, second), Math.Max(first, second), k);
            var sign = first < second ? 1 : -1;
            ownRho[own] = sign * rho[f];
            if (slopes.Length > 0)
            {
                calibrations[own] = new Calibration.Sigmoid(slopes[f], sign * offsets[f]);
            }
        }

        var columnCount = 1 + vectors.Max(row => row.Columns.IsEmpty ? 0 : row.Columns.Span[^1]);
        if (kind == KernelKind.Precomputed)
        {
            // The value of column 0 is the column of a scored row that holds the kernel with the vector.
            columnCount = 1 + vectors.Max(row => row.Values.IsEmpty ? 0 : (int)row.Values.Span[0]);
        }

        var matrix = SparseRows.ToMatrix(vectors, columnCount);
        return new(
            labels,
            [.. Enumerable.Range(0, k)],
            MultiClass.OneAgainstOne,
            new(form, KernelRows.Create(form, matrix), matrix, [.. Enumerable.Range(0, count)], coefficients, ownRho),
            calibrations,
            [.. pairs.Select((pair, f) => new SvmDecision(
                labels[pair.Positive],
                labels[pair.Negative],
                double.NaN,
                ownRho[f],
                Enumerable.Range(0, count).Count(vector => coefficients[(vector * pairs.Count) + f] != 0),
                BoundedCount: 0,
                Gap: 0,
                Iterations: 0,
                IsConverged: true))]);

        LibsvmLine Required(string key) => head.TryGetValue(key, out var line)
            ? line
            : throw new InvalidDataException($"{path} is no whole model of LIBSVM: it has no line '{key}'.");

        double Number(string key, double least, double most, bool isWhole = false, bool isOpen = false)
        {
            var value = Numbers(key, 1)[0];
            return value < least || value > most || (isWhole && value != Math.Floor(value)) || (isOpen && value == least)
                ? throw head[key].Error(string.Create(
                    CultureInfo.InvariantCulture,
                    $"gives {key} = {value}; it must be {(isWhole ? "whole and " : "")}{(isOpen ? "above" : "from")} {least}{(most < int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $" to {most}") : "")}"))
                : value;
        }

        double[] Numbers(string key, int wanted)
        {
            var line = Required(key);
            return Array.ConvertAll(Texts(key, wanted), text =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                    ? value
                    : throw line.Error($"has '{text}' for {key}, which must be a finite number"));
        }

        string[] Texts(string key, int wanted)
        {
            var line = Required(key);
            var texts = line.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return texts.Length == wanted ? texts : throw line.Error($"has {texts.Length} values for {key}; it must have {wanted}");
        }
    }

    /// <exception cref="ArgumentException">LIBSVM has no such models.</exception>
    public static string Write(SvmMachine machine)
    {
        var k = machine.Present.Count;
        var labels = machine.Present.Select(c => machine.Labels[c]).ToArray();
        if (machine.MultiClass != MultiClass.OneAgainstOne && k > 2)
        {
            throw new ArgumentException("LIBSVM's models tell many classes apart one against one; this one does so one against the rest.");
        }

        if (machine.Functions.Form is not KernelForm.Leaf { Columns: null } leaf || Array.FindIndex(Kinds, known => known.Kind == leaf.Kind) is not (>= 0 and var kind))
        {
            throw new ArgumentException(
                $"LIBSVM's models have one kernel on all columns: {string.Join(", ", Kinds.Select(known => known.Name))}. This one has another, or several.");
        }

        if (Array.Find(labels, label => !int.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) is { } text)
        {
            throw new ArgumentException($"The labels of LIBSVM's models are whole numbers; '{text}' is none. Fit the model on numbered labels.");
        }

        if (machine.Calibrations.Any(calibration => calibration is not Calibration.Sigmoid))
        {
            throw new ArgumentException("LIBSVM's models have the probabilities of Platt; these are isotonic.");
        }

        // In a file vectors stand class by class; the sign of a coefficient tells on which side of its pair a vector is.
        var functionCount = machine.Functions.Rho.Count;
        var pairs = SvmMachine.Sides(k, MultiClass.OneAgainstOne);
        var vectors = Enumerable.Range(0, machine.Functions.VectorCount)
            .Select(vector => (Vector: vector, Class: ClassOf(vector)))
            .Where(vector => vector.Class >= 0)
            .OrderBy(vector => vector.Class)
            .ToArray();
        var model = new StringBuilder();
        Line($"svm_type c_svc");
        Line($"kernel_type {Kinds[kind].Name}");
        if (leaf.Kind == KernelKind.Polynomial)
        {
            Line($"degree {leaf.Degree}");
        }

        if (leaf.Kind is KernelKind.Polynomial or KernelKind.Gaussian or KernelKind.Sigmoid)
        {
            Line($"gamma {leaf.Gamma:R}");
        }

        if (leaf.Kind is KernelKind.Polynomial or KernelKind.Sigmoid)
        {
            Line($"coef0 {leaf.Offset:R}");
        }

        Line($"nr_class {k}");
        Line($"total_sv {vectors.Length}");
        Line($"rho {Joined(machine.Functions.Rho)}");
        Line($"label {string.Join(' ', labels)}");
        if (machine.ScoresAreProbabilities)
        {
            var sigmoids = machine.Calibrations.Cast<Calibration.Sigmoid>().ToArray();
            Line($"probA {Joined(sigmoids.Select(sigmoid => sigmoid.A))}");
            Line($"probB {Joined(sigmoids.Select(sigmoid => sigmoid.B))}");
        }

        Line($"nr_sv {string.Join(' ', Enumerable.Range(0, k).Select(c => vectors.Count(vector => vector.Class == c)))}");
        Line($"SV");
        var matrix = machine.Functions.Vectors;
        foreach (var (vector, own) in vectors)
        {
            model.Append(Joined(Enumerable.Range(0, k).Where(other => other != own).Select(other => Coefficient(
                vector, FunctionOf(Math.Min(own, other), Math.Max(own, other), k)))));
            var row = RowOf(matrix, vector);
            LibsvmFile.AppendRow(
                model,
                leaf.Kind == KernelKind.Precomputed ? new(row.Columns[..1], row.Values[..1]) : row,
                leaf.Kind == KernelKind.Precomputed);
            model.Append(" \n");
        }

        return model.ToString();

        void Line(FormattableString line) => model.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        string Joined(IEnumerable<double> values) => string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

        double Coefficient(int vector, int function) => machine.Functions.Coefficients[(vector * functionCount) + function];

        int ClassOf(int vector)
        {
            for (var f = 0; f < functionCount; f++)
            {
                if (Coefficient(vector, f) is not 0 and var coefficient)
                {
                    return coefficient > 0 ? pairs[f].Positive : pairs[f].Negative;
                }
            }

            return -1;
        }
    }

    private static (List<SparseRow> Vectors, double[] Coefficients) ReadVectors(
        string path, List<LibsvmLine> lines, int start, int count, int k, double[] sizes, int[] placeOf, bool isPrecomputed)
    {
        var functionCount = k * (k - 1) / 2;
        var (vectors, coefficients) = (new List<SparseRow>(), new List<double>());
        var ofClass = 0;
        var left = sizes[0];
        for (var i = start; i < lines.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i].Text))
            {
                continue;
            }

            if (vectors.Count == count)
            {
                throw lines[i].Error($"stands behind the last of the {count} support vectors that the head announces");
            }

            while (left == 0)
            {
                left = sizes[++ofClass];
            }

            left--;
            var fields = new LibsvmFields(lines[i].Number, lines[i].Text);
            var own = new double[functionCount];
            foreach (var other in Enumerable.Range(0, k).Where(other => other != ofClass))
            {
                var coefficient = fields.ReadNumber("a coefficient");
                var (first, second) = (placeOf[ofClass], placeOf[other]);

                // Positive in the file for the class that stands first in it, here for the one that stands first here.
                own[FunctionOf(Math.Min(first, second), Math.Max(first, second), k)] = (ofClass < other) == (first < second) ? coefficient : -coefficient;
            }

            var row = fields.ReadRow(out var startsAtZero);
            if (startsAtZero != isPrecomputed)
            {
                throw lines[i].Error(isPrecomputed
                    ? "must be 0:number behind its coefficients: the kernel is precomputed"
                    : "has index 0; indices begin with 1 where the kernel is not precomputed");
            }

            if (isPrecomputed && (row.Values.Span[0] < 1 || row.Values.Span[0] != MathF.Floor(row.Values.Span[0])))
            {
                throw lines[i].Error("must name its row by a whole number from 1");
            }

            vectors.Add(isPrecomputed ? row : LibsvmFile.Shifted(row));
            coefficients.AddRange(own);
        }

        return vectors.Count == count ? (vectors, [.. coefficients]) : throw new InvalidDataException(
            $"{path} is cut off: its head announces {count} support vectors, and {vectors.Count} follow.");
    }

    // The place of the pair (first, second) among all pairs.
    private static int FunctionOf(int first, int second, int k) => (first * (2 * k - first - 1) / 2) + second - first - 1;

    private static SparseRow RowOf(RowMatrix matrix, int row) => matrix is { Offsets: { } offsets, Columns: { } columns }
        ? new(columns.AsMemory(offsets[row]..offsets[row + 1]), matrix.Values.AsMemory(offsets[row]..offsets[row + 1]))
        : SparseRow.From(matrix.Values.AsSpan(row * matrix.ColumnCount, matrix.ColumnCount));
}
