using System.Reflection;
using System.Runtime.CompilerServices;

namespace ZetDard.Architecture.Tests;

/// <summary>What users see of the packages.</summary>
public sealed class PublicApiTests
{
    private const string RegistrationNamespace = "Microsoft.Extensions.DependencyInjection";

    // Packages whose namespace is not their name.
    private static readonly Dictionary<string, string> Namespaces = new()
    {
        ["ZetDard.Recommenders.Abstractions"] = "ZetDard.Recommenders",
        ["ZetDard.Recommenders.Hosting"] = "ZetDard.Recommenders",
        ["ZetDard.Audio.NAudio"] = "ZetDard.Audio",
    };

    [Fact]
    public void Public_classes_are_sealed_static_or_abstract() =>
        Repository.HasNo(
            from type in PublicTypes()
            where type is { IsClass: true, IsSealed: false, IsAbstract: false }
            select $"{type} can be derived from. Seal it; who needs another behaviour implements the interface."
        );

    // But for those that live on the stack alone: enumerators, which foreach changes.
    [Fact]
    public void Public_structs_are_readonly() =>
        Repository.HasNo(
            from type in PublicTypes()
            where type is { IsValueType: true, IsEnum: false, IsByRefLike: false } && !type.IsDefined(typeof(IsReadOnlyAttribute))
            select $"{type} can be changed in place, in a copy by mistake. Make it a readonly struct."
        );

    [Fact]
    public void Namespaces_are_those_of_the_packages() =>
        Repository.HasNo(
            from package in Repository.Packages
            from type in Repository.AssemblyOf(package).GetExportedTypes()
            let expected = type.Name.EndsWith("ServiceCollectionExtensions", StringComparison.Ordinal)
                ? RegistrationNamespace
                : Namespaces.GetValueOrDefault(package.Name, package.Name)
            where type.Namespace != expected
            select $"{type} of {package.Name} is in the namespace {type.Namespace}; {expected} is where users look for it."
        );

    [Fact]
    public void Public_types_stand_in_files_of_their_names() =>
        Repository.HasNo(
            from package in Repository.Packages
            let files = Repository
                .TextFiles()
                .Where(path => path.StartsWith(package.Folder + "/", StringComparison.Ordinal))
                .Select(Path.GetFileName)
                .ToHashSet()
            from type in Repository.AssemblyOf(package).GetExportedTypes()
            where !type.IsNested && !files.Contains($"{PlainName(type)}.cs")
            select $"{type} of {package.Name} has no file {PlainName(type)}.cs. One public type a file, named after it."
        );

    // AsPages: as in AsyncPageable of the Azure SDK, where users know it from.
    [Fact]
    public void Asynchronous_methods_say_so_and_can_be_cancelled() =>
        Repository.HasNo(
            from type in PublicTypes()
            where !type.IsSubclassOf(typeof(Delegate))
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where IsAsynchronous(method.ReturnType) && method is { IsSpecialName: false, Name: not ("DisposeAsync" or "AsPages") }
            where
                !method.Name.EndsWith("Async", StringComparison.Ordinal)
                || method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken)
            select $"{type}.{method.Name} returns {method.ReturnType.Name}: its name ends in Async, and its last parameter is a CancellationToken."
        );

    private static IEnumerable<Type> PublicTypes() =>
        Repository.Packages.SelectMany(package => Repository.AssemblyOf(package).GetExportedTypes());

    private static bool IsAsynchronous(Type type) =>
        type == typeof(Task)
        || type == typeof(ValueTask)
        || (
            type.IsGenericType
            && (
                type.GetGenericTypeDefinition() == typeof(Task<>)
                || type.GetGenericTypeDefinition() == typeof(ValueTask<>)
                || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)
            )
        );

    private static string PlainName(Type type) => type.Name.Split('`')[0];
}
