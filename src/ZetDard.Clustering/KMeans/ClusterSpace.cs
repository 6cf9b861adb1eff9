using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>
/// The space in which clusters are sought: rows standardized or brought to length 1 where that was asked for, then shifted so that their
/// mean is about 0.
/// </summary>
/// <remarks>
/// Single precision is lost on a large common part: the shift takes it off. And values are rounded to multiples of a power of two, so
/// large that a sum of all rows is exact in double precision and so small that it does not matter (2^-30 of the usual row for 100,000
/// rows): then the order of summation does not matter either, nor does adding and taking away again, and any number of threads gives the
/// same bits. Rows that are far off (<see cref="Reach"/>) have no part in that: they are added one after the other, each time anew.
/// </remarks>
internal sealed class ClusterSpace
{
    private const int SampleSize = 1_024;
    private const double FarOff = 16;               // times the usual distance

    private readonly Standardizer? _standardizer;
    private readonly double[] _shift;
    private readonly double _grid;

    private ClusterSpace(
        IReadOnlyList<string> names, Standardizer? standardizer, bool isSpherical, double[] shift, double reach, double grid) =>
        (Names, _standardizer, IsSpherical, _shift, Reach, _grid) = (names, standardizer, isSpherical, shift, reach, grid);

    public IReadOnlyList<string> Names { get; }

    public int Dimension => Names.Count;

    public bool IsSpherical { get; }

    /// <summary>The distance from 0 up to which rows can be added exactly.</summary>
    public double Reach { get; }

