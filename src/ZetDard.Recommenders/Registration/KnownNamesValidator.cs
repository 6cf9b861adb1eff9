using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>
/// Checks that a section of a configuration exists and holds only names and values that the options can take. The binder of
/// the framework ignores names that it does not know, and entries of lists that it cannot convert.
/// </summary>
internal sealed class KnownNamesValidator<TOptions>(
    string name, IConfiguration configuration, string path, bool isOptional) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? asked, TOptions options)
    {
        if ((asked ?? "") != name)
        {
            return ValidateOptionsResult.Skip;
        }

        var section = configuration.GetSection(path);
        var problems = section.Exists() ? OfGroup(section, typeof(TOptions)).ToList() : isOptional ? [] : [Missing(section)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> OfGroup(IConfigurationSection section, Type type)
    {
        // The properties that the binder fills: those with a setter, and lists and groups of options without one.
        var properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property =>
                property.SetMethod?.IsPublic == true || IsGroup(property.PropertyType) || ElementOf(property.PropertyType) is not null)
            .DistinctBy(NameOf, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(NameOf, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        return section.GetChildren().SelectMany(child => properties.TryGetValue(child.Key, out var property)
            ? OfValue(child, property)
            : [$"{section.Path}: {type.Name} has no '{child.Key}'{Offer(child.Key, properties.Keys)}."]);
    }

    private static IEnumerable<string> OfValue(IConfigurationSection section, Type type)
    {
        if (IsGroup(type))
        {
            return OfGroup(section, type);
        }

        if (ElementOf(type) is not { } element)
        {
            return IsReadable(section.Value, type)
                ? []
                : [$"{section.Path}: '{section.Value}' is not a valid {(Nullable.GetUnderlyingType(type) ?? type).Name}."];
        }

        return string.IsNullOrEmpty(section.Value)
            ? section.GetChildren().SelectMany(child => OfValue(child, element))
            : [$"{section.Path}: it holds several; give each under a number or a key of its own, such as {section.Path}:0."];
    }

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name;

    // Whether a property holds a group of options, rather than a value (also one of a class that is read from text) or a list.
    private static bool IsGroup(Type type) =>
        type is { IsClass: true, IsAbstract: false } && !typeof(IEnumerable).IsAssignableFrom(type)
        && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
        && !TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    // The type of a list's elements or of a dictionary's values; null for a single value. The binder reads bytes from one text.
    private static Type? ElementOf(Type type)
    {
        var list = type == typeof(string) || type == typeof(byte[])
            ? null
            : type.GetInterfaces().Prepend(type)
                .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        var element = list?.GenericTypeArguments[0];
        return element is { IsGenericType: true } && element.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
            ? element.GenericTypeArguments[1]
            : element;
    }

    private static bool IsReadable(string? value, Type type)
    {
        var converter = TypeDescriptor.GetConverter(type);
        try
        {
            return string.IsNullOrEmpty(value) || !converter.CanConvertFrom(typeof(string))
                || converter.ConvertFromInvariantString(value) is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return false;
        }
    }

    private string Missing(IConfigurationSection section)
    {
        var parent = path.Contains(':', StringComparison.Ordinal) ? configuration.GetSection(path[..path.LastIndexOf(':')]) : configuration;
        return $"The configuration has no section '{path}' for {ConfiguredSection<TOptions>.Heading(name, [])}{Offer(section.Key, parent.GetChildren().Select(child => child.Key))}. Add it, or call FromConfiguration with isOptional.";
    }

    private static string Offer(string wrong, IEnumerable<string> names) =>
        NearestNames.Find(wrong, names, count: 1) is [var nearest]
            ? $"; the nearest name is '{nearest}'"
            : $"; it has {string.Join(", ", names.Select(known => $"'{known}'").DefaultIfEmpty("nothing"))}";
}
