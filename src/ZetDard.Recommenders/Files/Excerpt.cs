namespace ZetDard.Recommenders;

/// <summary>Texts of files in messages.</summary>
internal static class Excerpt
{
    private const int MaxLength = 40;

    /// <summary>The text, or its beginning where it is long.</summary>
    public static string Of(ReadOnlySpan<char> text) => text.Length <= MaxLength ? text.ToString() : $"{text[..MaxLength]}…";
}
