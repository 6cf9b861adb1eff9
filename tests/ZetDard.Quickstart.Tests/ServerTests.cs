using System.Net;
using System.Net.Sockets;
using ZetDard.Netease.Testing;

namespace ZetDard.Quickstart.Tests;

/// <summary>The crawl by a NeteaseCloudMusicApi server, whose form the stand-in speaks.</summary>
/// <remarks>
/// Runs alone: the stand-in notes the times of requests in this process, and threads that other tests keep busy would note them late.
/// </remarks>
[CollectionDefinition(nameof(ServerTests), DisableParallelization = true)]
[Collection(nameof(ServerTests))]
public sealed class ServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Oracle for the pace: the times in the stand-in's own log.
    [Fact]
    public async Task Server_is_crawled_from_the_start_user_at_one_request_a_second_and_not_again()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        string[] arguments = ["--server", $"{service.Address}", "--start", "2", "--users", "1", "--json"];
        var run = await QuickstartRun.InAsync(_folder.Path, arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Assert.Equal(("Finished", 1L), ((string?)run.Json["crawl"]!["status"], (long)run.Json["crawl"]!["counts"]!["users"]!));
        Assert.Equal(Path.GetFullPath(_folder["netease.db"]), (string?)run.Json["source"]);
        Assert.Contains("one listener only", (string?)run.Json["advice"], StringComparison.Ordinal);
        Assert.EndsWith("Crawl more users: --users N.", (string?)run.Json["advice"], StringComparison.Ordinal);
        Assert.True(service.Requests.TotalCount > 4);
        service.Requests.AssertRate(1, burst: 2);

        service.ClearLog();
        var again = await QuickstartRun.InAsync(_folder.Path, arguments);
        Assert.Equal((0, 0L, 0L), (again.ExitCode, (long)again.Json["crawl"]!["requests"]!, service.Requests.TotalCount));
        File.Copy(_folder["netease.db"], _folder["quickstart.db"]);
        var other = await QuickstartRun.InAsync(_folder.Path);
        Assert.Equal((2, ""), (other.ExitCode, other.Output));
        Assert.Contains("holds other music", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_not_there_ends_with_a_message()
    {
        // Bound and not listening: nothing answers, and no other test can come to have the port.
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)bound.LocalEndPoint!).Port;
        var run = await QuickstartRun.InAsync(_folder.Path, "--server", $"http://127.0.0.1:{port}", "--start", "1");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains($"Nothing answers at http://127.0.0.1:{port}", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("--start goes with --server URL", "--start", "1")]
    [InlineData("--session goes with --server URL", "--session", "x")]
    [InlineData("--server needs somebody to start from", "--server", "http://127.0.0.1:9")]
    [InlineData("not 'localhost'", "--server", "localhost", "--start", "1")]
    [InlineData("--data or --server, not both", "--server", "http://127.0.0.1:9", "--data", ".")]
    [InlineData("--users must be a number from 1 to 100000", "--server", "http://127.0.0.1:9", "--start", "1", "--users", "0")]
    [InlineData("--start needs an id or a nickname", "--server", "http://127.0.0.1:9", "--start", "")]
    [InlineData("--users goes with --server", "--users", "3")]
    [InlineData("--names goes with --server", "--names")]
    [InlineData("must be an address such as", "--server", "http://me@127.0.0.1:9", "--start", "1")]
    [InlineData("There is no file 'none.session'", "--server", "http://127.0.0.1:9", "--start", "1", "--session", "none.session")]
    public async Task Unusable_arguments_end_with_2_and_a_message(string message, params string[] arguments)
    {
        var run = await QuickstartRun.InAsync(_folder.Path, arguments);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
