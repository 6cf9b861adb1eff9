using System.Globalization;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>
/// Reads and writes the text files of LIBSVM: data (<c>label index:value …</c>) and models (<c>svm-train</c>'s, for
/// <c>svm-predict</c>).
/// </summary>
/// <remarks>
/// Index i of a file is column i − 1 of a row. Files of a precomputed kernel, whose rows begin with <c>0:number</c>, keep their indices.
/// Numbers are read in the form of the invariant culture, whatever that of the process is.
/// </remarks>
public static class LibsvmFile
{
    /// <summary>Reads a file of data.</summary>
    /// <param name="path">The file, plain or gzip-compressed, with any line ends and with or without a byte-order mark.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// The examples in the order of the file. Labels are texts: <c>+1</c> and <c>1.0</c> are <c>1</c>. Lines without anything and what
    /// stands behind <c>#</c> are passed over.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is not as it must be; the message names it and says what is wrong.</exception>
    public static async Task<Examples<SparseRow>> ReadExamplesAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var rows = new List<(SparseRow Row, string Label)>();
        bool? isPrecomputed = null;
        await foreach (var line in LinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            var text = line.Text.AsSpan();
            text = text[..(text.IndexOf('#') is >= 0 and var comment ? comment : text.Length)].Trim();
            if (text.IsEmpty)
            {
                continue;
            }

            var fields = new LibsvmFields(line.Number, text);
            var label = fields.ReadLabel();
            var row = fields.ReadRow(out var startsAtZero);
            isPrecomputed ??= startsAtZero;
            if (startsAtZero != isPrecomputed)
            {
                throw line.Error(startsAtZero
                    ? "begins with index 0, as rows of a precomputed kernel do, but earlier rows do not; indices begin with 1"
                    : "does not begin with 0:number, as earlier rows do: they are rows of a precomputed kernel");
            }

            rows.Add((startsAtZero ? row : Shifted(row), label));
        }

        return rows.Count > 0 ? Examples.From(rows) : throw new InvalidDataException($"{path} holds no examples.");
    }

    /// <summary>Writes a file of data; an existing one is replaced as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="isPrecomputed">Whether column 0 holds the numbers of rows of a precomputed kernel.</param>
    /// <param name="cancellationToken">Stops the writing; an existing file is left as it is.</param>
    /// <exception cref="ArgumentException">A label has blanks, a colon or <c>#</c>, or a row is not as it must be.</exception>
    public static Task WriteExamplesAsync(
        string path, Examples<SparseRow> examples, bool isPrecomputed = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Labels.FirstOrDefault(label => label.Any(c => char.IsWhiteSpace(c) || c is ':' or '#')) is { } bad)
        {
            throw new ArgumentException($"The label '{bad}' cannot stand in a LIBSVM file: it holds a blank, a colon or #.", nameof(examples));
        }

        return DataFile.ReplaceAsync(
            path,
            async stream =>
            {
                var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
                await using (writer.ConfigureAwait(false))
                {
                    for (var example = 0; example < examples.Count; example++)
                    {
                        var row = await examples.ReadAsync(example, cancellationToken).ConfigureAwait(false);
                        row.Require();
                        var line = new StringBuilder(examples.Labels[examples.Classes[example]]);
                        AppendRow(line, row, isPrecomputed);
                        await writer.WriteLineAsync(line, cancellationToken).ConfigureAwait(false);
                    }
                }
            },
            cancellationToken);
    }

    /// <summary>Reads a model of <c>svm-train</c>: C-SVC with any of its kernels, with or without probabilities.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// The classifier. Where classes win equally many pairs, it takes the one with the larger decision values, and <c>svm-predict</c> the
    /// first one of its file.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// It is no model, one of another type, cut off or damaged; the message names the line and says what is wrong.
    /// </exception>
    public static async Task<SparseSvmClassifier> ReadModelAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var lines = new List<LibsvmLine>();
        await foreach (var line in LinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            lines.Add(line);
        }

        return new(LibsvmModel.Read(path, lines));
    }

    /// <summary>Writes a model for <c>svm-predict</c>; an existing file is replaced as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classifier">A classifier one against one with one kernel on all columns and whole numbers as labels.</param>
    /// <exception cref="ArgumentException">LIBSVM has no such models; the message says why.</exception>
    public static void WriteModel(string path, SparseSvmClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        Write(path, LibsvmModel.Write(classifier.Machine));
    }

    /// <inheritdoc cref="WriteModel(string, SparseSvmClassifier)"/>
    /// <remarks>Columns lose their names; <see cref="SvmOptions.Standardize"/> must be off, for LIBSVM's models do not scale.</remarks>
    public static void WriteModel(string path, SvmClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        Write(path, classifier.IsStandardized
            ? throw new ArgumentException(
                "LIBSVM's models do not standardize columns, and this one does. Fit it with Standardize = false on rows that are scaled already.",
                nameof(classifier))
            : LibsvmModel.Write(classifier.Machine));
    }

    internal static void AppendRow(StringBuilder text, SparseRow row, bool isPrecomputed)
    {
        for (var entry = 0; entry < row.Columns.Length; entry++)
        {
            text.Append(
                CultureInfo.InvariantCulture, $" {row.Columns.Span[entry] + (isPrecomputed ? 0L : 1L)}:{row.Values.Span[entry]}");
        }
    }

    internal static SparseRow Shifted(SparseRow row) => row with { Columns = Array.ConvertAll(row.Columns.ToArray(), column => column - 1) };

    private static void Write(string path, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        DataFile.Replace(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static async IAsyncEnumerable<LibsvmLine> LinesAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(DataFile.OpenRead(path, encoding: null, cancellationToken));
        for (var number = 1; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } text; number++)
        {
            yield return new(number, text);
        }
    }
}
