using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZetDard.Models.Svm;

/// <summary>Kernels are texts in JSON.</summary>
internal sealed class KernelJsonConverter : JsonConverter<Kernel>
{
    public override Kernel Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Kernel.Parse(reader.GetString() ?? throw new JsonException("A kernel must not be null."));
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Kernel value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
