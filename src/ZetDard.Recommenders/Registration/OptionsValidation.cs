using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>The one way in which options are validated, in a constructor as in a container.</summary>
public static class OptionsValidation
{
    /// <summary>Returns <paramref name="options"/> when they are valid.</summary>
    /// <param name="validator">The generated validator of the options.</param>
    /// <param name="options">The options, a record: its values go into the message.</param>
    /// <exception cref="ArgumentException">They are not; the message names each rule that is broken and shows all values.</exception>
    public static TOptions Validated<TOptions>(this IValidateOptions<TOptions> validator, TOptions options)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(validator);
        ArgumentNullException.ThrowIfNull(options);
        var result = validator.Validate(name: null, options);
        return result.Failed
            ? throw new ArgumentException($"{string.Join(" ", result.Failures)} Given were {OptionsText.Of(options)}.", nameof(options))
            : options;
    }
}
