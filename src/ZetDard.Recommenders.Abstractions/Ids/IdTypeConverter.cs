using System.ComponentModel;
using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Converts an id from and to the text of its number, so that a configuration can hold ids.</summary>
/// <typeparam name="TId">The id type.</typeparam>
/// <remarks>
/// Put it on an id type of your own: <c>[TypeConverter(typeof(IdTypeConverter&lt;PodcastId&gt;))]</c>. The ids of this library have it.
/// </remarks>
public sealed class IdTypeConverter<TId> : TypeConverter
    where TId : struct, IId<TId>
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    /// <exception cref="FormatException">The text is not an integer of 64 bits; the message shows it.</exception>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? Id.Parse<TId>(text.Trim()) : base.ConvertFrom(context, culture, value);

    /// <inheritdoc/>
    public override object? ConvertTo(ITypeDescriptorContext? context, CultureInfo? culture, object? value, Type destinationType) =>
        value is TId id && destinationType == typeof(string) ? Id.Format(id) : base.ConvertTo(context, culture, value, destinationType);
}
