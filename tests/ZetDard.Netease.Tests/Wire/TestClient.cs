using Microsoft.Extensions.Options;

namespace ZetDard.Netease.Tests.Wire;

/// <summary>A client over a scripted caller, and over a handler for files.</summary>
internal static class TestClient
{
    public static INeteaseClient Over(
        INeteaseCaller caller, HttpMessageHandler? files = null, NeteaseOptions? options = null, TimeProvider? time = null) =>
        new NeteaseClient(caller, new OneHandler(files), Options.Create(options ?? new NeteaseOptions()), time ?? TimeProvider.System);

    public static INeteaseClient Over(Func<NeteaseCall, string> answer) => Over(new ScriptedCaller(answer));

    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> rows)
    {
        var list = new List<T>();
        await foreach (var row in rows.WithCancellation(TestContext.Current.CancellationToken))
            list.Add(row);
        return list;
    }

    private sealed class OneHandler(HttpMessageHandler? handler) : IHttpClientFactory
    {
        public HttpClient CreateClient(string name)
        {
            Assert.Equal(NeteaseTelemetry.Name, name);
            return new HttpClient(handler ?? throw new InvalidOperationException("This test fetches no files."), disposeHandler: false);
        }
    }
}