    /// <summary>Makes the space of some rows, and places them in it.</summary>
    /// <param name="rows">One row or more.</param>
    /// <param name="options">Whether to standardize and whether only directions count.</param>
    /// <param name="rowLimit">The number of rows that must be added exactly, at least that of <paramref name="rows"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static (ClusterSpace Space, float[] Places) Fit(
        IReadOnlyList<FeatureRow> rows, KMeansOptions options, long rowLimit, CancellationToken cancellationToken)
    {
        var names = rows[0].Names ?? [];
        if (names.Count == 0)
        {
            throw new ArgumentException("The rows have no features; give rows with one feature or more.", nameof(rows));
        }

        if ((long)rows.Count * names.Count > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{rows.Count} rows of {names.Count} features are more values than an array can hold ({Array.MaxLength}); give them to the method that takes a stream.",
                nameof(rows));
        }

        foreach (var row in rows)
        {
            row.ValuesOf(names);        // before they are copied: the same list need not be compared
        }

        names = [.. names];
        cancellationToken.ThrowIfCancellationRequested();
        var standardizer = options.Standardize ? Standardizer.Fit(rows) : null;
        var unshifted = new ClusterSpace(names, standardizer, options.IsSpherical, new double[names.Count], double.PositiveInfinity, 0);
        var places = new float[rows.Count * names.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            unshifted.Scale(rows[row].Values.Span, places.AsSpan(row * names.Count, names.Count));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var (middle, reach) = MiddleAndReach(places, names.Count);
        var shift = Mean(places, middle, reach);
        var space = new ClusterSpace(names, standardizer, options.IsSpherical, shift, reach, GridOf(reach, rowLimit));
        for (var start = 0; start < places.Length; start += names.Count)
        {
            space.Shift(places.AsSpan(start, names.Count));
        }

        return (space, places);
    }

    /// <summary>Places a row.</summary>
    public void Place(ReadOnlySpan<float> features, Span<float> place)
    {
        Scale(features, place);
        Shift(place);
    }

    /// <summary>Brings a centre to length 1 where only directions count.</summary>
    public void Normalize(Span<double> center)
    {
        if (!IsSpherical)
        {
            return;
        }

        TensorPrimitives.Add(center, _shift, center);
        if (TensorPrimitives.Norm<double>(center) is > 0 and var length)
        {
            TensorPrimitives.Divide(center, length, center);
        }

        TensorPrimitives.Subtract(center, _shift, center);
    }

    /// <summary>A centre in the units of the features.</summary>
    public float[] Restore(ReadOnlySpan<double> center)
    {
        var features = new float[Dimension];
        for (var column = 0; column < features.Length; column++)
        {
            features[column] = (float)(center[column] + _shift[column]);
        }

        _standardizer?.Restore(features, features);
        return features;
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Names);
        writer.WriteOptional(_standardizer, part => part.Write(writer));
        writer.Write(IsSpherical ? 1 : 0);
        writer.Write<double>(_shift);
        writer.Write(Reach);
        writer.Write(_grid);
    }

    public static ClusterSpace Read(ModelReader reader)
    {
        var names = reader.ReadStrings();
        var standardizer = reader.ReadOptional(() => Standardizer.Read(reader));
        var isSpherical = reader.ReadInt32() == 1;
        var shift = reader.ReadArray<double>();
        var (reach, grid) = (reader.ReadDouble(), reader.ReadDouble());
        var fits = names.Length > 0 && shift.Length == names.Length && Array.TrueForAll(shift, double.IsFinite)
            && double.IsFinite(reach) && grid > 0 && double.IsFinite(grid)
            && (standardizer is null || standardizer.Names.SequenceEqual(names));
        return fits
            ? new(names, standardizer, isSpherical, shift, reach, grid)
            : throw new InvalidDataException("The model file is damaged: the space of the clusters does not fit the features.");
    }

    /// <summary>Standardizes a row and brings it to length 1, where that was asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scale(ReadOnlySpan<float> features, Span<float> place)
    {
        if (_standardizer is null)
        {
            features.CopyTo(place);
        }
        else
        {
            _standardizer.Apply(features, place);
        }

        if (IsSpherical)
        {
            var squares = 0.0;
            foreach (var value in place)
            {
                squares += (double)value * value;
            }

            var inverse = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
            foreach (ref var value in place)
            {
                value = (float)(value * inverse);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Shift(Span<float> place)
    {
        // A double of this size is a multiple of the grid: adding it and taking it away again rounds. The float of a multiple is one too.
        var rounder = 1.5 * (1L << 52) * _grid;
        var (wideRounder, column) = (Vector256.Create(rounder), 0);
        for (; column + Vector256<float>.Count <= place.Length; column += Vector256<float>.Count)
        {
            var target = place.Slice(column, Vector256<float>.Count);
            var (lower, upper) = Vector256.Widen(Vector256.Create<float>(target));
            lower = lower - Vector256.Create(_shift, column) + wideRounder - wideRounder;
            upper = upper - Vector256.Create(_shift, column + Vector256<double>.Count) + wideRounder - wideRounder;
            Vector256.Narrow(lower, upper).CopyTo(target);
        }

        for (; column < place.Length; column++)
        {
            place[column] = (float)(place[column] - _shift[column] + rounder - rounder);
        }
    }

    /// <summary>The median of each column over some of the rows, and a distance from it that few rows exceed.</summary>
    private static (double[] Middle, double Reach) MiddleAndReach(float[] places, int dimension)
    {
        var rowCount = places.Length / dimension;
        var stride = Math.Max(1, rowCount / SampleSize);
        var middle = new double[dimension];
        var column = new float[((rowCount - 1) / stride) + 1];
        for (var i = 0; i < dimension; i++)
        {
            for (var row = 0; row < column.Length; row++)
            {
                column[row] = places[(row * stride * dimension) + i];
            }

            column.AsSpan().Sort();
            middle[i] = column[column.Length / 2];
        }

        var distances = Enumerable.Range(0, column.Length)
            .Select(row => Distance(places.AsSpan(row * stride * dimension, dimension), middle))
            .Where(distance => distance > 0).Order().ToArray();
        return (middle, distances.Length == 0 ? 1 : FarOff * distances[distances.Length / 2]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Mean(float[] places, double[] middle, double reach)
    {
        var (sums, count) = (new double[middle.Length], 0);
        for (var start = 0; start < places.Length; start += middle.Length)
        {
            var place = places.AsSpan(start, middle.Length);
            if (Distance(place, middle) <= reach)
            {
                count++;
                Centers.Add(place, sums);
            }
        }

        return Array.ConvertAll(sums, sum => sum / Math.Max(1, count));
    }

    private static double Distance(ReadOnlySpan<float> place, ReadOnlySpan<double> center) =>
        Math.Sqrt(Centers.SquaredDistanceByLanes(place, center));

    // A double has 53 bits: sums of up to rowLimit values of up to reach are multiples of the grid below 2^53 of it.
    private static double GridOf(double reach, long rowLimit) =>
        Math.Pow(2, Math.Max(-250, Math.Ceiling(Math.Log2(reach * rowLimit)) - 52));
}
