using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Takes options from a configuration.</summary>
public static class ConfigurationSectionServiceCollectionExtensions
{
    /// <summary>
    /// Takes options from a section of the registered <see cref="IConfiguration"/>. A name in it that the options lack, or a
    /// value that cannot be converted, stops the host when it starts; the message offers the nearest name.
    /// </summary>
    /// <param name="builder">The builder that an <c>AddZetDard…</c> method returned.</param>
    /// <param name="section">The path of the section, such as <c>Recommenders:Graph</c>.</param>
    /// <param name="isOptional">
    /// Whether the section may be missing. By default a missing section stops the host: with a misspelt path the application
    /// would run with default options, and nobody would notice.
    /// </param>
    public static OptionsBuilder<TOptions> FromConfiguration<TOptions>(
        this OptionsBuilder<TOptions> builder, string section, bool isOptional = false)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(section);
        var configured = new ConfiguredSection<TOptions>(builder.Name, section);
        if (builder.Services.Any(service => configured.Equals(service.ImplementationInstance)))
        {
            return builder;     // a section that is bound twice would add the entries of its lists twice
        }

        builder.Services.AddSingleton(configured);
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(provider =>
            new KnownNamesValidator<TOptions>(builder.Name, provider.GetRequiredService<IConfiguration>(), section, isOptional));
        builder.Services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(provider =>
            new ConfigurationChangeTokenSource<TOptions>(builder.Name, provider.GetRequiredService<IConfiguration>()));
        return builder.Configure<IConfiguration>(
            (options, configuration) => Bind(options, configuration, builder.Name, section, isOptional)).ValidateOnStart();
    }

    // A value that the binder cannot convert is a problem of this configuration, which is shown beside those of the others.
    private static void Bind<TOptions>(TOptions options, IConfiguration configuration, string name, string section, bool isOptional)
        where TOptions : class
    {
        try
        {
            configuration.GetSection(section).Bind(options);
        }
        catch (InvalidOperationException e)
        {
            var known = new KnownNamesValidator<TOptions>(name, configuration, section, isOptional).Validate(name, options);
            throw new OptionsValidationException(name, typeof(TOptions), known.Failed ? known.Failures : [$"{section}: {e.Message}"]);
        }
    }
}
