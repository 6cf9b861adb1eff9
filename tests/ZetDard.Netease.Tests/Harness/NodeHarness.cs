using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using ZetDard.Tests;

namespace ZetDard.Netease.Tests.Harness;

/// <summary>
/// The real NeteaseCloudMusicApi server (the npm package) with a loopback fake of the music service behind it. Started once, at
/// the first test that asks for it.
/// A guard in the server refuses every socket that would leave loopback.
/// </summary>
public sealed class NodeHarness : IAsyncLifetime
{
    private const string Package = "NeteaseCloudMusicApi";

    // Loaded into both programs: it ends them and deletes their folder when the test process has ended, even if it was killed.
    private const string Lifeline = """
        'use strict'
        process.stdin.on('end', () => { require('fs').rmSync(process.env.TMPDIR, { recursive: true, force: true }); process.exit() }).resume()
        """;

    private readonly SemaphoreSlim _starting = new(1);
    private readonly HttpClient _http = new();
    private DirectoryInfo? _folder;
    private NodeProgram? _fake;
    private NodeProgram? _server;

    /// <summary>Address of the real server.</summary>
    public Uri Server { get; private set; } = null!;

    /// <summary>Address of the fake of the service.</summary>
    public Uri Upstream { get; private set; } = null!;

    /// <summary>The fake's RSA key, public half.</summary>
    public string PublicKeyPem { get; private set; } = "";

    /// <summary>The latest output of both programs.</summary>
    public string Output => $"fake:\n{_fake?.Output}\nserver:\n{_server?.Output}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Starts both programs if they do not run yet, and makes the fake forget its requests and faults. Skips the test if
    /// something is missing.
    /// </summary>
    public async Task ReadyOrSkipAsync()
    {
        var harness = SharedFolder.PathOrSkip("netease", "node-harness");
        var node = FindProgram("node");
        Assert.SkipWhen(node is null, "node is not on the PATH.");
        var package = PackageFolder();
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(package, "node_modules", Package)),
            $"The npm package {Package} 4.32.0 is not in {package}. Install it there (npm install --ignore-scripts {Package}@4.32.0), or name the folder that holds it in ZETDARD_NCM."
        );
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_server is null)
            {
                await StartAsync(harness, node!, package);
            }
        }
        finally
        {
            _starting.Release();
        }

        using var forgotten = await _http.GetAsync(new Uri(Upstream, "/__reset"), TestContext.Current.CancellationToken);
        forgotten.EnsureSuccessStatusCode();
    }

    /// <summary>The requests that the fake received since <see cref="ReadyOrSkipAsync"/>, decrypted, in order.</summary>
    public async Task<IReadOnlyList<UpstreamCall>> LogAsync() =>
        await _http.GetFromJsonAsync<UpstreamCall[]>(
            new Uri(Upstream, "/__log"),
            JsonSerializerOptions.Web,
            TestContext.Current.CancellationToken
        ) ?? [];

    /// <summary>Sets how the fake answers the next calls whose URI matches a pattern: status, code, body, drop, times.</summary>
    public async Task FaultAsync(object fault)
    {
        using var kept = await _http.PostAsJsonAsync(
            new Uri(Upstream, "/__fault"),
            fault,
            JsonSerializerOptions.Web,
            TestContext.Current.CancellationToken
        );
        kept.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeProgramsAsync();
        _folder?.Delete(recursive: true);
        _http.Dispose();
        _starting.Dispose();
    }

    private async Task StartAsync(string harness, string node, string package)
    {
        _folder ??= Directory.CreateTempSubdirectory("zetdard-ncm-");
        var (lifeline, key) = (Path.Combine(_folder.FullName, "lifeline.cjs"), Path.Combine(_folder.FullName, "rsa.pub.pem"));
        await File.WriteAllTextAsync(lifeline, Lifeline, TestContext.Current.CancellationToken);

        // Both programs take a port number other than 0. Another process may take a free port between the search and the start.
        for (var attempt = 1; ; attempt++)
        {
            var (upstream, server) = FreePorts();
            var environment = new Dictionary<string, string>
            {
                ["TMPDIR"] = _folder.FullName,
                ["TEMP"] = _folder.FullName,
                ["NCM_TEST_RSA_PUB"] = key,
                ["NCM_FAKE_UPSTREAM"] = $"http://127.0.0.1:{upstream}",
            };
            try
            {
                _fake = await NodeProgram.StartAsync(
                    node,
                    package,
                    ["--require", lifeline, Path.Combine(harness, "fake-upstream.cjs"), $"{upstream}"],
                    environment,
                    "fake upstream on"
                );
                _server = await NodeProgram.StartAsync(
                    node,
                    package,
                    [
                        "--require",
                        lifeline,
                        "--require",
                        Path.Combine(harness, "guard.cjs"),
                        Path.Combine(harness, "launch.cjs"),
                        $"{server}",
                    ],
                    environment,
                    "server running @"
                );
                (Upstream, Server, PublicKeyPem) = (
                    new($"http://127.0.0.1:{upstream}"),
                    new($"http://127.0.0.1:{server}"),
                    await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken)
                );
                return;
            }
            catch (InvalidOperationException taken) when (attempt < 3 && taken.Message.Contains("EADDRINUSE", StringComparison.Ordinal))
            {
                await DisposeProgramsAsync();
            }
        }
    }

    private async Task DisposeProgramsAsync()
    {
        foreach (var program in new[] { _server, _fake }.OfType<NodeProgram>())
        {
            await program.DisposeAsync();
        }

        (_server, _fake) = (null, null);
    }

    private static (int First, int Second) FreePorts()
    {
        using TcpListener first = new(IPAddress.Loopback, 0),
            second = new(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private static string PackageFolder() =>
        Environment.GetEnvironmentVariable("ZETDARD_NCM") is { Length: > 0 } named
            ? named
            : Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                    ? cache
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "zetdard",
                "ncm-4.32.0"
            );

    private static string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, name), Path.Combine(folder, $"{name}.exe") })
            .FirstOrDefault(File.Exists);
}
