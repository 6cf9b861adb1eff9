using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ZetDard.Documentation.Tests;

/// <summary>
/// Compiles code of the documentation as a reader would who pastes it into a new project with references to all packages
/// (a web project where the code has a <c>WebApplication</c>, a console project otherwise), and runs it.
/// </summary>
internal static class Snippet
{
    // What ImplicitUsings brings to any project.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;

        """;

    // And what it brings to a project of the web.
    private const string WebUsings = """
        global using System.Net.Http.Json;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest, DocumentationMode.Parse);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly ISourceGenerator[] Generators = [.. FindGenerators()];

    /// <summary>Compiles code, with further files beside it.</summary>
    public static CSharpCompilation Compile(string code, params IEnumerable<string> others)
    {
        var usings = code.Contains("WebApplication", StringComparison.Ordinal) ? ImplicitUsings + WebUsings : ImplicitUsings;
        SyntaxTree[] trees = [.. others.Prepend(code).Prepend(usings).Select(text => CSharpSyntaxTree.ParseText(text, Language))];
        var isProgram = trees.Any(tree => tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any());
        var options = new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable
        );
        var compilation = CSharpCompilation.Create($"Snippet{Guid.NewGuid():N}", trees, References, options);
        CSharpGeneratorDriver
            .Create(Generators, parseOptions: Language)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _, CancellationToken.None);
        return (CSharpCompilation)generated;
    }

    /// <summary>What the compiler refuses, one line each.</summary>
    public static IReadOnlyList<string> Errors(CSharpCompilation compilation) =>
        [.. compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString())];

    /// <summary>The blocks of a page that belong together as one file: usings first, then statements, then types.</summary>
    public static string Join(IEnumerable<string> blocks)
    {
        CompilationUnitSyntax[] units = [.. blocks.Select(block => CSharpSyntaxTree.ParseText(block, Language).GetCompilationUnitRoot())];
        var usings = units.SelectMany(unit => unit.Usings).Select(one => one.ToString()).Distinct();
        var members = units.SelectMany(unit => unit.Members).ToArray();
        var statements = members.OfType<GlobalStatementSyntax>().Select(one => one.ToFullString());
        var types = members.Where(member => member is not GlobalStatementSyntax).Select(one => one.ToFullString());
        return string.Join('\n', [.. usings, .. statements, .. types]);
    }

    /// <summary>The names of the types that code declares.</summary>
    public static IReadOnlySet<string> TypesOf(string code) =>
        CSharpSyntaxTree
            .ParseText(code, Language)
            .GetCompilationUnitRoot()
            .DescendantNodes()
            .OfType<BaseTypeDeclarationSyntax>()
            .Select(type => type.Identifier.Text)
            .ToHashSet();

    /// <summary>Compiles a program and loads it.</summary>
    public static MethodInfo EntryPointOf(string program)
    {
        var compilation = Compile(program);
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success, string.Join('\n', Errors(compilation)));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image).EntryPoint!;
    }

    /// <summary>
    /// Calls the entry point of a program; one that is asynchronous blocks its thread, as it does in a process of its own.
    /// </summary>
    public static void Run(MethodInfo entry, string[] arguments)
    {
        try
        {
            entry.Invoke(null, entry.GetParameters().Length == 0 ? null : [arguments]);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
        }
    }

    /// <summary>Compiles a program, runs it to its end and returns the lines that it prints.</summary>
    public static async Task<string[]> PrintedAsync(string program)
    {
        var entry = EntryPointOf(program);
        var (before, printed) = (Console.Out, new StringWriter());
        Console.SetOut(printed);
        try
        {
            await Task.Run(() => Run(entry, []));
        }
        finally
        {
            Console.SetOut(before);
        }

        return printed.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<ISourceGenerator> FindGenerators()
    {
        var packs = typeof(Snippet)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "TargetingPacks")
            .Value!;
        foreach (
            var (pack, file) in new[]
            {
                ("Microsoft.AspNetCore.App.Ref", "Microsoft.Extensions.Options.SourceGeneration.dll"),
                ("Microsoft.AspNetCore.App.Ref", "Microsoft.Extensions.Logging.Generators.dll"),
                ("Microsoft.NETCore.App.Ref", "System.Text.Json.SourceGeneration.dll"),
            }
        )
        {
            var newest = Directory
                .GetDirectories(Path.Combine(packs, pack), $"{Environment.Version.Major}.*")
                .Order(StringComparer.Ordinal)
                .Last();
            var reference = new AnalyzerFileReference(Path.Combine(newest, "analyzers", "dotnet", "cs", file), Loader.Instance);
            foreach (var generator in reference.GetGenerators(LanguageNames.CSharp))
            {
                yield return generator;
            }
        }
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public static Loader Instance { get; } = new();

        public void AddDependencyLocation(string fullPath) { }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
