using System.Text;
using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>Reads text files with a JSON object a line; empty lines and such that begin with # are passed over.</summary>
internal static class JsonLines
{
    /// <param name="file">The file, plain or gzip-compressed.</param>
    /// <param name="expected">What an object must have, for the message.</param>
    /// <param name="parse">
    /// Makes a value of an object; throws <see cref="KeyNotFoundException"/> or <see cref="InvalidOperationException"/> where
    /// it cannot.
    /// </param>
    /// <exception cref="InvalidDataException">A line is none; the message names it.</exception>
    public static IEnumerable<T> Read<T>(string file, string expected, Func<JsonElement, T> parse)
    {
        using var reader = new StreamReader(DataFile.OpenRead(file), Encoding.UTF8);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return Parse(file, number, line, expected, parse);
            }
        }
    }

    private static T Parse<T>(string file, int number, string line, string expected, Func<JsonElement, T> parse)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return parse(json.RootElement);
        }
        catch (Exception damaged) when (damaged is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file}, line {number}: expected a JSON object with {expected}. {damaged.Message}", damaged);
        }
    }
}
