using System.Collections.Concurrent;
using System.Text;

namespace ZetDard.Netease.Tests.Wire;

/// <summary>Answers calls with a function, and stores them.</summary>
internal sealed class ScriptedCaller(Func<NeteaseCall, string> answer) : INeteaseCaller
{
    private readonly ConcurrentQueue<NeteaseCall> _calls = new();

    public IReadOnlyList<NeteaseCall> Calls => [.. _calls];

    public Task<ReadOnlyMemory<byte>> CallAsync(NeteaseCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _calls.Enqueue(call);

        // Every value must have a parameter, and every address and form must be possible; otherwise the real caller would fail.
        var keys = call.Endpoint.Parameters.Select(parameter => parameter.Key).ToHashSet();
        Assert.Empty(call.Values.Keys.Except(keys));
        Assert.DoesNotContain('{', call.Uri);
        Assert.StartsWith("{", call.Payload, StringComparison.Ordinal);
        Assert.NotNull(call.ServerForm);
        return Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(answer(call)));
    }

    public ValueTask<IDisposable> TakeTurnAsync(string what, CancellationToken cancellationToken) => new(new MemoryStream());

    public ValueTask AnsweredAsync(string what, DateTimeOffset sent, HttpResponseMessage? response) => default;
}
