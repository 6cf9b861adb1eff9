namespace ZetDard.Netease.Testing;

/// <summary>The tables of MPEG-1 audio, layer II, that 48 kHz stereo of 128 kbit/s and more needs (ISO/IEC 11172-3).</summary>
internal static class LayerTwoTables
{
    public const int SubbandCount = 32;
    public const int UsedSubbands = 27;         // of table B.2a

    // Table C.1, the analysis window C[0 … 256], in units of 2^-21. C[512 - i] is -C[i], except for multiples of 64, where it is C[i].
    private static readonly int[] HalfWindow =
    [
        0, -1, -1, -1, -1, -1, -1, -2, -2, -2, -2, -3, -3, -4, -4, -5, -5, -6, -7, -7, -8, -9, -10, -11, -13, -14, -16, -17, -19, -21, -24,
        -26,
        -29, -31, -35, -38, -41, -45, -49, -53, -58, -63, -68, -73, -79, -85, -91, -97, -104, -111, -117, -125, -132, -139, -147, -154,
        -161, -169, -176, -183, -190, -196, -202, -208,
        213, 218, 222, 225, 227, 228, 228, 227, 224, 221, 215, 208, 200, 189, 177, 163, 146, 127, 106, 83, 57, 29, -2, -36, -72, -111, -153,
        -197, -244, -294, -347, -401,
        -459, -519, -581, -645, -711, -779, -848, -919, -991, -1064, -1137, -1210, -1283, -1356, -1428, -1498, -1567, -1634, -1698, -1759,
        -1817, -1870, -1919, -1962, -2001, -2032, -2057, -2075, -2085, -2087, -2080, -2063,
        2037, 2000, 1952, 1893, 1822, 1739, 1644, 1535, 1414, 1280, 1131, 970, 794, 605, 402, 185, -45, -288, -545, -814, -1095, -1388,
        -1692, -2006, -2330, -2663, -3004, -3351, -3705, -4063, -4425, -4788,
        -5153, -5517, -5879, -6237, -6589, -6935, -7271, -7597, -7910, -8209, -8491, -8755, -8998, -9219, -9416, -9585, -9727, -9838, -9916,
        -9959, -9966, -9935, -9863, -9750, -9592, -9389, -9139, -8840, -8492, -8092, -7640, -7134,
        6574, 5959, 5288, 4561, 3776, 2935, 2037, 1082, 70, -998, -2122, -3300, -4533, -5818, -7154, -8540, -9975, -11455, -12980, -14548,
        -16155, -17799, -19478, -21189, -22929, -24694, -26482, -28289, -30112, -31947, -33791, -35640,
        -37489, -39336, -41176, -43006, -44821, -46617, -48390, -50137, -51853, -53534, -55178, -56778, -58333, -59838, -61289, -62684,
        -64019, -65290, -66494, -67629, -68692, -69679, -70590, -71420, -72169, -72835, -73415, -73908, -74313, -74630, -74856, -74992,
        75038,
    ];

    // Table B.2a: the numbers of levels by allocation index from 1, for bands 0-2, 3-10, 11-22, 23-26.
    private static readonly int[][] Levels =
    [
        [3, 7, 15, 31, 63, 127, 255, 511, 1023, 2047, 4095, 8191, 16383, 32767, 65535],
        [3, 5, 7, 9, 15, 31, 63, 127, 255, 511, 1023, 2047, 4095, 8191, 65535],
        [3, 5, 7, 9, 15, 31, 65535],
        [3, 5, 65535],
    ];

    /// <summary>The analysis window, 512 values.</summary>
    public static float[] Window { get; } =
        [.. Enumerable.Range(0, 512)
            .Select(i => (i <= 256 ? HalfWindow[i] : i % 64 == 0 ? HalfWindow[512 - i] : -HalfWindow[512 - i]) / 2_097_152f)];

    /// <summary>
    /// cos((2 band + 1) m π / 64) for m 0 … 31; row m contains the 32 bands. It is the analysis matrix with its symmetric columns
    /// folded together.
    /// </summary>
    public static float[] Cosines { get; } =
        [.. Enumerable.Range(0, 32 * SubbandCount)
            .Select(i => (float)Waves.Sine((((2 * (i % SubbandCount)) + 1) * (i / SubbandCount) / 128.0) + 0.25))];

    /// <summary>Table B.1: 2 · 2^(-i/3), i 0 … 62.</summary>
    public static float[] ScaleFactors { get; } =
        [.. Enumerable.Range(0, 63)
            .Select(i => (float)((i % 3) switch { 0 => 2.0, 1 => 1.5874010519681994, _ => 1.2599210498948732 } / (1 << (i / 3))))];

    public static int AllocationBits(int band) => band < 11 ? 4 : band < 23 ? 3 : 2;

    /// <summary>The numbers of levels to which a band can be quantised, in ascending order; allocation index 1 is the first.</summary>
    public static int[] LevelsOf(int band) => Levels[band < 3 ? 0 : band < 11 ? 1 : band < 23 ? 2 : 3];

    /// <summary>The number of bits for three samples: with 3, 5 and 9 levels they are written as one number.</summary>
    public static int BitsOfThree(int levels) => levels switch { 3 => 5, 5 => 7, 9 => 10, _ => 3 * BitsOfOne(levels) };

    public static int BitsOfOne(int levels) => System.Numerics.BitOperations.Log2((uint)levels) + 1;
}
