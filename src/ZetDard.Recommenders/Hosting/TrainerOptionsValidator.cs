using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Validates the options of one registration as the trainer's constructor does: by making a trainer.</summary>
internal sealed class TrainerOptionsValidator<TItem, TOptions>(string key, Func<TOptions, IRecommenderTrainer<TItem>> create) : IValidateOptions<TOptions>
    where TItem : struct, IId<TItem>
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
