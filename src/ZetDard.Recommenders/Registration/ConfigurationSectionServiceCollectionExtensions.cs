using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Takes options from a configuration.</summary>
public static class ConfigurationSectionServiceCollectionExtensions
{
    /// <summary>Takes options from a section of the registered <see cref="IConfiguration"/>. A name in it that the options lack stops the host when it starts, and the message offers the nearest name.</summary>
    /// <param name="builder">What an <c>AddZetDard…</c> returned.</param>
    /// <param name="section">The path of the section, such as <c>Recommenders:Graph</c>.</param>
    /// <param name="isOptional">Whether the section may be missing. By default that stops the host too: a path that is misspelt would give defaults in silence.</param>
    public static OptionsBuilder<TOptions> FromConfiguration<TOptions>(this OptionsBuilder<TOptions> builder, string section, bool isOptional = false)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(section);
        var configured = new ConfiguredSection<TOptions>(builder.Name, section);
        if (builder.Services.Any(service => configured.Equals(service.ImplementationInstance)))
        {
            return builder;     // taken twice, a section would give its lists twice
        }

        builder.Services.AddSingleton(configured);
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(provider =>
            new KnownNamesValidator<TOptions>(builder.Name, provider.GetRequiredService<IConfiguration>(), section, isOptional));
        return builder.BindConfiguration(section).ValidateOnStart();
    }
}
