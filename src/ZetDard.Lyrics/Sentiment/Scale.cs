using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Converts a score to its z-score (mean 0, deviation 1); a score that was constant becomes 0.</summary>
internal readonly record struct Scale(double Mean, double Deviation)
{
    public static Scale Of(ReadOnlySpan<double> values)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return new(mean, Math.Sqrt(squares / values.Length));
    }

    public static Scale Read(ModelReader reader)
    {
        var scale = new Scale(reader.ReadDouble(), reader.ReadDouble());
        return double.IsFinite(scale.Mean) && double.IsFinite(scale.Deviation) && scale.Deviation >= 0
            ? scale
            : throw new InvalidDataException($"The model file is damaged: a scale has mean {scale.Mean} and deviation {scale.Deviation}.");
    }

    public double Apply(double value) => Deviation > 1e-12 ? (value - Mean) / Deviation : 0;

    public void Write(ModelWriter writer)
    {
        writer.Write(Mean);
        writer.Write(Deviation);
    }
}
