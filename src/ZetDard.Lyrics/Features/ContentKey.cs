using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Lyrics;

/// <summary>Builds a text that identifies what an extractor has learned: equal for equal contents only.</summary>
internal sealed class ContentKey
{
    private readonly IncrementalHash _hash;

    private ContentKey(IncrementalHash hash) => _hash = hash;

    /// <summary>A text that identifies a computation in this build of the package; another build may give other numbers.</summary>
    /// <param name="name">The name of the computation.</param>
    public static string OfCode(string name) => $"{name} {typeof(ContentKey).Module.ModuleVersionId:N}";

    /// <param name="name">The name of the computation, to which the build is added.</param>
    /// <param name="write">Writes everything on which the computation depends.</param>
    public static string Of(string name, Action<ContentKey> write)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        write(new(hash));
        return $"{OfCode(name)} {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    public void Write(string text) => Write<byte>(Encoding.UTF8.GetBytes(text));

    public void Write(WordVectors vectors)
    {
        Write(string.Join('\n', vectors.Words));
        Write(vectors.AllVectors);
        Write(vectors.AllFrequencies);
    }

    public void Write(double value) => Write<double>([value]);

    public void Write(float[] values) => Write<float>(values);

    public void Write(double[] values) => Write<double>(values);

    private void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var length = (long)values.Length;
        _hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in length)));
        const int Chunk = 1 << 26;          // so that the length in bytes fits an int
        for (var start = 0; start < values.Length; start += Chunk)
        {
            _hash.AppendData(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Chunk, values.Length - start))));
        }
    }
}
