namespace ZetDard.Recommenders;

/// <summary>From which section of a configuration the options of a name come.</summary>
internal sealed record ConfiguredSection<TOptions>(string Name, string Path)
{
    /// <summary>The options' type, their name, and their section where they have one.</summary>
    public static string Heading(string? name, IEnumerable<ConfiguredSection<TOptions>> sections)
    {
        var named = string.IsNullOrEmpty(name) ? typeof(TOptions).Name : $"{typeof(TOptions).Name} '{name}'";
        return sections.FirstOrDefault(section => section.Name == (name ?? "")) is { } from ? $"{named} (section {from.Path})" : named;
    }
}
