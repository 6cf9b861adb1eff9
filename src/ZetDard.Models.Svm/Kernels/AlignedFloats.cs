using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZetDard.Models.Svm;

/// <summary>
/// Floats that begin at a cache line and do not move, so that vectors are read without crossing lines. Keep it alive while its pointer is
/// used.
/// </summary>
internal sealed unsafe class AlignedFloats
{
    private const int LineSize = 64;        // bytes

    private readonly float[] _array;

    /// <param name="length">How many; they are not cleared.</param>
    public AlignedFloats(long length)
    {
        Length = length;
        _array = GC.AllocateUninitializedArray<float>(checked((int)(length + (LineSize / sizeof(float)))), pinned: true);
        Start = (float*)(((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array)) + LineSize - 1) & -LineSize);
    }

    public long Length { get; }

    public float* Start { get; }
}
