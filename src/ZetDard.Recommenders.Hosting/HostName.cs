namespace ZetDard.Recommenders;

/// <summary>What a recommender is called in logs and reports.</summary>
internal static class HostName
{
    /// <summary><c>songs</c>, or <c>songs 'a'</c> with a key.</summary>
    public static string Of(string kind, string? key) => key is null ? $"{kind}s" : $"{kind}s '{key}'";
}
