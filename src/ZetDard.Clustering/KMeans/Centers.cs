namespace ZetDard.Clustering;

/// <summary>The definition of nearness: the Euclidean distance in double precision, of equal ones the lowest index.</summary>
/// <remarks>Squares are added in the order of the columns and rounded once each, so that a vector of centres gives the same bits.</remarks>
internal static class Centers
{
    public static double SquaredDistance(ReadOnlySpan<float> place, ReadOnlySpan<double> center)
    {
        var sum = 0.0;
        for (var column = 0; column < place.Length; column++)
        {
            var difference = place[column] - center[column];
            sum = Math.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }

    /// <summary>The nearest of some centres, (center, column), and its squared distance.</summary>
    public static (int Center, double SquaredDistance) Nearest(ReadOnlySpan<float> place, ReadOnlySpan<double> centers)
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var center = 0; center * place.Length < centers.Length; center++)
        {
            var distance = SquaredDistance(place, centers.Slice(center * place.Length, place.Length));
            if (distance < least)
            {
                (best, least) = (center, distance);
            }
        }

        return (best, least);
    }
}
