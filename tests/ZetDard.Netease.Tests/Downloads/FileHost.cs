using System.Net;
using System.Net.Http.Headers;

namespace ZetDard.Netease.Tests.Downloads;

/// <summary>A host that serves one file, with faults on demand.</summary>
internal sealed class FileHost(byte[] content) : HttpMessageHandler
{
    private readonly List<Asked> _requests = [];

    /// <summary>A received request.</summary>
    public sealed record Asked(Uri Address, long? From, string? IfRange);

    public IReadOnlyList<Asked> Requests => _requests;

    public byte[] Content { get; set; } = content;

    public string? Tag { get; set; } = "\"v1\"";

    /// <summary>Whether the host ignores ranges and always sends the whole file.</summary>
    public bool IgnoresRange { get; set; }

    /// <summary>The numbers of bytes after which successive answers break; later answers are complete.</summary>
    public Queue<int> Breaks { get; } = new();

    /// <summary>Whether a broken answer ends as if it were complete.</summary>
    public bool EndsQuietly { get; set; }

    /// <summary>Whether answers have a Content-Length.</summary>
    public bool TellsLength { get; set; } = true;

    /// <summary>Answers to send instead of the file, one after another.</summary>
    public Queue<Func<HttpRequestMessage, HttpResponseMessage>> Instead { get; } = new();

    /// <summary>The body to send instead of the plain file.</summary>
    public Func<Stream>? Body { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var from = request.Headers.Range?.Ranges.Single().From;
        _requests.Add(new(request.RequestUri!, from, request.Headers.IfRange?.ToString()));
        Assert.Equal("identity, gzip; q=0.0, deflate; q=0.0, br; q=0.0", request.Headers.AcceptEncoding.ToString());
        Assert.False(request.Headers.Contains("Cookie"));
        if (Instead.TryDequeue(out var instead))
            return Task.FromResult(instead(request));

        var start =
            from is { } first && !IgnoresRange && (request.Headers.IfRange is null || request.Headers.IfRange.ToString() == Tag)
                ? (int)first
                : 0;
        if (start >= Content.Length && start > 0)
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable));
        var response = new HttpResponseMessage(start > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK);
        var rest = Content[start..];
        response.Content = new StreamContent(
            Body?.Invoke()
                ?? (
                    Breaks.TryDequeue(out var after)
                        ? new BreakingStream(rest, Math.Min(after, rest.Length), EndsQuietly)
                        : new MemoryStream(rest)
                )
        );
        response.Content.Headers.ContentLength = TellsLength ? rest.Length : null;
        if (start > 0)
            response.Content.Headers.ContentRange = new(start, Content.Length - 1, Content.Length);
        response.Headers.ETag = Tag is null ? null : EntityTagHeaderValue.Parse(Tag);
        return Task.FromResult(response);
    }

    /// <summary>A stream that returns a given number of bytes and then breaks.</summary>
    private sealed class BreakingStream(byte[] bytes, int after, bool quietly) : MemoryStream(bytes, 0, after)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            return count > 0 || quietly ? count : throw new IOException("The connection was reset.");
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
