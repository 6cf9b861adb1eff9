using System.Runtime.CompilerServices;

namespace ZetDard.Recommenders;

/// <summary>
/// A scored index as one 64-bit key: the greater key is the better pair, by descending score, then ascending index. No two indices have
/// the same key.
/// </summary>
/// <remarks>
/// Above are the bits of the score, turned so that they order as unsigned integers like the scores themselves (those of a negative float
/// run backwards); below is the complement of the index.
/// </remarks>
internal static class TopKey
{
    /// <summary>The key of a score, not NaN, and an index, 0 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(float score, int index)
    {
        var bits = BitConverter.SingleToInt32Bits(score + 0f);          // + 0 turns −0 into 0
        return ((ulong)(uint)(bits ^ ((bits >> 31) | int.MinValue)) << 32) | ~(uint)index;
    }

    /// <summary>A key that is below those of a score and above those of every lower one.</summary>
    public static ulong Below(float score) => Of(score, -1);

    /// <summary>The score of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Score(ulong key)
    {
        var bits = (int)(key >> 32);
        return BitConverter.Int32BitsToSingle(bits ^ ((~bits >> 31) | int.MinValue));
    }

    /// <summary>The index of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Index(ulong key) => (int)~(uint)key;
}
