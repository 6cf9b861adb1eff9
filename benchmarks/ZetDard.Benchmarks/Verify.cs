using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Compares results with the definition before they are timed: the time of a wrong result means nothing.</summary>
internal static class Verify
{
    public static void Same(NeighbourLists expected, NeighbourLists actual)
    {
        if (
            !expected.Offsets.SequenceEqual(actual.Offsets)
            || !expected.Columns.SequenceEqual(actual.Columns)
            || !expected.Values.SequenceEqual(actual.Values)
        )
        {
            throw new InvalidOperationException("The result differs from the definition's: its time means nothing.");
        }
    }
}
