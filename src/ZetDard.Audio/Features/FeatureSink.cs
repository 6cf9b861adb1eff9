using System.Globalization;

namespace ZetDard.Audio;

/// <summary>
/// Receives features one by one, in the order of their names. A sink without values collects the names instead, so that names and values
/// cannot disagree.
/// </summary>
internal ref struct FeatureSink
{
    private readonly Span<float> _values;
    private readonly List<string>? _names;

    public FeatureSink(Span<float> values) => _values = values;

    public FeatureSink(List<string> names) => _names = names;

    public int Count { get; private set; }

    public void Add(string name, double value) => Add(name, -1, "", value);

    /// <param name="family">The family's name, without digits.</param>
    /// <param name="number">The number that follows the family's name, or −1 for none.</param>
    /// <param name="detail">The rest of the name, including its full stop.</param>
    /// <param name="value">The feature.</param>
    public void Add(string family, int number, string detail, double value)
    {
        if (_names is null)
        {
            _values[Count] = (float)value;
        }
        else
        {
            _names.Add(number < 0 ? family + detail : string.Create(CultureInfo.InvariantCulture, $"{family}{number}{detail}"));
        }

        Count++;
    }

    /// <summary>Adds the mean, the standard deviation and the 10th, 50th and 90th percentiles of a series.</summary>
    /// <param name="family">The family's name, without digits.</param>
    /// <param name="number">The number that follows the family's name, or −1 for none.</param>
    /// <param name="detail">The rest of the name, including its full stop, or nothing.</param>
    /// <param name="series">The series.</param>
    /// <param name="scratch">As long as the series; overwritten.</param>
    public void AddStatistics(string family, int number, string detail, ReadOnlySpan<float> series, float[] scratch)
    {
        var (mean, deviation) = Statistics.Moments(series);
        series.CopyTo(scratch);
        var sorted = scratch.AsSpan(0, series.Length);
        sorted.Sort();
        Add(family, number, detail + ".mean", mean);
        Add(family, number, detail + ".sd", deviation);
        Add(family, number, detail + ".p10", Statistics.Percentile(sorted, .1));
        Add(family, number, detail + ".p50", Statistics.Percentile(sorted, .5));
        Add(family, number, detail + ".p90", Statistics.Percentile(sorted, .9));
    }

    /// <summary>Adds the mean and the standard deviation of a series.</summary>
    public void AddMoments(string family, int number, string detail, ReadOnlySpan<float> series)
    {
        var (mean, deviation) = Statistics.Moments(series);
        Add(family, number, detail + ".mean", mean);
        Add(family, number, detail + ".sd", deviation);
    }
}
