using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Looks whether a section of a configuration is there and holds only names that the options have; a binder passes over what it does not know.</summary>
internal sealed class KnownNamesValidator<TOptions>(string name, IConfiguration configuration, string path, bool isOptional) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? asked, TOptions options)
    {
        if ((asked ?? "") != name)
        {
            return ValidateOptionsResult.Skip;
        }

        var section = configuration.GetSection(path);
        var problems = section.Exists() ? Problems(section, typeof(TOptions)).ToList() : isOptional ? [] : [Missing(section)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(IConfigurationSection section, Type type)
    {
        var properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite).ToArray();
        foreach (var child in section.GetChildren())
        {
            var property = Array.Find(properties, property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                yield return $"{section.Path}: {type.Name} has no '{child.Key}'{Offer(child.Key, properties.Select(known => known.Name))}.";
            }
            else if (IsGroup(property.PropertyType))
            {
                foreach (var problem in Problems(child, property.PropertyType))
                {
                    yield return problem;
                }
            }
        }
    }

    // Options inside options, not a value or a list.
    private static bool IsGroup(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type) && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true;

    private string Missing(IConfigurationSection section)
    {
        var parent = path.Contains(':', StringComparison.Ordinal) ? configuration.GetSection(path[..path.LastIndexOf(':')]) : configuration;
        return $"The configuration has no section '{path}' for {ConfiguredSection<TOptions>.Heading(name, [])}{Offer(section.Key, parent.GetChildren().Select(child => child.Key))}. Add it, or call FromConfiguration with isOptional.";
    }

    private static string Offer(string wrong, IEnumerable<string> names) =>
        NearestNames.Find(wrong, names, count: 1) is [var nearest] ? $"; the nearest name is '{nearest}'" : $"; it has {string.Join(", ", names.Select(known => $"'{known}'").DefaultIfEmpty("nothing"))}";
}
