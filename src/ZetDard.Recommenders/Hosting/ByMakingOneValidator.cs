using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Validates the options of one registration as the constructor of the registered thing does: by making one.</summary>
internal sealed class ByMakingOneValidator<TOptions>(string key, Func<TOptions, object> create) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        if (name != key)
        {
            return ValidateOptionsResult.Skip;
        }

        try
        {
            create(options);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
