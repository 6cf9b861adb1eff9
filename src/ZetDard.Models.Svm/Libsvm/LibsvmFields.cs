using System.Globalization;

namespace ZetDard.Models.Svm;

/// <summary>Reads the fields of one line, from left to right.</summary>
internal ref struct LibsvmFields(int number, ReadOnlySpan<char> line)
{
    private readonly ReadOnlySpan<char> _line = line;
    private ReadOnlySpan<char> _rest = line.Trim();

    /// <summary>A number as the shortest whole number where it is one; otherwise a text.</summary>
    public string ReadLabel()
    {
        var field = Next();
        if (field.Contains(':') || field.IsEmpty)
        {
            throw Error("must begin with a label; it begins with an entry");
        }

        if (field.Contains(','))
        {
            throw Error("has several labels; a classifier needs one for each example");
        }

        if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return field.ToString();
        }

        return !double.IsFinite(value) ? throw Error("has a label that is not finite")
            : value == Math.Floor(value) && Math.Abs(value) < 1e15 ? ((long)value).ToString(CultureInfo.InvariantCulture)
            : value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A finite number.</summary>
    public double ReadNumber(string what)
    {
        var field = Next();
        return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Error(field.IsEmpty ? $"ends where {what} belongs" : $"has '{field}' where {what} belongs, a finite number");
    }

    /// <summary>The rest of the line as <c>index:value</c>; columns are the indices of the file.</summary>
    public SparseRow ReadRow(out bool startsAtZero)
    {
        var (columns, values) = (new List<int>(), new List<float>());
        while (Next() is { IsEmpty: false } field)
        {
            var colon = field.IndexOf(':');
            if (colon < 0)
            {
                throw Error($"has '{field}' where index:value belongs");
            }

            if (!long.TryParse(field[..colon], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) || index < 0)
            {
                throw Error($"has the index '{field[..colon]}'; indices are whole numbers from 1 (0 for the number of a precomputed row)");
            }

            if (index >= int.MaxValue)
            {
                throw Error($"has the index {index}; the largest that can be read is {int.MaxValue - 1}");
            }

            if (columns.Count > 0 && index <= columns[^1])
            {
                throw Error($"has index {index} behind {columns[^1]}; indices must ascend");
            }

            if (!float.TryParse(field[(colon + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
            {
                throw Error($"has the value '{field[(colon + 1)..]}' at index {index}; values are finite numbers of single precision");
            }

            columns.Add((int)index);
            values.Add(value);
        }

        startsAtZero = columns.Count > 0 && columns[0] == 0;
        return new(columns.ToArray(), values.ToArray());
    }

    private ReadOnlySpan<char> Next()
    {
        var end = _rest.IndexOfAny(' ', '\t');
        var field = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[end..].TrimStart();
        return field;
    }

    private readonly InvalidDataException Error(string problem) => LibsvmLine.Error(number, _line, problem);
}
