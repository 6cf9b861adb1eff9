using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Netease.AotApp;
using ZetDard.Netease.Testing;

namespace ZetDard.Netease.Tests.Aot;

/// <summary>
/// The client compiled ahead of time: an application is published with warnings as errors, runs against a stand-in, and must give
/// the same output as under the JIT compiler.
/// </summary>
public sealed class AotTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_native_application_says_what_managed_code_says()
    {
        Assert.SkipUnless(
            OperatingSystem.IsWindows() || Linkers().Any(),
            "Native code needs a linker, clang or gcc, and there is none: apt-get install clang zlib1g-dev.");
        var folder = Directory.CreateTempSubdirectory("zetdard-aot-");
        try
        {
            var (published, log) = await RunAsync("dotnet",
            [
                "publish", Path.Combine(Root(), "tests", "ZetDard.Netease.AotApp"), "--runtime", RuntimeInformation.RuntimeIdentifier,
                "--output", Path.Combine(folder.FullName, "app"), "--nologo",
                "-p:PublishAot=true", "-p:NativeDebugSymbols=false", $"-p:ArtifactsPath={Path.Combine(folder.FullName, "artifacts")}",
                "-p:IlcTreatWarningsAsErrors=true", "-nodeReuse:false",
            ]);
            var isAbsent = new[] { "NU1101", "NU1102", "NU1301" }.Any(code => log.Contains(code, StringComparison.Ordinal))
                && log.Contains("ilcompiler", StringComparison.OrdinalIgnoreCase);
            Assert.SkipWhen(
                isAbsent,
                "The compiler of native code, runtime.*.Microsoft.DotNet.ILCompiler, cannot be had from the package sources of this machine.");
            Assert.True(published == 0, log);
            Assert.DoesNotContain("warning IL", log, StringComparison.Ordinal);

            await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Token);
            var app = Path.Combine(folder.FullName, "app", "ZetDard.Netease.AotApp" + (OperatingSystem.IsWindows() ? ".exe" : ""));
            Assert.False(File.Exists(Path.ChangeExtension(app, ".dll")));
            var direct = new NeteaseOptions();
            service.Configure(direct);
            foreach (var (arguments, configure) in new (string[], Action<NeteaseOptions>)[]
            {
                (["direct", $"{service.Address}", direct.PublicKeyPem!], service.Configure),
                (["server", $"{service.Address}"], service.ConfigureServer),
            })
            {
                var (code, said) = await RunAsync(app, arguments);
                Assert.True(code == 0, said);
                Assert.Equal(await ManagedAsync(configure), said);
                Assert.Contains("song ", said, StringComparison.Ordinal);
                Assert.Contains("Gone: user detail: ", said, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> ManagedAsync(Action<NeteaseOptions> configure)
    {
        await using var provider = new ServiceCollection().AddZetDardNetease(configure).Services.BuildServiceProvider();
        await using var text = new StringWriter();
        await Tour.RunAsync(provider.GetRequiredService<INeteaseClient>(), text);
        return text.ToString();
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0", ["MSBUILDDISABLENODEREUSE"] = "1" },
        };
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static IEnumerable<string> Linkers() =>
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        from name in new[] { "clang", "gcc" }
        let path = Path.Combine(folder, name)
        where File.Exists(path)
        select path;

    private static string Root()
    {
        Assert.SkipWhen(ZetDard.Tests.RepositoryFolder.PathOrNull is null, "The sources are not beside the tests.");
        return ZetDard.Tests.RepositoryFolder.Path;
    }
}
