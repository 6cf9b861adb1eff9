using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders;

/// <summary>The id of a listener: a number in JSON, in routes, in configurations and as text.</summary>
/// <param name="Value">The number behind the id.</param>
[JsonConverter(typeof(IdJsonConverter<UserId>))]
[TypeConverter(typeof(IdTypeConverter<UserId>))]
public readonly record struct UserId(long Value) : IId<UserId>, IParsable<UserId>
{
    /// <inheritdoc/>
    public static UserId From(long value) => new(value);

    /// <inheritdoc/>
    public static UserId Parse(string s, IFormatProvider? provider) => Id.Parse<UserId>(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UserId result) => Id.TryParse(s, out result);

    /// <summary>The number of the id.</summary>
    public override string ToString() => Id.Format(this);
}
