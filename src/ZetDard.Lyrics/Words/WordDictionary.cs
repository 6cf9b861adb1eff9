using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZetDard.Lyrics;

/// <summary>The words of jieba and their frequencies as a double-array trie in flat arrays. Immutable.</summary>
/// <remarks>
/// The dictionary is read from the embedded file jieba.bin, which the command make-dictionary of ZetDard.Evaluation writes. A cell of the
/// trie is one number: the cell of the parent (24 bits), the base to which the code of the next character is added (24 bits), and the index
/// of the frequency (16 bits; 0 for the beginning of a word only).
/// </remarks>
internal sealed class WordDictionary
{
    private const int Version = 1;
    private static readonly Lazy<WordDictionary> Shared = new(Load);

    private WordDictionary(ushort[] codes, ulong[] cells, int[] frequencies, long total, HiddenMarkovModel model)
    {
        (Codes, Cells, Frequencies, Total, Model) = (codes, cells, frequencies, total, model);
        LogFrequencies = Array.ConvertAll(frequencies, frequency => Math.Log(Math.Max(frequency, 1)));
    }

    /// <summary>The one instance, read at first use.</summary>
    public static WordDictionary Instance => Shared.Value;

    /// <summary>
    /// The code of each UTF-16 character; 0 for characters that occur in no word. It is also the cell of the character as the first of a
    /// word.
    /// </summary>
    public ushort[] Codes { get; }

    /// <summary>The trie.</summary>
    public ulong[] Cells { get; }

    /// <summary>The distinct frequencies in ascending order; the first is 0.</summary>
    public int[] Frequencies { get; }

    /// <summary>The logarithms of the frequencies; that of 1 in the place of 0.</summary>
    public double[] LogFrequencies { get; }

    /// <summary>The sum of all frequencies.</summary>
    public long Total { get; }

    /// <summary>The model for words that the dictionary does not contain.</summary>
    public HiddenMarkovModel Model { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ParentOf(ulong cell) => (int)(cell >> 40);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BaseOf(ulong cell) => (int)(cell >> 16) & 0xFFFFFF;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FrequencyIndexOf(ulong cell) => (ushort)cell;

    /// <summary>The frequency of a word, 0 for the beginning of one, <see langword="null"/> for anything else.</summary>
    public long? Find(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || Codes[word[0]] is 0)
        {
            return null;
        }

        int state = Codes[word[0]];
        foreach (var character in word[1..])
        {
            var next = BaseOf(Cells[state]) + Codes[character];
            if (ParentOf(Cells[next]) != state)
            {
                return null;
            }

            state = next;
        }

        // A character that occurs only inside words has a code, but no cell of its own.
        return Cells[state] == 0 ? null : Frequencies[FrequencyIndexOf(Cells[state])];
    }

    // These loops over half a million nodes run only once, so that the optimising compiler must be used from the start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static WordDictionary Load()
    {
        var data = Decompress();
        var reader = new Reader(data);
        if (reader.Int() != Version)
        {
            throw new InvalidDataException("The embedded dictionary jieba.bin belongs to another version of ZetDard.Lyrics. Rebuild the package.");
        }

        var (codeCount, frequencyCount, nodeCount) = (reader.Int(), reader.Int(), reader.Int());
        var (parentCount, length) = (reader.Int(), reader.Int());
        var total = reader.Long();
        var frequencies = MemoryMarshal.Cast<byte, int>(reader.Bytes(frequencyCount * sizeof(int))).ToArray();
        var characters = reader.Planes(codeCount);
        var childCounts = reader.Planes(nodeCount);
        var childCodes = reader.Planes(nodeCount - 1);
        var frequencyIndices = reader.Planes(nodeCount);
        var bases = reader.Planes(parentCount);
        var highBases = reader.Bytes(parentCount);

        var codes = new ushort[char.MaxValue + 1];
        for (var i = 0; i < codeCount; i++)
        {
            codes[characters[i]] = (ushort)(i + 1);
        }

        // Breadth first, in the order of the nodes in the file: each node assigns cells to its children.
        var cells = new ulong[length];
        var cellOf = new int[nodeCount];
        var child = 1;
        var parent = 0;
        for (var node = 0; node < nodeCount; node++)
        {
            var cell = cellOf[node];
            int children = childCounts[node];
            var first = 0;
            if (children > 0)
            {
                first = bases[parent] | (highBases[parent] << 16);
                parent++;
            }

            cells[cell] |= ((ulong)first << 16) | frequencyIndices[node];
            for (var end = child + children; child < end; child++)
            {
                var at = first + childCodes[child - 1];
                cellOf[child] = at;
                cells[at] = (ulong)cell << 40;
            }
        }

        return new(codes, cells, frequencies, total, HiddenMarkovModel.Read(ref reader));
    }

    private static byte[] Decompress()
    {
        using var stream = typeof(WordDictionary).Assembly.GetManifestResourceStream("jieba.bin")!;
        Span<byte> size = stackalloc byte[sizeof(int)];
        stream.ReadExactly(size);
        var data = new byte[BinaryPrimitives.ReadInt32LittleEndian(size)];
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress);
        brotli.ReadExactly(data);
        return data;
    }

    /// <summary>Reads the numbers of the file one after the other.</summary>
    internal ref struct Reader(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data;

        public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int)));

        public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));

        public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(sizeof(double)));

        public ReadOnlySpan<byte> Bytes(int count)
        {
            var bytes = _rest[..count];
            _rest = _rest[count..];
            return bytes;
        }

        /// <summary>Reads numbers of 16 bits whose low bytes are stored first, then their high bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public ushort[] Planes(int count)
        {
            var low = Bytes(count);
            var high = Bytes(count);
            var values = new ushort[count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (ushort)(low[i] | (high[i] << 8));
            }

            return values;
        }
    }
}
