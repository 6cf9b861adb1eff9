using System.Threading.RateLimiting;

namespace ZetDard.Netease;

/// <summary>A request under way; disposed, once or more often, when its answer is there.</summary>
/// <param name="release">Called once.</param>
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
