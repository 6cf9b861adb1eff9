using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>
/// Runs the validator of options, and adds to each problem the name of the configuration, the section that it came from, and
/// the values that were given.
/// </summary>
internal sealed class NamingValidator<TOptions, TValidator>(IEnumerable<ConfiguredSection<TOptions>> sections) : IValidateOptions<TOptions>
    where TOptions : class
    where TValidator : class, IValidateOptions<TOptions>, new()
{
    private readonly TValidator _validator = new();

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        ValidateOptionsResult result;
        try
        {
            result = _validator.Validate(name: null, options);
        }
#pragma warning disable CA1031 // a validator that throws is a problem of this configuration, to be shown beside those of the others
        catch (Exception e)
#pragma warning restore CA1031
        {
            result = ValidateOptionsResult.Fail($"{typeof(TValidator).Name} failed with {e.GetType().Name}: {e.Message}");
        }

        return result.Failed
            ? ValidateOptionsResult.Fail(
                $"{ConfiguredSection<TOptions>.Heading(name, sections)}: {string.Join(" ", result.Failures)} Given were {OptionsText.Of(options)}.")
            : ValidateOptionsResult.Success;
    }
}
