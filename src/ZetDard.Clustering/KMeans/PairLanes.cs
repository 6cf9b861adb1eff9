using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZetDard.Clustering;

/// <summary>A vector of 32-bit integers of one machine's width, so that a kernel is written once and compiled for each width.</summary>
internal unsafe interface IPairLanes<TSelf>
    where TSelf : struct, IPairLanes<TSelf>
{
    static abstract int Count { get; }

    static abstract TSelf Create(int value);

    static abstract TSelf Load(int* source);

    /// <summary>sum + a · b of each pair of 16-bit integers.</summary>
    static abstract TSelf AddProducts(TSelf a, TSelf b, TSelf sum);

    /// <summary>(value &amp; ~mask) | low.</summary>
    static abstract TSelf WithLowBits(TSelf value, TSelf mask, TSelf low);

    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Min(TSelf a, TSelf b);

    void Store(int* target);
}

internal readonly unsafe struct PairLanes512(Vector512<int> value) : IPairLanes<PairLanes512>
{
    private readonly Vector512<int> _value = value;

    public static bool IsSupported => Avx512BW.IsSupported;

    public static int Count => Vector512<int>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes512 Create(int value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes512 Load(int* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes512 AddProducts(PairLanes512 a, PairLanes512 b, PairLanes512 sum) =>
        new(sum._value + Avx512BW.MultiplyAddAdjacent(a._value.AsInt16(), b._value.AsInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes512 WithLowBits(PairLanes512 value, PairLanes512 mask, PairLanes512 low) =>
        new(Vector512.AndNot(value._value, mask._value) | low._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes512 Max(PairLanes512 a, PairLanes512 b) => new(Vector512.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes512 Min(PairLanes512 a, PairLanes512 b) => new(Vector512.Min(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int* target) => _value.Store(target);
}

internal readonly unsafe struct PairLanes256(Vector256<int> value) : IPairLanes<PairLanes256>
{
    private readonly Vector256<int> _value = value;

    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => Vector256<int>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes256 Create(int value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes256 Load(int* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes256 AddProducts(PairLanes256 a, PairLanes256 b, PairLanes256 sum) =>
        new(sum._value + Avx2.MultiplyAddAdjacent(a._value.AsInt16(), b._value.AsInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes256 WithLowBits(PairLanes256 value, PairLanes256 mask, PairLanes256 low) =>
        new(Vector256.AndNot(value._value, mask._value) | low._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes256 Max(PairLanes256 a, PairLanes256 b) => new(Vector256.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes256 Min(PairLanes256 a, PairLanes256 b) => new(Vector256.Min(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int* target) => _value.Store(target);
}

/// <summary>Works on every machine; without SSE2 a product of pairs is two products.</summary>
internal readonly unsafe struct PairLanes128(Vector128<int> value) : IPairLanes<PairLanes128>
{
    private readonly Vector128<int> _value = value;

    public static int Count => Vector128<int>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes128 Create(int value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes128 Load(int* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes128 AddProducts(PairLanes128 a, PairLanes128 b, PairLanes128 sum) => new(Sse2.IsSupported
        ? sum._value + Sse2.MultiplyAddAdjacent(a._value.AsInt16(), b._value.AsInt16())
        : sum._value + ((a._value << 16 >> 16) * (b._value << 16 >> 16)) + ((a._value >> 16) * (b._value >> 16)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes128 WithLowBits(PairLanes128 value, PairLanes128 mask, PairLanes128 low) =>
        new(Vector128.AndNot(value._value, mask._value) | low._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes128 Max(PairLanes128 a, PairLanes128 b) => new(Vector128.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairLanes128 Min(PairLanes128 a, PairLanes128 b) => new(Vector128.Min(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int* target) => _value.Store(target);
}
