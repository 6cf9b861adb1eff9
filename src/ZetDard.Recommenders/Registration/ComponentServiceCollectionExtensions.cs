using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// The one way in which trainers, extractors, classifiers and learners are registered: the primitive under every
/// <c>AddZetDard…</c>, for packages and for components of one's own.
/// </summary>
public static class ComponentServiceCollectionExtensions
{
    /// <summary>Adds a keyed singleton that is made of the container and of the options of its name.</summary>
    /// <typeparam name="TService">The contract by which it is asked for, such as <see cref="IRecommenderTrainer{TItem}"/>.</typeparam>
    /// <typeparam name="TOptions">Its options.</typeparam>
    /// <typeparam name="TValidator">Their validator. It runs when the host starts, without making the component.</typeparam>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The component's key and the name of its options; another key is a second configuration.</param>
    /// <param name="create">
    /// Makes the component. It gets other components by <see cref="GetComponent{TService}"/>, and takes their keys from the
    /// options rather than from variables that it captures: two functions that capture something cannot be compared.
    /// </param>
    /// <returns>A builder for the options of this key; bad values stop the host when it starts.</returns>
    /// <remarks>
    /// The same registration twice adds one. One key may name components of different contracts, such as a trainer of songs
    /// and one of artists.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The key names another <typeparamref name="TService"/> already.</exception>
    public static OptionsBuilder<TOptions> AddZetDardComponent<TService, TOptions, TValidator>(
        this IServiceCollection services, string key, Func<IServiceProvider, TOptions, TService> create)
        where TService : class
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        ArgumentNullException.ThrowIfNull(create);
        services.AddKeyedOnce<TService>(
            key, create, typeof(TOptions), provider => create(provider, provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(key)));
        return services.AddZetDardOptions<TOptions, TValidator>(key);
    }

    /// <summary>Adds a keyed singleton without options.</summary>
    /// <inheritdoc cref="AddZetDardComponent{TService, TOptions, TValidator}"/>
    public static OptionsBuilder<NoOptions> AddZetDardComponent<TService>(
        this IServiceCollection services, string key, Func<IServiceProvider, TService> create)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(create);
        services.AddKeyedOnce<TService>(key, create, typeof(NoOptions), create);
        return services.AddOptions<NoOptions>(key);
    }

    /// <summary>Adds options that are validated when the host starts; every problem is reported once and names the configuration.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TValidator">Their validator.</typeparam>
    /// <param name="services">The collection to add to.</param>
    /// <param name="name">The name of the options; <see langword="null"/> for the options without a name.</param>
    public static OptionsBuilder<TOptions> AddZetDardOptions<TOptions, TValidator>(this IServiceCollection services, string? name = null)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        ArgumentNullException.ThrowIfNull(services);
        // One validator serves all names.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, NamingValidator<TOptions, TValidator>>());
        return services.AddOptionsWithValidateOnStart<TOptions>(name);
    }

    /// <summary>Returns the component of a key.</summary>
    /// <exception cref="InvalidOperationException">
    /// There is none, and the message names the keys that there are and the nearest one; or it cannot be made, and the
    /// message says why.
    /// </exception>
    public static TService GetComponent<TService>(this IServiceProvider provider, string key)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(key);     // with null, a container returns the service without a key
        if (provider.GetKeyedService<TService>(key) is { } component)
        {
            return component;
        }

        var known = provider.GetServices<ComponentKey>().Where(known => known.Service == typeof(TService));
        var keys = known.Select(known => known.Key).ToArray();
        var others = keys.Length == 0 ? "none is registered" : $"registered are {string.Join(", ", keys.Select(name => $"'{name}'"))}";
        var nearest = NearestNames.Find(key, keys, count: 1) is [var offer] ? $"; the nearest is '{offer}'" : "";
        throw new InvalidOperationException(
            $"No {ComponentKey.NameOf(typeof(TService))} has the key '{key}'; {others}{nearest}. Register it, or name another key.");
    }

    private static void AddKeyedOnce<TService>(
        this IServiceCollection services, string key, Delegate maker, Type options, Func<IServiceProvider, TService> create)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(key);
        var taken = services.FirstOrDefault(
            service => service.IsKeyedService && service.ServiceType == typeof(TService) && Equals(service.ServiceKey, key));
        if (taken is null)
        {
            var isBeingMade = new ThreadLocal<bool>();
            services.Add(
                new ComponentDescriptor(typeof(TService), key, maker, options, (provider, _) => Make(provider, key, create, isBeingMade)));
            services.AddSingleton(new ComponentKey(typeof(TService), key));
        }
        else if (taken is not ComponentDescriptor component || !component.IsMadeBy(maker))
        {
            var by = taken is ComponentDescriptor { Options: var others } && others != options
                ? $" (one with {others.Name}, this one has {options.Name})"
                : "";
            throw new InvalidOperationException(
                $"The key '{key}' names another {ComponentKey.NameOf(typeof(TService))} already{by}. Give one of the two a key of its own, such as '{key}-2'.");
        }
    }

    private static TService Make<TService>(
        IServiceProvider provider, string key, Func<IServiceProvider, TService> create, ThreadLocal<bool> isBeingMade)
    {
        if (isBeingMade.Value)      // without this, the container would wait for itself for ever
        {
            throw new InvalidOperationException(
                $"The {ComponentKey.NameOf(typeof(TService))} with the key '{key}' needs itself, directly or by another component: name other keys.");
        }

        isBeingMade.Value = true;
        try
        {
            return create(provider);
        }
        catch (Exception e) when (e is not OptionsValidationException)      // its message names the configuration already
        {
            throw new InvalidOperationException(
                $"The {ComponentKey.NameOf(typeof(TService))} with the key '{key}' could not be made: {e.Message}", e);
        }
        finally
        {
            isBeingMade.Value = false;
        }
    }

    private sealed class ComponentDescriptor(
        Type service, string key, Delegate maker, Type options, Func<IServiceProvider, object?, object> factory)
        : ServiceDescriptor(service, key, factory, ServiceLifetime.Singleton)
    {
        public Type Options { get; } = options;

        // The same function, which captures nothing: two lambdas that capture something may make different things.
        public bool IsMadeBy(Delegate other) => maker.Equals(other) || (maker.Method == other.Method && !Captures(other));

        private static bool Captures(Delegate function) =>
            function.Target?.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length > 0;
    }

    /// <summary>A key that is taken, for messages.</summary>
    private sealed record ComponentKey(Type Service, string Key)
    {
        /// <summary>A contract's name as it is written in code: <c>IRecommenderTrainer&lt;SongId&gt;</c>.</summary>
        public static string NameOf(Type type) =>
            type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : type.Name;
    }
}
