using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace ZetDard.Netease;

/// <summary>The answer to a request that may not leave.</summary>
/// <param name="why">Why; <see langword="null"/>: only because no slot is due at this moment.</param>
/// <param name="retryAfter">How long that holds.</param>
internal sealed class RefusedLease(NeteaseErrorKind? why, TimeSpan? retryAfter) : RateLimitLease
{
    public NeteaseErrorKind? Why { get; } = why;

    public override bool IsAcquired => false;

    public override IEnumerable<string> MetadataNames => Why is null ? [] : [RequestBudget.Refusal.Name, MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = metadataName == RequestBudget.Refusal.Name ? Why : metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
        return metadata is not null;
    }
}
