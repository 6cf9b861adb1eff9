using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text.Json;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Audio.Tests.Spectra;

/// <summary>Results of other programs: named arrays, row-major, from a file of the shared oracles.</summary>
internal sealed class Golden : IDisposable
{
    private readonly JsonDocument _document;

    private Golden(JsonDocument document) => _document = document;

    public static Golden ReadOrSkip(string name)
    {
        using var file = new GZipStream(
            File.OpenRead(SharedFolder.PathOrSkip("oracles", "audio", $"{name}.json.gz")),
            CompressionMode.Decompress
        );
        return new(JsonDocument.Parse(file));
    }

    public double Number(string name) => Array(name)[0, 0];

    public double[,] Array(string name) => Read(name, "values", element => element.GetDouble());

    public Complex[,] ComplexArray(string name)
    {
        var (real, imaginary) = (Read(name, "real", element => element.GetDouble()), Read(name, "imag", element => element.GetDouble()));
        var values = new Complex[real.GetLength(0), real.GetLength(1)];
        for (var i = 0; i < values.GetLength(0); i++)
        for (var j = 0; j < values.GetLength(1); j++)
            values[i, j] = new(real[i, j], imaginary[i, j]);
        return values;
    }

    public void Dispose() => _document.Dispose();

    /// <summary>The mean of the channels of a 16-bit WAV file of the oracles.</summary>
    public static Waveform MonoOrSkip(string file)
    {
        var waveform = TestWav.Read(SharedFolder.PathOrSkip("oracles", "audio", file));
        var mono = new float[waveform.Length];
        for (var channel = 0; channel < waveform.ChannelCount; channel++)
        for (var i = 0; i < mono.Length; i++)
            mono[i] += waveform.Channel(channel)[i] / waveform.ChannelCount;
        return new(waveform.SampleRateHz, 1, mono);
    }

    private T[,] Read<T>(string name, string part, Func<JsonElement, T> convert)
    {
        var element = _document.RootElement.GetProperty(name);
        var shape = element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()).ToArray();
        var values = new T[shape[0], shape[1]];
        var i = 0;
        foreach (var value in element.GetProperty(part).EnumerateArray())
        {
            values[i / shape[1], i % shape[1]] = convert(value);
            i++;
        }

        return values;
    }
}

/// <summary>Reads 16-bit PCM with a minimal reader of its own.</summary>
internal static class TestWav
{
    public static Waveform Read(string path) => Read(File.ReadAllBytes(path));

    public static Waveform Read(ReadOnlySpan<byte> bytes)
    {
        var (rate, channels) = (0, 0);
        for (var at = 12; at + 8 <= bytes.Length; )
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 4)..]);
            if (bytes.Slice(at, 4).SequenceEqual("fmt "u8))
            {
                (channels, rate) = (
                    BinaryPrimitives.ReadInt16LittleEndian(bytes[(at + 10)..]),
                    BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 12)..])
                );
            }
            else if (bytes.Slice(at, 4).SequenceEqual("data"u8))
            {
                var length = Math.Min(size, bytes.Length - at - 8) / 2 / channels;
                var samples = new float[length * channels];
                for (var i = 0; i < samples.Length; i++)
                    samples[(i % channels * length) + (i / channels)] =
                        BinaryPrimitives.ReadInt16LittleEndian(bytes[(at + 8 + (2 * i))..]) / 32768f;
                return new(rate, channels, samples);
            }

            at += 8 + size + (size % 2);
        }

        throw new InvalidDataException("No data chunk.");
    }
}
