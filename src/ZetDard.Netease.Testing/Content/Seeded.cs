namespace ZetDard.Netease.Testing;

/// <summary>Random numbers that depend only on a seed and on what they are for, so that no state has to be kept.</summary>
internal readonly struct Seeded(int seed)
{
    /// <summary>Returns 64 well mixed bits.</summary>
    public ulong Bits(Facet facet, long first = 0, long second = 0) =>
        Mix(Mix(Mix((((ulong)(uint)seed) << 8) ^ (ulong)facet) ^ (ulong)first) ^ (ulong)second);

    /// <summary>Returns a number 0 … <paramref name="count"/> − 1.</summary>
    public int Below(int count, Facet facet, long first = 0, long second = 0) => (int)(Bits(facet, first, second) % (ulong)count);

    /// <summary>Returns whether an event with a probability below 1 happens.</summary>
    public bool Chance(double probability, Facet facet, long first = 0, long second = 0) =>
        Bits(facet, first, second) < probability * ulong.MaxValue;

    /// <summary>Returns one of several values.</summary>
    public T Pick<T>(IReadOnlyList<T> items, Facet facet, long first = 0, long second = 0) =>
        items[Below(items.Count, facet, first, second)];

    // A step of SplitMix64.
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
