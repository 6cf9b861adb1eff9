using System.Buffers;

namespace ZetDard.Recommenders;

/// <summary>A rented array of scores, all 0 at first, one for each item. Dispose it to give the array back.</summary>
public readonly struct ScoreBuffer : IDisposable
{
    private readonly float[] _array;
    private readonly int _length;

    private ScoreBuffer(float[] array, int length)
    {
        _array = array;
        _length = length;
    }

    /// <summary>The scores, by item index.</summary>
    public Span<float> Span => _array.AsSpan(0, _length);

    /// <summary>Rents a buffer of <paramref name="length"/> zeros.</summary>
    public static ScoreBuffer Rent(int length)
    {
        var array = ArrayPool<float>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        return new ScoreBuffer(array, length);
    }

    /// <summary>Gives the array back; <see cref="Span"/> must not be used afterwards.</summary>
    public void Dispose() => ArrayPool<float>.Shared.Return(_array);
}
