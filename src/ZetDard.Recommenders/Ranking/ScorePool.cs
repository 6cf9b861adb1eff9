using System.Numerics;

namespace ZetDard.Recommenders;

/// <summary>
/// Arrays of zeros for <see cref="ScoreBuffer"/>, which come back as zeros. They are held weakly: the garbage collector takes those that
/// nobody rents.
/// </summary>
internal static class ScorePool
{
    // By log2 of the capacity.
    private static readonly Stack<WeakReference<Storage>>[] Idle =
        [.. Enumerable.Range(0, 32).Select(_ => new Stack<WeakReference<Storage>>())];

    public static Storage Rent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var size = BitOperations.Log2((uint)Math.Max(length - 1, ScoreBuffer.WordSize - 1)) + 1;
        lock (Idle[size])
        {
            while (Idle[size].TryPop(out var reference))
            {
                if (reference.TryGetTarget(out var storage))
                {
                    return storage;
                }
            }
        }

        return new Storage(size);
    }

    public static void Return(Storage storage)
    {
        lock (Idle[storage.Size])
        {
            Idle[storage.Size].Push(storage.Reference);
        }
    }

    internal sealed class Storage
    {
        public Storage(int size)
        {
            Size = size;
            Scores = new float[Math.Min(1L << size, Array.MaxLength)];
            Marks = new ulong[((long)Scores.Length + ScoreBuffer.WordSize - 1) / ScoreBuffer.WordSize];
            Reference = new(this);
        }

        /// <summary>Log2 of the capacity.</summary>
        public int Size { get; }

        public float[] Scores { get; }

        /// <summary>A bit for each block of scores.</summary>
        public ulong[] Marks { get; }

        public WeakReference<Storage> Reference { get; }
    }
}
