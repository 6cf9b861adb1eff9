using System.Text.Json.Serialization;

namespace ZetDard.Netease.Testing;

/// <summary>Source-generated serializers.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class FormJson : JsonSerializerContext;
