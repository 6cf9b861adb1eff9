using System.ComponentModel;
using System.Globalization;

namespace ZetDard.Models.Svm;

/// <summary>Reads kernels of configurations.</summary>
internal sealed class KernelTypeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? Kernel.Parse(text) : base.ConvertFrom(context, culture, value);
}
