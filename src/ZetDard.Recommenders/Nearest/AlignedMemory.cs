using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>
/// Memory that begins at a cache line and does not move, so that vectors are read without crossing lines. Keep it alive while its pointer
/// is used.
/// </summary>
internal sealed unsafe class AlignedMemory<T>
    where T : unmanaged
{
    public const int LineSize = 64;         // bytes

    private readonly T[] _array;

    /// <param name="length">Number of elements; they are not cleared.</param>
    public AlignedMemory(long length)
    {
        _array = GC.AllocateUninitializedArray<T>(checked((int)(length + (LineSize / sizeof(T)))), pinned: true);
        Start = (T*)(((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array)) + LineSize - 1) & -LineSize);
    }

    public T* Start { get; }
}
