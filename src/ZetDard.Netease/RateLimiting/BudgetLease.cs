using System.Threading.RateLimiting;

namespace ZetDard.Netease;

/// <summary>The lease of a request under way. It is disposed when the answer has arrived; disposing it again has no effect.</summary>
/// <param name="release">Called once, at the first disposal.</param>
internal sealed class BudgetLease(Action? release) : RateLimitLease
{
    private Action? _release = release;

    public override bool IsAcquired => true;

    public override IEnumerable<string> MetadataNames => [];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        Interlocked.Exchange(ref _release, null)?.Invoke();
        base.Dispose(disposing);
    }
}
