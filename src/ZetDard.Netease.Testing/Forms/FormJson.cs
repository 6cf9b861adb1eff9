using System.Text.Json.Serialization;

namespace ZetDard.Netease.Testing;

/// <summary>Serializers made at compile time.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class FormJson : JsonSerializerContext;
