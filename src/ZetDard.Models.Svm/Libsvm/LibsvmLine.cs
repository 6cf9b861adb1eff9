namespace ZetDard.Models.Svm;

/// <summary>A line of a LIBSVM file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Its text.</param>
internal readonly record struct LibsvmLine(int Number, string Text)
{
    private const int ShownLength = 60;

    /// <param name="problem">Goes on after "Line n".</param>
    public InvalidDataException Error(string problem) => Error(Number, Text, problem);

    public static InvalidDataException Error(int number, ReadOnlySpan<char> text, string problem) =>
        new($"Line {number} {problem}. It is '{(text.Length > ShownLength ? $"{text[..ShownLength]}…" : text.ToString())}'.");
}
