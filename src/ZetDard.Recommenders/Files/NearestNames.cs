namespace ZetDard.Recommenders;

/// <summary>Finds names to suggest for a name that is unknown.</summary>
internal static class NearestNames
{
    /// <summary>
    /// The names nearest to <paramref name="name"/> by edit distance without regard to case, at most a third of its length
    /// away; nearest first, ties by name.
    /// </summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> names, int count)
    {
        var wanted = name.ToUpperInvariant();
        var limit = Math.Max(1, wanted.Length / 3);
        var nearest = new List<(int Distance, string Name)>();
        foreach (var candidate in names)
        {
            if (Math.Abs(candidate.Length - name.Length) > limit)
            {
                continue;
            }

            var distance = Distance(wanted, candidate.ToUpperInvariant(), limit);
            if (distance <= limit)
            {
                nearest.Add((distance, candidate));
                if (nearest.Count > 16 * count)
                {
                    Shorten();
                }
            }
        }

        Shorten();
        return nearest.ConvertAll(near => near.Name);

        void Shorten()
        {
            nearest.Sort((a, b) => a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance) : string.CompareOrdinal(a.Name, b.Name));
            if (nearest.Count > count)
            {
                nearest.RemoveRange(count, nearest.Count - count);
            }
        }
    }

    /// <summary>The Levenshtein distance, or more than <paramref name="limit"/> as soon as it is known to be beyond.</summary>
    internal static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right, int limit)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            var least = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
                least = Math.Min(least, row[j]);
            }

            if (least > limit)
            {
                return limit + 1;
            }
        }

        return row[right.Length];
    }
}
