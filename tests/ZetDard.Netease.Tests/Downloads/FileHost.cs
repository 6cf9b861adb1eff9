using System.Net;
using System.Net.Http.Headers;

namespace ZetDard.Netease.Tests.Downloads;

/// <summary>A host with one file, and its faults.</summary>
internal sealed class FileHost(byte[] content) : HttpMessageHandler
{
    private readonly List<Asked> _requests = [];

    /// <summary>A request as it came.</summary>
    public sealed record Asked(Uri Address, long? From, string? IfRange);

    public IReadOnlyList<Asked> Requests => _requests;

    public byte[] Content { get; set; } = content;

    public string? Tag { get; set; } = "\"v1\"";

    /// <summary>Whether it always sends the whole.</summary>
    public bool IgnoresRange { get; set; }

    /// <summary>Bytes after which each answer breaks, in turn; when they are used up, answers are whole.</summary>
    public Queue<int> Breaks { get; } = new();

    /// <summary>Whether an answer that breaks just ends, as if it were complete.</summary>
    public bool EndsQuietly { get; set; }

    /// <summary>Whether the length is told.</summary>
    public bool TellsLength { get; set; } = true;

    /// <summary>Answers in place of the file, in turn.</summary>
    public Queue<Func<HttpRequestMessage, HttpResponseMessage>> Instead { get; } = new();

    /// <summary>The body in place of the plain one.</summary>
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

        var start = from is { } first && !IgnoresRange && (request.Headers.IfRange is null || request.Headers.IfRange.ToString() == Tag) ? (int)first : 0;
        if (start >= Content.Length && start > 0)
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable));
        var response = new HttpResponseMessage(start > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK);
        var rest = Content[start..];
        response.Content = new StreamContent(Body?.Invoke() ?? (Breaks.TryDequeue(out var after) ? new BreakingStream(rest, Math.Min(after, rest.Length), EndsQuietly) : new MemoryStream(rest)));
        response.Content.Headers.ContentLength = TellsLength ? rest.Length : null;
        if (start > 0)
            response.Content.Headers.ContentRange = new(start, Content.Length - 1, Content.Length);
        response.Headers.ETag = Tag is null ? null : EntityTagHeaderValue.Parse(Tag);
        return Task.FromResult(response);
    }

    /// <summary>Gives so many bytes, then breaks.</summary>
    private sealed class BreakingStream(byte[] bytes, int after, bool quietly) : MemoryStream(bytes, 0, after)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            return count > 0 || quietly ? count : throw new IOException("The connection was reset.");
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
