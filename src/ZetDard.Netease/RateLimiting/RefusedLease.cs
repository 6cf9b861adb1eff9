using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace ZetDard.Netease;

/// <summary>The lease of a request that may not be sent.</summary>
/// <param name="why">The reason; <see langword="null"/> if only no slot is due at this moment.</param>
/// <param name="retryAfter">How long the reason holds.</param>
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
