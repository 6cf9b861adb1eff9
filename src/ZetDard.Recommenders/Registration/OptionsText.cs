using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ZetDard.Recommenders;

/// <summary>
/// Prints the values of options for a message: as a record prints itself, but with the elements of lists, and with numbers
/// that look the same in every culture.
/// </summary>
internal static class OptionsText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        _ when HasGeneratedText(value.GetType()) => $"{value.GetType().Name} {{ {string.Join(", ", Properties(value))} }}",
        _ => value.ToString() ?? "",
    };

    private static IEnumerable<string> Properties(object record) =>
        record.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
        .Select(property => $"{property.Name} = {Of(property.GetValue(record))}");

    // Whether the compiler wrote ToString, as it does for records.
    private static bool HasGeneratedText(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)!.IsDefined(typeof(CompilerGeneratedAttribute));
}
